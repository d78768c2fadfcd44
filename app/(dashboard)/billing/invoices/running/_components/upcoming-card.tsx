import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { formatDate } from '@/lib/format'
import type { Upcoming } from '@/lib/invoices/balance/upcoming'
import type { Bill } from '@/lib/invoices/lines'
import { formatCents, formatUsdExact } from '@/lib/money'
import { endOf, startOf, type Period } from '@/lib/period'

const DAY_MS = 86_400_000

export interface UpcomingCardProps {
  bill: Bill & { period: Period }
  upcoming: Upcoming
  now: Date
}

/** What the next invoice comes to so far, and where it is going. */
export function UpcomingCard({ bill, upcoming, now }: UpcomingCardProps) {
  const { balanceCents, dueCents, isCarried, forecastCents } = upcoming
  const days = Math.round((endOf(bill.period).getTime() - startOf(bill.period).getTime()) / DAY_MS)
  return (
    <Card className="p-4">
      <p className="text-13 text-2">Total so far</p>
      <p className="text-28 font-medium tnum">{formatCents(bill.totalCents)}</p>
      <p className="mt-1 text-13 text-2">
        From {formatUsdExact(bill.totalNanos)} metered in {now.getUTCDate()} of {days} days, rounded once to
        the cent.
      </p>
      <dl className="mt-4 border-t border-line text-13">
        {balanceCents === 0 ? null : (
          <Row term={balanceCents > 0 ? 'Carried from before' : 'Credit'}>{formatCents(balanceCents)}</Row>
        )}
        <Row term="Due as it stands">{formatCents(Math.max(0, dueCents))}</Row>
        <Row term="Forecast">{formatCents(Math.max(0, forecastCents))}</Row>
        <Row term="Invoice on">{formatDate(endOf(bill.period))}</Row>
      </dl>
      <p className="mt-3 text-13 text-2">
        {isCarried
          ? 'Under $0.50 nothing is charged: the amount is carried to the next invoice.'
          : 'Before tax. The forecast is the pace of the last seven days, up to the limit.'}
      </p>
    </Card>
  )
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt className="text-2">{term}</dt>
      <dd className="ml-auto text-right tnum">{children}</dd>
    </div>
  )
}
