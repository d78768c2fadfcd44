import Link from 'next/link'
import { Table, Td, Th, TotalRow, Tr } from '@/components/table'
import { EmptyState } from '@/components/empty-state'
import { Badge } from '@/components/ui/badge'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import { formatCount, formatCountShort } from '@/lib/format'
import type { Bill, InvoiceLine } from '@/lib/invoices/lines'
import { formatCents } from '@/lib/money'

/** The invoice of the current month as it would be made now, by model. */
export function RunningDraft({ bill, note }: { bill: Bill; note: string }) {
  const models = byModel(bill.lines)
  return (
    <Card>
      <CardHeader
        title={
          <span className="flex items-center gap-2">
            Running draft <Badge>Draft</Badge>
          </span>
        }
        actions={note}
      />
      {models.length === 0 ? (
        <EmptyState title="Nothing used yet this month">
          Every model you use appears here with its amount.
        </EmptyState>
      ) : (
        <Table caption="Running draft by model" density="dense">
          <thead>
            <tr>
              <Th>Model</Th>
              <Th numeric>Used</Th>
              <Th numeric>Amount</Th>
            </tr>
          </thead>
          <tbody>
            {models.map(({ id, name, used, cents }) => (
              <Tr key={id}>
                <th scope="row" className="pl-4 text-left font-normal whitespace-nowrap">
                  {name}
                </th>
                <Td numeric className="text-2">
                  {used}
                </Td>
                <Td numeric>{formatCents(cents)}</Td>
              </Tr>
            ))}
          </tbody>
          <tfoot>
            <TotalRow>
              <Td>Total so far</Td>
              <Td />
              <Td numeric>{formatCents(bill.totalCents)}</Td>
            </TotalRow>
          </tfoot>
        </Table>
      )}
      <CardFooter>
        <span className="min-w-0 flex-1">Rounded once, to the cent, when the invoice is made.</span>
        {models.length === 0 ? null : (
          <Link href="/billing/invoices/running" className="shrink-0 link">
            Open draft
          </Link>
        )}
      </CardFooter>
    </Card>
  )
}

interface ModelSum {
  id: string
  name: string
  used: string
  cents: number
}

function byModel(lines: readonly InvoiceLine[]): ModelSum[] {
  const groups = Map.groupBy(lines, line => line.modelId)
  return [...groups].map(([id, own]) => {
    const quantity = (direction: InvoiceLine['direction']) =>
      own.filter(line => line.direction === direction).reduce((sum, line) => sum + line.quantity, 0)
    const images = quantity('image')
    return {
      id,
      name: own[0]?.description.replace(/,[^,]*$/, '') ?? id,
      used:
        images > 0
          ? `${formatCount(images)} ${images === 1 ? 'image' : 'images'}`
          : `${formatCountShort(quantity('input'))} in, ${formatCountShort(quantity('output'))} out`,
      cents: own.reduce((sum, line) => sum + line.cents, 0),
    }
  })
}
