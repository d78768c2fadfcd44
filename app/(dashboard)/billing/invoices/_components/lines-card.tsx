import { Table, Td, Th, TotalRow } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/empty-state'
import { openingHref } from '@/app/(dashboard)/billing/invoices/search-params'
import { formatCount } from '@/lib/format'
import { closed, type Opened, type Opening } from '@/lib/invoices/detail/opening'
import type { Bill } from '@/lib/invoices/lines'
import { formatCents, formatUsdExact } from '@/lib/money'
import { LineRow } from './line-row'
import { OpenedRows } from './opened-rows'

export interface LinesCardProps {
  bill: Bill
  opening: Opening
  opened: Opened | null
  /** The page that this stands on. */
  path: string
  /** The month goes on: its figures still grow. */
  running?: boolean
}

/** What was bought, at which rate, exactly, and in the cents that stand on the invoice; each line opens into the usage behind it. */
export function LinesCard({ bill, opening, opened, path, running = false }: LinesCardProps) {
  const { lines, totalNanos, totalCents } = bill
  if (lines.length === 0)
    return (
      <Card>
        <CardHeader title="Lines" />
        <EmptyState title={running ? 'Nothing used yet this month' : 'Nothing was used in this month'}>
          {running ? 'Every model you use appears here with its amount.' : 'There is nothing to pay for it.'}
        </EmptyState>
      </Card>
    )
  return (
    <Card>
      <CardHeader
        title="Lines"
        note={`${formatCount(lines.length)} ${lines.length === 1 ? 'line' : 'lines'}, by model and price`}
      />
      <Table caption={running ? 'Lines so far' : 'Lines of the invoice'} density="dense">
        <thead>
          <tr>
            <Th>Item</Th>
            <Th numeric wideOnly>
              Quantity
            </Th>
            <Th numeric wideOnly>
              Rate
            </Th>
            <Th numeric>Exact</Th>
            <Th numeric>Amount</Th>
          </tr>
        </thead>
        <tbody>
          {lines.flatMap(line => {
            const open = opened?.line.lineNo === line.lineNo
            const href = openingHref(path, open ? closed : { ...closed, lineNo: line.lineNo })
            return [
              <LineRow key={line.lineNo} line={line} open={open} href={href} />,
              ...(open && opened
                ? [
                    <OpenedRows
                      key={`${line.lineNo} opened`}
                      opened={opened}
                      opening={opening}
                      lines={lines}
                      path={path}
                      running={running}
                    />,
                  ]
                : []),
            ]
          })}
        </tbody>
        <tfoot>
          <TotalRow>
            <Td>{running ? 'Total so far' : 'Total'}</Td>
            <Td wideOnly />
            <Td wideOnly />
            <Td numeric>{formatUsdExact(totalNanos)}</Td>
            <Td numeric>{formatCents(totalCents)}</Td>
          </TotalRow>
        </tfoot>
      </Table>
    </Card>
  )
}
