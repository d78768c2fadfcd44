import { CalendarCheck } from 'lucide-react'
import type { Metadata } from 'next'
import { requireOperator } from '@/app/_server/operator'
import { LiveRefresh } from '@/app/(operator)/operator/_components/live-refresh'
import { EmptyState } from '@/components/empty-state'
import { PageHead } from '@/components/shell/page-head'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { formatMoment } from '@/lib/format'
import { listMonthCloses } from '@/lib/invoices/queries'
import { listReconciliations } from '@/lib/invoices/reconcile/queries'
import { listAccountNames } from '@/lib/operators/accounts/queries'
import { endOf, formatPeriod, periodOf } from '@/lib/period'
import { CloseProgress } from './_components/close-progress'
import { ClosesTable } from './_components/closes-table'
import { FailuresCard } from './_components/failures-card'
import { ReconciliationsTable } from './_components/reconciliations-table'

export const metadata: Metadata = { title: 'Month close' }

const MONTHS = 24

/** How closing months goes and went, and whether everything agrees. */
export default async function ClosesPage() {
  const { db, now } = await requireOperator()
  const [closes, reconciliations] = await Promise.all([
    listMonthCloses(db, MONTHS),
    listReconciliations(db, { limit: MONTHS }),
  ])
  const running = closes.filter(({ state }) => state === 'running')
  const failed = closes.filter(({ firstFailures }) => firstFailures.length > 0)
  const names = await listAccountNames(db, [
    ...failed.flatMap(({ firstFailures }) => firstFailures.map(({ accountId }) => accountId)),
    ...reconciliations.flatMap(({ firstDifferences }) => firstDifferences.map(({ accountId }) => accountId)),
  ])
  const current = periodOf(now)
  return (
    <>
      <PageHead
        title="Month close"
        description={`${formatPeriod(current)} closes from ${formatMoment(endOf(current))} on.`}
      />
      {running.length > 0 ? <LiveRefresh everyMs={2_000} /> : null}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {running.map(close => (
          <CloseProgress key={close.period} close={close} now={now} />
        ))}
        {failed.map(close => (
          <FailuresCard key={close.period} close={close} names={names} />
        ))}
        <Card>
          <CardHeader title="Months" />
          {closes.length === 0 ? (
            <EmptyState as="h3" icon={<CalendarCheck aria-hidden="true" />} title="No month was closed yet">
              The worker closes every past month by itself, from its first hour on.
            </EmptyState>
          ) : (
            <ClosesTable closes={closes} now={now} />
          )}
        </Card>
        <Card>
          <CardHeader
            title="Comparisons"
            note="Events, rollups, shards, invoices and Stripe, account by account"
          />
          {reconciliations.length === 0 ? (
            <CardBody className="text-13 text-2">
              Nothing was compared yet; it is done after each close.
            </CardBody>
          ) : (
            <ReconciliationsTable reconciliations={reconciliations} names={names} now={now} />
          )}
        </Card>
      </div>
    </>
  )
}
