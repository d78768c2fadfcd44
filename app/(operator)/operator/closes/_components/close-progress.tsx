import { RelativeTime } from '@/components/relative-time'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import { formatCount, formatDateTime } from '@/lib/format'
import type { listMonthCloses } from '@/lib/invoices/queries'
import { formatPeriod, toPeriod } from '@/lib/period'

export type Close = Awaited<ReturnType<typeof listMonthCloses>>[number]

/** How far a close is that runs now. */
export function CloseProgress({ close, now }: { close: Close; now: Date }) {
  const { accounts, processed, failures, changed } = close
  const month = formatPeriod(toPeriod(close.period))
  const said = `${formatCount(processed)} of ${formatCount(accounts)} accounts`
  return (
    <Card>
      <CardHeader
        title={`Closing ${month}`}
        note={`since ${formatDateTime(close.startedAt)}`}
        actions={said}
      />
      <CardBody className="grid gap-2">
        <Meter
          label={`Accounts of ${month}`}
          valueText={said}
          value={accounts === 0 ? 0 : processed / accounts}
          tone="neutral"
        />
        <p role="status" className="text-13 text-2">
          {formatCount(changed)} {changed === 1 ? 'bill' : 'bills'} made or finished
          {failures === 0 ? '' : `, ${formatCount(failures)} could not be`}. Last heard of{' '}
          <RelativeTime at={close.updatedAt} now={now} />.
        </p>
      </CardBody>
    </Card>
  )
}
