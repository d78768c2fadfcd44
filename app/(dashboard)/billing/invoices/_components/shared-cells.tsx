import { Td } from '@/components/table'
import { formatCount } from '@/lib/format'
import type { LineShare } from '@/lib/invoices/detail/shares'
import type { LineDirection } from '@/lib/invoices/lines'
import { formatCents, formatUsdExact } from '@/lib/money'

export interface SharedCellsProps {
  share: LineShare
  direction: LineDirection
  /** Only a whole line has cents. */
  cents?: number
}

/** The figures of a part of a line, under the line's own columns. Its cost is exact: cents are the whole line's alone. */
export function SharedCells({ share, direction, cents }: SharedCellsProps) {
  const { requests, quantity, costNanos } = share
  return (
    <>
      <Td numeric wideOnly className="align-top">
        <span className="leading-9">{direction === 'other' ? null : formatCount(quantity)}</span>
      </Td>
      <Td numeric wideOnly className="align-top font-normal text-2">
        <span className="leading-9">
          {formatCount(requests)} {requests === 1 ? 'request' : 'requests'}
        </span>
      </Td>
      <Td numeric className="align-top">
        <data value={costNanos.toString()} className="leading-9">
          {formatUsdExact(costNanos)}
        </data>
      </Td>
      <Td numeric className="align-top">
        {cents === undefined ? null : <span className="leading-9">{formatCents(cents)}</span>}
      </Td>
    </>
  )
}
