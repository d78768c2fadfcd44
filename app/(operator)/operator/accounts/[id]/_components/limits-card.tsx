import type { ReactNode } from 'react'
import { Card, CardHeader } from '@/components/ui/card'
import { formatCount } from '@/lib/format'
import { effectiveLimit } from '@/lib/limits/limit'
import type { LimitSettings } from '@/lib/limits/settings/queries'
import { formatLimit, formatUsd, toUsdString, type Nanos } from '@/lib/money'
import { SetCeiling } from './set-ceiling'
import type { Subject } from './subject'

export interface LimitsCardProps {
  subject: Subject
  settings: LimitSettings
  /** Keys with a limit of their own. */
  keyLimits: number
  spentNanos: Nanos
}

/** What bounds the account's month, and the operators' part in it. */
export function LimitsCard({ subject, settings, keyLimits, spentNanos }: LimitsCardProps) {
  const { ownNanos, ceilingNanos } = settings
  const { limitNanos } = effectiveLimit(ownNanos, ceilingNanos)
  return (
    <Card>
      <CardHeader
        title="Limits of a month"
        actions={
          <SetCeiling subject={subject} current={toUsdString(ceilingNanos)} spent={formatUsd(spentNanos)} />
        }
      />
      <dl className="grid px-4 py-1.5 text-13">
        <Row term="Ceiling" note="Set by operators">
          {formatLimit(ceilingNanos)}
        </Row>
        <Row term="Own limit" note="Set by its members">
          {ownNanos === null ? 'None' : formatLimit(ownNanos)}
        </Row>
        <Row term="In force" note="The lower of the two">
          {limitNanos === null ? 'None' : formatLimit(limitNanos)}
        </Row>
        <Row term="Keys with a limit of their own">{formatCount(keyLimits)}</Row>
      </dl>
    </Card>
  )
}

function Row({ term, note, children }: { term: string; note?: string; children: ReactNode }) {
  return (
    <div className="flex min-h-10 items-center gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt>
        {term}
        {note ? <span className="block text-12 text-2">{note}</span> : null}
      </dt>
      <dd className="ml-auto text-right tnum">{children}</dd>
    </div>
  )
}
