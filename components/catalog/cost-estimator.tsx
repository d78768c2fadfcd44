'use client'

import { useDeferredValue, useState } from 'react'
import { Money } from '@/components/money'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { estimateCost, estimateTokens, type CostEstimate } from '@/lib/catalog/estimate'
import { formatCount } from '@/lib/format'
import { formatPerMillionTokens, type Nanos } from '@/lib/money'
import type { TextOffer } from './offer'

export interface CostEstimatorProps {
  /** At least one. */
  offers: readonly [TextOffer, ...TextOffer[]]
  /** The model chosen at first. */
  defaultModel?: string
}

/** What a pasted text would cost, by the rules of thumb. The text stays in the browser. */
export function CostEstimator({ offers, defaultModel }: CostEstimatorProps) {
  const [text, setText] = useState('')
  const [modelId, setModelId] = useState(offers.find(({ id }) => id === defaultModel)?.id ?? offers[0].id)
  const [output, setOutput] = useState('500')
  const tokens = estimateTokens(useDeferredValue(text))
  const offer = offers.find(({ id }) => id === modelId) ?? offers[0]
  const outputTokens = /^\d{1,9}$/.test(output) ? Number(output) : null
  const maximum = offer.maxOutputTokens
  const tooLong = outputTokens !== null && maximum !== null && outputTokens > maximum
  const cost = outputTokens === null ? null : estimateCost(offer.rates, tokens.tokens, outputTokens)
  return (
    <Card id="estimate">
      <CardHeader
        title="Estimate a cost"
        note="An estimate: the model's own tokenizer decides what is charged"
      />
      <CardBody className="grid gap-x-6 gap-y-4 md:grid-cols-2">
        <div className="grid content-start gap-4">
          <Field
            label="Text of the request"
            hint={`${formatCount(tokens.characters)} characters ÷ 4 ≈ ${formatCount(tokens.byCharacters)} tokens; ${formatCount(tokens.words)} words ÷ 0.75 ≈ ${formatCount(tokens.byWords)} tokens. The higher counts here.`}
          >
            <Textarea
              rows={7}
              value={text}
              onChange={event => setText(event.target.value)}
              placeholder="Paste a prompt. It stays in your browser."
            />
          </Field>
        </div>
        <div className="grid content-start gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Model">
              <Select
                value={modelId}
                onValueChange={setModelId}
                options={offers.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Field>
            <Field
              label="Expected answer"
              error={
                outputTokens === null
                  ? 'Write a whole number of tokens.'
                  : tooLong
                    ? `${offer.name} answers with at most ${formatCount(maximum)} tokens.`
                    : undefined
              }
              hint={
                outputTokens === null
                  ? undefined
                  : `about ${formatCount(Math.round(outputTokens * 0.75))} words`
              }
            >
              <Input
                inputMode="numeric"
                value={output}
                onChange={event => setOutput(event.target.value.trim())}
                after={<span className="text-12 text-3">tokens</span>}
                className="tnum"
              />
            </Field>
          </div>
          {cost && outputTokens !== null && !tooLong ? (
            <Result offer={offer} inputTokens={tokens.tokens} outputTokens={outputTokens} cost={cost} />
          ) : null}
        </div>
      </CardBody>
    </Card>
  )
}

interface ResultProps {
  offer: TextOffer
  inputTokens: number
  outputTokens: number
  cost: CostEstimate
}

function Result({ offer, inputTokens, outputTokens, cost }: ResultProps) {
  const price = (cost.longContext ? offer.rates.longContext : null) ?? offer.rates.standard
  return (
    <div aria-live="polite" className="rounded-ctl bg-inset px-3.5 py-3 text-13 tnum">
      <table className="w-full [&_td]:py-0.5 [&_td]:text-right [&_th]:py-0.5 [&_th]:text-left [&_th]:font-normal [&_th]:text-2">
        <caption className="sr-only">Estimated cost of this request</caption>
        <tbody>
          <Line name="Input" tokens={inputTokens} rate={price.inputNanos} cost={cost.inputNanos} estimated />
          <Line name="Output" tokens={outputTokens} rate={price.outputNanos} cost={cost.outputNanos} />
        </tbody>
        <tfoot>
          <tr className="border-t border-line-strong">
            <th scope="row" colSpan={2} className="pt-2! font-medium! text-ink!">
              This request, about
            </th>
            <td className="pt-2! font-medium">
              <Money nanos={cost.totalNanos} exact />
            </td>
          </tr>
          <tr>
            <th scope="row" colSpan={2}>
              A thousand like it
            </th>
            <td>
              <Money nanos={cost.totalNanos * 1000n} />
            </td>
          </tr>
        </tfoot>
      </table>
      {cost.longContext ? (
        <p className="mt-1.5 text-12 text-2">
          Priced at the long-context rates: the input passes the model&apos;s bound.
        </p>
      ) : null}
    </div>
  )
}

interface LineProps {
  name: string
  tokens: number
  rate: Nanos | null
  cost: Nanos
  estimated?: boolean
}

function Line({ name, tokens, rate, cost, estimated = false }: LineProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {estimated ? '≈ ' : ''}
        {formatCount(tokens)}{' '}
        <span className="text-3">× {rate === null ? '' : formatPerMillionTokens(rate)} / 1M</span>
      </td>
      <td className="pl-3">
        <Money nanos={cost} exact />
      </td>
    </tr>
  )
}
