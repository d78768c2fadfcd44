import type { ReactNode } from 'react'
import { Money } from '@/components/money'
import { Card, CardHeader } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import { formatShare, formatMoment } from '@/lib/format'
import { formatUsd } from '@/lib/money'
import type { EffectiveLimit } from '@/lib/limits/limit'
import type { Outlook } from '@/lib/limits/outlook'
import type { LimitSettings } from '@/lib/limits/settings/queries'

export interface ThisMonthProps {
  outlook: Outlook
  settings: LimitSettings
  inForce: EffectiveLimit
}

/** Spent, left and when it starts over, as figures. */
export function ThisMonth({ outlook, settings, inForce }: ThisMonthProps) {
  const { spentNanos, remainingNanos, resetsAt } = outlook
  const limit = inForce.limitNanos
  const part = limit === null || limit === 0n ? 0 : Number((spentNanos * 10_000n) / limit) / 10_000
  return (
    <Card>
      <CardHeader title="This month" note="UTC calendar month" />
      <div className="p-4">
        <Meter
          label="Spent of the limit"
          value={limit === 0n ? 1 : part}
          valueText={`${formatUsd(spentNanos)} of ${limit === null ? 'no limit' : formatUsd(limit)}`}
        />
        <dl className="mt-3 grid text-13">
          <Row term="Spent">
            <Money nanos={spentNanos} />
            {limit ? <span className="ml-1.5 text-3">{formatShare(spentNanos, limit)}</span> : null}
          </Row>
          <Row term="Remaining">
            {remainingNanos === null ? 'No limit' : <Money nanos={remainingNanos} />}
          </Row>
          <Row term="Your limit">
            {settings.ownNanos === null ? (
              <span className="text-2">Not set</span>
            ) : (
              <Money nanos={settings.ownNanos} />
            )}
          </Row>
          <Row term="Operator’s ceiling">
            <Money nanos={settings.ceilingNanos} />
            {inForce.setBy === 'operator' ? <span className="ml-1.5 text-3">in force</span> : null}
          </Row>
          <Row term="Resets">{formatMoment(resetsAt)}</Row>
        </dl>
      </div>
    </Card>
  )
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center border-b border-line last:border-b-0">
      <dt className="text-2">{term}</dt>
      <dd className="ml-auto text-right tnum">{children}</dd>
    </div>
  )
}
