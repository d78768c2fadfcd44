import { Money } from '@/components/money'
import { StatusDot } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { formatPerMillionTokens, type Nanos } from '@/lib/money'

export interface RequestSampleProps {
  model: string
  inputTokens: number
  outputTokens: number
  /** Nano-dollars per token, today's. */
  inputNanos: Nanos
  outputNanos: Nanos
}

/** One request and its cost, line by line: what the product promises, beside the sign-in form. */
export function RequestSample({
  model,
  inputTokens,
  outputTokens,
  inputNanos,
  outputNanos,
}: RequestSampleProps) {
  const input = inputNanos * BigInt(inputTokens)
  const output = outputNanos * BigInt(outputTokens)
  return (
    <>
      <Card>
        <header className="flex h-11 items-center border-b border-line px-4">
          <span className="font-mono text-12 text-2">POST /chat/completions</span>
          <StatusDot tone="positive" className="ml-auto">
            200
          </StatusDot>
        </header>
        <pre className="overflow-x-auto px-4 py-3.5 font-mono text-12/5 tracking-[-0.01em]">
          {'{\n  '}
          <Name>model</Name>: <Text>{model}</Text>
          {',\n  '}
          <Name>choices</Name>: [{'{ '}
          <Name>message</Name>: {'{ '}
          <Name>content</Name>: <Text>Hello.</Text>
          {' } }],\n  '}
          <Name>usage</Name>
          {': {\n    '}
          <Name>prompt_tokens</Name>: {inputTokens}
          {',\n    '}
          <Name>completion_tokens</Name>: {outputTokens}
          {'\n  }\n}'}
        </pre>
        <table className="w-full border-t border-line text-13 tnum [&_td]:py-0.75 [&_td]:text-right [&_th]:py-0.75 [&_th]:text-left [&_th]:font-normal [&_th]:text-2 [&_tr>:first-child]:pl-4 [&_tr>:last-child]:pr-4 [&_tr:first-child>*]:pt-3.5">
          <caption className="sr-only">What this request costs</caption>
          <tbody>
            <Line name="Input" tokens={inputTokens} rate={inputNanos} cost={input} />
            <Line name="Output" tokens={outputTokens} rate={outputNanos} cost={output} />
          </tbody>
          <tfoot className="font-medium">
            <tr>
              <th className="pt-2! pb-4! font-medium! text-ink!">This request</th>
              <td colSpan={3} className="pt-2! pb-4!">
                <Money nanos={input + output} exact />
              </td>
            </tr>
          </tfoot>
        </table>
      </Card>
      <p className="mt-5 text-13 text-2">
        Every request is priced to the nano-dollar; an invoice adds them up and rounds once.
      </p>
    </>
  )
}

const Name = ({ children }: { children: string }) => (
  <span className="text-accent-text">&quot;{children}&quot;</span>
)
const Text = ({ children }: { children: string }) => <span className="text-pos">&quot;{children}&quot;</span>

function Line({ name, tokens, rate, cost }: { name: string; tokens: number; rate: Nanos; cost: Nanos }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{tokens}</td>
      <td className="pl-2 text-3">× {formatPerMillionTokens(rate)} / 1M</td>
      <td className="pl-2">
        <Money nanos={cost} exact />
      </td>
    </tr>
  )
}
