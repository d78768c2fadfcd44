import { Fragment } from 'react'
import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { Money } from '@/components/money'
import { RelativeTime } from '@/components/relative-time'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { formatCount } from '@/lib/format'
import type { Reconciliation } from '@/lib/invoices/reconcile/queries'
import { formatCents } from '@/lib/money'
import { formatPeriod, toPeriod } from '@/lib/period'

const SHOWN = 5

export interface ReconciliationsTableProps {
  reconciliations: readonly Reconciliation[]
  /** Account id → name. */
  names: ReadonlyMap<string, string>
  now: Date
}

/** What was compared, and what did not agree. */
export function ReconciliationsTable({ reconciliations, names, now }: ReconciliationsTableProps) {
  return (
    <Table caption="Comparisons">
      <thead>
        <tr>
          <Th>Month</Th>
          <Th>Outcome</Th>
          <Th numeric>Accounts</Th>
          <Th numeric>Used</Th>
          <Th numeric>Invoiced</Th>
          <Th numeric>When</Th>
        </tr>
      </thead>
      <tbody>
        {reconciliations.map(row => (
          <Fragment key={row.id}>
            <Tr>
              <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
                {formatPeriod(toPeriod(row.period))}
              </th>
              <Td>
                {row.differences === 0 ? (
                  <StatusDot tone="positive">Everything agrees</StatusDot>
                ) : (
                  <StatusDot tone="danger">
                    {formatCount(row.differences)} {row.differences === 1 ? 'difference' : 'differences'}
                  </StatusDot>
                )}
              </Td>
              <Td numeric>{formatCount(row.accounts)}</Td>
              <Td numeric>
                <Money nanos={row.totalNanos} />
              </Td>
              <Td numeric>{row.invoiced ? formatCents(row.invoicedCents) : <None>not yet</None>}</Td>
              <Td numeric className="text-2">
                <RelativeTime at={row.at} now={now} />
              </Td>
            </Tr>
            {row.firstDifferences.slice(0, SHOWN).map(({ accountId, what, expected, actual }) => (
              <Tr key={`${accountId} ${what}`} className="text-12">
                <Td>
                  <AccountLink accountId={accountId} name={names.get(accountId) ?? accountId} />
                </Td>
                <Td colSpan={5} className="text-2">
                  {what}: expected {expected}, found {actual}
                </Td>
              </Tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </Table>
  )
}
