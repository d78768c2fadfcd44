import { Tiles } from '@/app/(operator)/operator/_components/tiles'
import { Money } from '@/components/money'
import { effectiveLimit } from '@/lib/limits/limit'
import type { LimitSettings } from '@/lib/limits/settings/queries'
import { centsToNanos, formatLimit } from '@/lib/money'
import type { AccountFigures } from '@/lib/operators/accounts/account-list'
import type { OpenPeriods } from '@/lib/operators/exposure/queries'
import { formatPeriod } from '@/lib/period'

export interface FiguresCardProps {
  figures: AccountFigures
  settings: LimitSettings
  periods: OpenPeriods
}

/** What the account used, owes, and what would be lost if it never paid. */
export function FiguresCard({ figures, settings, periods }: FiguresCardProps) {
  const { limitNanos, setBy } = effectiveLimit(settings.ownNanos, settings.ceilingNanos)
  const limit = limitNanos === null ? 'no limit' : `of ${formatLimit(limitNanos)}`
  return (
    <Tiles
      tiles={[
        {
          label: `Used in ${formatPeriod(periods.current)}`,
          value: <Money nanos={figures.spentNanos} />,
          note: `${limit}, ${setBy === 'operator' ? 'the ceiling' : 'its own limit'}`,
        },
        {
          label: 'Not billed yet',
          value: <Money nanos={figures.unbilledNanos} />,
          note:
            figures.unbilledNanos === figures.spentNanos ? 'This month' : 'With months still being closed',
        },
        {
          label: 'Unpaid',
          value: <Money nanos={centsToNanos(figures.unpaidCents)} />,
          note: 'Invoices open or given up',
        },
        { label: 'Exposure', value: <Money nanos={figures.exposureNanos} />, note: 'Not billed and unpaid' },
      ]}
    />
  )
}
