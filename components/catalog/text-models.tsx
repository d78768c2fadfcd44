import { Count } from '@/components/count'
import { None, Table, Td, Th } from '@/components/table'
import { Badge } from '@/components/ui/badge'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import type { TextRates } from '@/lib/catalog/estimate'
import { formatCountShort } from '@/lib/format'
import { formatPerMillionTokens } from '@/lib/money'
import { AlignedRate, countOf, decimalsOf, ModelName, SortHead, Tier, type ListProps } from './model-cells'
import type { TextOffer } from './offer'

type Direction = 'inputNanos' | 'outputNanos'

export function TextModels({ offers, base, params }: ListProps & { offers: readonly TextOffer[] }) {
  const decimals = {
    inputNanos: mostDecimals(offers, 'inputNanos'),
    outputNanos: mostDecimals(offers, 'outputNanos'),
  }
  return (
    <Card>
      <CardHeader
        title="Text models"
        note="Prices in US dollars per million tokens"
        actions={countOf(offers)}
      />
      <Table caption="Text models and their prices per million tokens" density="tall">
        <thead>
          <tr>
            <SortHead {...{ base, params }} column="name" label="Model" />
            <Th wideOnly>Tier</Th>
            <SortHead {...{ base, params }} column="context" label="Context" numeric wideOnly />
            <SortHead {...{ base, params }} column="max-output" label="Max output" numeric wideOnly />
            <SortHead {...{ base, params }} column="input" label="Input / 1M" numeric />
            <SortHead {...{ base, params }} column="output" label="Output / 1M" numeric />
          </tr>
        </thead>
        <tbody>
          {offers.map(offer => (
            <tr key={offer.id}>
              <Td>
                <ModelName offer={offer}>
                  {offer.reasoning ? <Badge>Reasoning</Badge> : null}
                  {offer.takesImages ? <Badge>Reads images</Badge> : null}
                </ModelName>
              </Td>
              <Td wideOnly>
                <Tier tier={offer.tier} />
              </Td>
              <Td numeric wideOnly>
                {offer.contextWindow === null ? <None /> : <Count value={offer.contextWindow} />}
              </Td>
              <Td numeric wideOnly>
                {offer.maxOutputTokens === null ? <None /> : <Count value={offer.maxOutputTokens} />}
              </Td>
              <Td numeric>
                <Rates rates={offer.rates} direction="inputNanos" decimals={decimals.inputNanos} />
              </Td>
              <Td numeric>
                <Rates rates={offer.rates} direction="outputNanos" decimals={decimals.outputNanos} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {offers.some(offer => offer.rates.longContext) ? (
        <CardFooter>
          Once the input of a request passes the bound in the second line, the whole request is priced at
          those rates.
        </CardFooter>
      ) : null}
    </Card>
  )
}

const said = (rates: TextRates, direction: Direction) =>
  formatPerMillionTokens(rates.standard[direction] ?? 0n)

function mostDecimals(offers: readonly TextOffer[], direction: Direction): number {
  return Math.max(2, ...offers.map(offer => decimalsOf(said(offer.rates, direction))))
}

function Rates({ rates, direction, decimals }: { rates: TextRates; direction: Direction; decimals: number }) {
  const long = rates.longContext?.[direction] ?? null
  return (
    <>
      <div>
        <AlignedRate said={said(rates, direction)} decimals={decimals} />
      </div>
      {long === null || rates.longContextAbove === null ? null : (
        <div className="text-12 text-3">
          over {formatCountShort(rates.longContextAbove)}
          <span className="max-md:hidden">: </span>
          <span className="max-md:block">{formatPerMillionTokens(long)}</span>
        </div>
      )}
    </>
  )
}
