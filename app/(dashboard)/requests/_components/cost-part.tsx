import type { Model, PriceRow } from '@/lib/catalog/catalog'
import type { Catalog } from '@/lib/catalog/queries'
import { formatCount, formatDate } from '@/lib/format'
import { formatPerMillionTokens, formatUsdExact, toUsdString, type Nanos } from '@/lib/money'
import type { LoggedRequest } from '@/lib/usage/log/queries'
import { toReceipt, type Receipt, type ReceiptLine } from '@/lib/usage/log/receipt'
import { Part } from './part'

/** The cost worked out: quantity × rate, line by line, to the nano-dollar. */
export function CostPart({ event, catalog }: { event: LoggedRequest; catalog: Catalog }) {
  const model = catalog.models.get(event.modelId)
  const price = findPrice(catalog, event)
  const receipt = price && toReceipt(event, price)
  return (
    <Part title="Cost" aside={<Exact nanos={event.costNanos} className="text-20 font-medium" />}>
      {receipt?.lines.length === 0 ? (
        <p className="text-12 text-2">Nothing was used, so there is nothing to pay.</p>
      ) : receipt && price ? (
        <>
          <ReceiptTable receipt={receipt} />
          <p className="mt-2.5 text-12 text-2">
            {tierInWords(price, model)} Prices of {formatDate(price.effectiveFrom)}.
            {event.estimated
              ? ' Tokens are estimated: the provider reported none, so we counted them.'
              : null}
          </p>
          {receipt.addsUp ? null : (
            <p role="alert" className="mt-2 text-12 text-dan">
              These lines do not come to what was charged. Please write to support with the request’s id.
            </p>
          )}
        </>
      ) : (
        <p className="text-12 text-2">The price that it was charged by is not in the price book any more.</p>
      )}
    </Part>
  )
}

function ReceiptTable({ receipt }: { receipt: Receipt }) {
  const { lines, absorbedNanos, waivedNanos, chargedNanos } = receipt
  return (
    <table className="w-full [&_td]:py-1 [&_td]:tnum [&_th]:py-1 [&_th]:text-left [&_th]:font-normal">
      <caption className="sr-only">How the cost comes about</caption>
      <tbody>
        {lines.map(line => (
          <tr key={line.what}>
            <th scope="row" className="text-2">
              {lineNames[line.what]}
            </th>
            <td className="text-right whitespace-nowrap">
              {formatCount(line.quantity)} <span className="text-3">× {rateInWords(line)}</span>
            </td>
            <td className="pl-3 text-right">
              <Exact nanos={line.nanos} />
            </td>
          </tr>
        ))}
        <Deduction name="Borne by us" why="Above what was reserved" nanos={absorbedNanos} />
        <Deduction name="Waived" why="Came after its month was closed" nanos={waivedNanos} />
      </tbody>
      <tfoot>
        <tr className="font-medium [&>*]:border-t [&>*]:border-line-strong">
          <th scope="row" colSpan={2} className="font-medium!">
            Charged
          </th>
          <td className="pl-3 text-right">
            <Exact nanos={chargedNanos} />
          </td>
        </tr>
      </tfoot>
    </table>
  )
}

function Deduction({ name, why, nanos }: { name: string; why: string; nanos: Nanos }) {
  if (nanos === 0n) return null
  return (
    <tr>
      <th scope="row" className="text-2">
        {name}
      </th>
      <td className="text-right text-12 text-3">{why}</td>
      <td className="pl-3 text-right">
        <Exact nanos={-nanos} />
      </td>
    </tr>
  )
}

function Exact({ nanos, className }: { nanos: Nanos; className?: string }) {
  return (
    <data value={toUsdString(nanos)} className={className}>
      {formatUsdExact(nanos)}
    </data>
  )
}

const lineNames: Record<ReceiptLine['what'], string> = { input: 'Input', output: 'Output', images: 'Images' }

function rateInWords({ what, rateNanos }: ReceiptLine): string {
  return what === 'images' ? formatUsdExact(rateNanos) : `${formatPerMillionTokens(rateNanos)} / 1M`
}

/** Which of a model's rates held, and why. */
function tierInWords({ variant }: PriceRow, model: Model | undefined): string {
  const bound = model?.longContextAbove ?? null
  if (variant === 'long_context')
    return bound === null
      ? 'Long-context rates.'
      : `Over ${formatCount(bound)} input tokens, so the long-context rates hold for the whole request.`
  if (variant !== 'standard') return `The rate of ${variant.replace('x', ' × ')}.`
  return bound === null
    ? 'Standard rates.'
    : `Up to ${formatCount(bound)} input tokens, so the standard rates hold.`
}

function findPrice({ book }: Catalog, { modelId, priceId }: LoggedRequest): PriceRow | undefined {
  return [...(book.get(modelId)?.values() ?? [])].flat().find(({ id }) => id === priceId)
}
