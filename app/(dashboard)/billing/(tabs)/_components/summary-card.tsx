import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Money } from '@/components/money'
import { StatusDot, type Tone } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import { formatDate, formatShare, formatWeekday } from '@/lib/format'
import type { Billing } from '@/lib/billing/queries'
import type { Outlook } from '@/lib/limits/outlook'
import { formatUsd, type Nanos } from '@/lib/money'
import { formatPeriod, startOf } from '@/lib/period'
import { ReplaceCard } from './replace-card'

export interface SummaryCardProps {
  billing: Billing
  outlook: Outlook
  limitNanos: Nanos | null
  canEdit: boolean
}

/** The month so far, the next invoice, and what it will be charged to. */
export function SummaryCard({ billing, outlook, limitNanos, canEdit }: SummaryCardProps) {
  return (
    <Card className="grid md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <Spent outlook={outlook} limitNanos={limitNanos} />
      <NextInvoice outlook={outlook} limitNanos={limitNanos} />
      <PaymentMethod billing={billing} canEdit={canEdit} />
    </Card>
  )
}

function Spent({ outlook, limitNanos }: { outlook: Outlook; limitNanos: Nanos | null }) {
  const { spentNanos, remainingNanos, reachesLimitAt, atEndNanos } = outlook
  const part = (nanos: Nanos) =>
    limitNanos ? Math.min(1, Number((nanos * 10_000n) / limitNanos) / 10_000) : 0
  return (
    <Part
      title={`${formatPeriod(outlook.period).split(' ')[0] ?? ''} so far`}
      action={
        <Link href="/billing/limits" className="inline-flex items-center gap-1 rounded-xs hover:text-ink">
          Edit limit <ChevronRight className="size-3" aria-hidden="true" />
        </Link>
      }
    >
      <p>
        <Money nanos={spentNanos} className="text-28 font-medium" />{' '}
        {limitNanos === null ? null : <span className="text-2">of {formatUsd(limitNanos)}</span>}
      </p>
      <Meter
        label="Spent of the limit"
        value={limitNanos === 0n ? 1 : part(spentNanos)}
        forecast={part(atEndNanos)}
        valueText={`${formatUsd(spentNanos)} of ${limitNanos === null ? 'no limit' : formatUsd(limitNanos)}`}
      />
      {limitNanos === null || remainingNanos === null ? null : (
        <p className="mt-2 flex flex-wrap justify-between gap-x-3 text-12 text-2">
          <span>
            {formatShare(spentNanos, limitNanos)} used, {formatUsd(remainingNanos)} left
          </span>
          {remainingNanos === 0n ? (
            <span className="font-medium text-dan">Limit reached</span>
          ) : reachesLimitAt ? (
            <span className="font-medium text-cau">Reaches limit {formatWeekday(reachesLimitAt)}</span>
          ) : null}
        </p>
      )}
    </Part>
  )
}

function NextInvoice({ outlook, limitNanos }: { outlook: Outlook; limitNanos: Nanos | null }) {
  const lastDay = new Date(outlook.resetsAt.getTime() - 1)
  return (
    <Part title="Next invoice">
      <p className="text-20 font-medium">{formatDate(outlook.resetsAt)}</p>
      <p className="mt-1.5 text-13 text-2">
        For {formatDate(startOf(outlook.period))} to {formatDate(lastDay)}, UTC. Charged to the card the same
        day.
        {limitNanos === null ? null : (
          <>
            {' '}
            At most <b className="font-medium text-ink">{formatUsd(limitNanos)}</b>, your limit, before tax
            and amounts carried over.
          </>
        )}
      </p>
    </Part>
  )
}

const standingWords: Record<Billing['standing'], { label: string; tone: Tone }> = {
  free: { label: 'No billing', tone: 'neutral' },
  active: { label: 'In good standing', tone: 'positive' },
  past_due: { label: 'Payment overdue', tone: 'caution' },
  suspended: { label: 'Suspended', tone: 'danger' },
}

function PaymentMethod({ billing, canEdit }: { billing: Billing; canEdit: boolean }) {
  const { card, standing } = billing
  const { label, tone } = standingWords[standing]
  return (
    <Part
      title="Payment method"
      action={canEdit ? <ReplaceCard label={card ? 'Replace' : 'Add a card'} /> : undefined}
    >
      {card ? (
        <div className="flex items-center gap-3">
          <span className="grid h-8 min-w-11 place-items-center rounded-sm border border-line px-1.5 text-12 font-medium uppercase">
            {card.brand}
          </span>
          <span>
            <span className="block text-14">
              <span className="capitalize">{card.brand}</span> •••• {card.lastFour}
            </span>
            <span className="block text-12 text-2">
              Expires {String(card.expMonth).padStart(2, '0')} / {card.expYear}
            </span>
          </span>
        </div>
      ) : (
        <p className="text-13 text-2">No card is saved.</p>
      )}
      <p className="mt-3">
        <StatusDot tone={tone}>{label}</StatusDot>
      </p>
    </Part>
  )
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="border-line p-5 max-md:border-t max-md:first:border-t-0 md:border-l md:first:border-l-0">
      <div className="mb-1.5 flex min-h-7 items-center text-13 text-2">
        <h2>{title}</h2>
        {action ? <div className="ml-auto">{action}</div> : null}
      </div>
      {children}
    </div>
  )
}
