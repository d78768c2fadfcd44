import { Td, Tr } from '@/components/table'
import { formatCount } from '@/lib/format'
import { notChargedNanos, type InvoiceLine } from '@/lib/invoices/lines'
import { formatCents, formatPerMillionTokens, formatUsdExact } from '@/lib/money'
import { Expander } from './expander'
import { formatQuantity } from './quantity'

/** One line, as it stands on the invoice. */
export function LineRow({ line, open, href }: { line: InvoiceLine; open: boolean; href: string }) {
  const saved = notChargedNanos(line)
  return (
    <Tr>
      <Expander href={href} open={open} level={0} note={formatQuantity(line.quantity, line.direction)}>
        {line.description}
        {saved === 0n ? null : <span className="text-2"> (less {formatUsdExact(saved)} not charged)</span>}
      </Expander>
      <Td numeric wideOnly>
        {line.direction === 'other' ? null : formatCount(line.quantity)}
      </Td>
      <Td numeric wideOnly className="text-2">
        {rateOf(line)}
      </Td>
      <Td numeric className="text-2">
        {formatUsdExact(line.costNanos)}
      </Td>
      <Td numeric>{formatCents(line.cents)}</Td>
    </Tr>
  )
}

function rateOf({ direction, rateNanos }: InvoiceLine): string {
  switch (direction) {
    case 'input':
    case 'output':
      return `${formatPerMillionTokens(rateNanos)} / 1M`
    case 'image':
      return `${formatUsdExact(rateNanos)} / image`
    case 'other':
      return 'various'
  }
}
