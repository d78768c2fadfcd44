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
import { formatCents, formatUsd, type Nanos } from '@/lib/money'
import { formatPeriod, startOf } from '@/lib/period'
import { AddCard } from './add-card'
import { CardFace } from './card-face'

export interface SummaryCardProps {
  billing: Billing
  outlook: Outlook
  limitNanos: Nanos | null
  /** What the next invoice takes up: positive from months under what Stripe collects, negative is credit. */
  balanceCents: number
  canEdit: boolean
  /** Where Stripe's form is a part of one of our pages; null: Stripe's own page is used. */
  formHref: string | null
}

/** The month so far, the next invoice, and what it will be charged to. */
export function SummaryCard(props: SummaryCardProps) {
  const { outlook, limitNanos, canEdit } = props
  return (
    <Card className="grid md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <Spent outlook={outlook} limitNanos={limitNanos} canEdit={canEdit} />
      <NextInvoice {...props} />
      <PaymentMethod {...props} />
    </Card>
  )
}

function Spent({
  outlook,
  limitNanos,
  canEdit,
}: Pick<SummaryCardProps, 'outlook' | 'limitNanos' | 'canEdit'>) {
  const { spentNanos, remainingNanos, reachesLimitAt, atEndNanos } = outlook
  const part = (nanos: Nanos) =>
    limitNanos ? Math.min(1, Number((nanos * 10_000n) / limitNanos) / 10_000) : 0
  return (
    <Part
      title={`${formatPeriod(outlook.period).split(' ')[0] ?? ''} so far`}
      action={
        <Link href="/billing/limits" className="inline-flex items-center gap-1 rounded-xs hover:text-ink">
          {canEdit ? 'Edit limit' : 'See limits'} <ChevronRight className="size-3" aria-hidden="true" />
        </Link>
      }
    >
      <p className="mb-1.5 flex flex-wrap items-baseline gap-x-2.5">
        <Money nanos={spentNanos} className="text-28 font-medium" />
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

function NextInvoice({ outlook, limitNanos, balanceCents, billing }: SummaryCardProps) {
  const { atEndNanos, spentNanos } = outlook
  const lastDay = new Date(outlook.resetsAt.getTime() - 1)
  const reached = limitNanos !== null && atEndNanos >= limitNanos ? limitNanos : null
  return (
    <Part title="Next invoice">
      <p className="text-20 font-medium">{formatDate(outlook.resetsAt)}</p>
      <p className="mt-1.5 text-13 text-2">
        For {formatDate(startOf(outlook.period))} to {formatDate(lastDay)}, UTC.
        {billing.card ? ' Charged to the card the same day.' : ' There is no card to charge it to.'}
      </p>
      <p className="mt-1.5 text-13 text-2">
        {spentNanos === 0n && atEndNanos === 0n ? (
          'Nothing used yet: a month without use has no invoice.'
        ) : reached !== null ? (
          <>
            <b className="font-medium text-ink">{formatUsd(reached)}</b>, your limit, at the pace of the last
            seven days, before tax.
          </>
        ) : (
          <>
            About <b className="font-medium text-ink">{formatUsd(atEndNanos)}</b> at the pace of the last
            seven days
            {limitNanos === null ? '.' : `; at most ${formatUsd(limitNanos)}, your limit, before tax.`}
          </>
        )}
        {balanceCents > 0 ? ` ${formatCents(balanceCents)} carried over from before is added.` : null}
        {balanceCents < 0 ? ` Your credit of ${formatCents(-balanceCents)} is taken off.` : null}
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

function PaymentMethod({ billing, canEdit, formHref }: SummaryCardProps) {
  const { card, cards, standing } = billing
  const { label, tone } = standingWords[standing]
  return (
    <Part
      title="Payment method"
      action={canEdit ? <AddCard label={card ? 'Replace' : 'Add a card'} formHref={formHref} /> : undefined}
    >
      {card ? <CardFace card={card} /> : <p className="text-13 text-2">No card is charged.</p>}
      {card && cards.length > 1 ? (
        <p className="mt-2 text-12 text-2">
          {cards.length === 2 ? 'One more card is' : `${cards.length - 1} more cards are`} saved.
        </p>
      ) : null}
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
