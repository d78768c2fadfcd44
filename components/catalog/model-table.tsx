import { Count } from '@/components/count'
import { SortLink } from '@/components/sort-link'
import { None, Table, Td, Th } from '@/components/table'
import { Badge } from '@/components/ui/badge'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { formatCountShort } from '@/lib/format'
import { formatPerMillionTokens, formatUsdExact, type Nanos } from '@/lib/money'
import { modelsHref, type ModelParams, type SortKey } from './model-params'
import type { ImageOffer, Offer, TextOffer } from './offer'

interface ListProps {
  /** The page that the sort links lead to. */
  base: string
  params: ModelParams
}

export function TextModels({ offers, base, params }: ListProps & { offers: readonly TextOffer[] }) {
  const anyLong = offers.some(offer => offer.rates.longContext)
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
            <Th>Tier</Th>
            <SortHead {...{ base, params }} column="context" label="Context" numeric />
            <SortHead {...{ base, params }} column="max-output" label="Max output" numeric />
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
              <Td>
                <Tier tier={offer.tier} />
              </Td>
              <Td numeric>
                {offer.contextWindow === null ? <None /> : <Count value={offer.contextWindow} />}
              </Td>
              <Td numeric>
                {offer.maxOutputTokens === null ? <None /> : <Count value={offer.maxOutputTokens} />}
              </Td>
              <Td numeric>
                <Rate
                  standard={offer.rates.standard.inputNanos}
                  long={offer.rates.longContext?.inputNanos}
                  above={offer.rates.longContextAbove}
                />
              </Td>
              <Td numeric>
                <Rate
                  standard={offer.rates.standard.outputNanos}
                  long={offer.rates.longContext?.outputNanos}
                  above={offer.rates.longContextAbove}
                />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {anyLong ? (
        <CardFooter>
          Once the input of a request passes the bound in the second line, the whole request is priced at
          those rates.
        </CardFooter>
      ) : null}
    </Card>
  )
}

export function ImageModels({ offers, base, params }: ListProps & { offers: readonly ImageOffer[] }) {
  return (
    <Card>
      <CardHeader
        title="Image models"
        note="A fixed price per image, whatever the prompt's length"
        actions={countOf(offers)}
      />
      <Table caption="Image models and their prices per image" density="tall">
        <thead>
          <tr>
            <SortHead {...{ base, params }} column="name" label="Model" />
            <Th>Tier</Th>
            <Th>Sizes</Th>
            <SortHead {...{ base, params }} column="price" label="Per image" numeric />
          </tr>
        </thead>
        <tbody>
          {offers.map(offer => (
            <tr key={offer.id}>
              <Td>
                <ModelName offer={offer}>{offer.jobsOnly ? <Badge>Only as jobs</Badge> : null}</ModelName>
              </Td>
              <Td>
                <Tier tier={offer.tier} />
              </Td>
              <Td className="py-2 text-2">
                {offer.sizes.map(({ size }) => (
                  <div key={size ?? 'any'}>{size ? size.replace('x', ' × ') : 'Any size'}</div>
                ))}
              </Td>
              <Td numeric className="py-2">
                {offer.sizes.map(({ size, imageNanos }) => (
                  <div key={size ?? 'any'}>{formatUsdExact(imageNanos)}</div>
                ))}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}

const countOf = (offers: readonly Offer[]) => (
  <span className="tnum">{offers.length === 1 ? '1 model' : `${offers.length} models`}</span>
)

function SortHead({
  base,
  params,
  column,
  label,
  numeric,
}: ListProps & { column: SortKey; label: string; numeric?: boolean }) {
  const sort = params.sort !== column ? undefined : params.descending ? 'descending' : 'ascending'
  // Up, down, and back to the catalogue's own order.
  const next: Partial<ModelParams> =
    sort === undefined
      ? { sort: column, descending: false }
      : sort === 'ascending'
        ? { sort: column, descending: true }
        : { sort: null, descending: false }
  return (
    <Th numeric={numeric} sort={sort}>
      <SortLink href={modelsHref(base, { ...params, ...next })} sort={sort} numeric={numeric}>
        {label}
      </SortLink>
    </Th>
  )
}

function ModelName({ offer, children }: { offer: Offer; children: React.ReactNode }) {
  return (
    <div className="w-44 py-2 md:w-auto">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{offer.name}</span>
        <span className="hidden gap-1 lg:flex">{children}</span>
      </div>
      <div className="flex items-center text-3">
        <span className="truncate font-mono text-12">{offer.id}</span>
        <CopyButton text={offer.id} label={`Copy ${offer.id}`} icon className="size-5! shrink-0 border-0" />
      </div>
    </div>
  )
}

function Tier({ tier }: { tier: Offer['tier'] }) {
  return tier === 'premium' ? <Badge tone="accent">Premium</Badge> : <Badge>Standard</Badge>
}

function Rate({
  standard,
  long,
  above,
}: {
  standard: Nanos | null
  long: Nanos | null | undefined
  above: number | null
}) {
  if (standard === null) return <None />
  return (
    <>
      <div>{formatPerMillionTokens(standard)}</div>
      {long == null || above === null ? null : (
        <div className="text-12 text-3">
          over {formatCountShort(above)}: {formatPerMillionTokens(long)}
        </div>
      )}
    </>
  )
}
