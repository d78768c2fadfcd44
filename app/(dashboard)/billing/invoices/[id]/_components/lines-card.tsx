import { Table, Td, Th, TotalRow, Tr } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/empty-state'
import { formatCount } from '@/lib/format'
import { notChargedNanos, type InvoiceLine } from '@/lib/invoices/lines'
import { formatCents, formatPerMillionTokens, formatUsdExact } from '@/lib/money'

/** What was bought, at which rate, exactly, and in the cents that stand on the invoice. */
export function LinesCard({ lines, totalCents }: { lines: readonly InvoiceLine[]; totalCents: number }) {
  if (lines.length === 0)
    return (
      <Card>
        <CardHeader title="Lines" />
        <EmptyState title="Nothing was used in this month">There is nothing to pay for it.</EmptyState>
      </Card>
    )
  return (
    <Card>
      <CardHeader
        title="Lines"
        note={`${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, by model and price`}
      />
      <Table caption="Lines of the invoice" density="dense">
        <thead>
          <tr>
            <Th>Item</Th>
            <Th numeric>Quantity</Th>
            <Th numeric wideOnly>
              Rate
            </Th>
            <Th numeric wideOnly>
              Exact
            </Th>
            <Th numeric>Amount</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <Tr key={line.lineNo}>
              <th scope="row" className="py-2 pl-4 text-left font-normal">
                {line.description}
                {notChargedNanos(line) === 0n ? null : (
                  <span className="text-2"> (less {formatUsdExact(notChargedNanos(line))} not charged)</span>
                )}
              </th>
              <Td numeric>{formatCount(line.quantity)}</Td>
              <Td numeric wideOnly className="text-2">
                {rateOf(line)}
              </Td>
              <Td numeric wideOnly className="text-2">
                {formatUsdExact(line.costNanos)}
              </Td>
              <Td numeric>{formatCents(line.cents)}</Td>
            </Tr>
          ))}
        </tbody>
        <tfoot>
          <TotalRow>
            <Td>Total</Td>
            <Td />
            <Td wideOnly />
            <Td wideOnly />
            <Td numeric>{formatCents(totalCents)}</Td>
          </TotalRow>
        </tfoot>
      </Table>
    </Card>
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
