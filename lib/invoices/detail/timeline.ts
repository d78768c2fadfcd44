import { formatCard } from '@/lib/billing/card'
import { formatCents } from '@/lib/money'
import type { RemoteAttempt, RemoteRefund } from '@/lib/invoices/remote'
import type { InvoiceStatus } from '@/lib/invoices/status'

export type EntryKind =
  | 'closed'
  | 'issued'
  | 'attempt_failed'
  | 'attempt_pending'
  | 'paid'
  | 'carried'
  | 'credited'
  | 'refunded'
  | 'refund_failed'
  | 'disputed'
  | 'voided'
  | 'uncollectible'

/** Something that happened to an invoice. */
export interface TimelineEntry {
  readonly kind: EntryKind
  readonly at: Date
  readonly title: string
  /** Plain words; null where the title says it all. */
  readonly note: string | null
}

/** What is stored of an invoice and what happened to it, all of it Stripe's word as we last had it. */
export interface InvoiceHistory {
  readonly invoice: {
    readonly status: InvoiceStatus
    readonly createdAt: Date
    readonly issuedAt: Date | null
    readonly paidAt: Date | null
    readonly voidedAt: Date | null
    readonly uncollectibleAt: Date | null
    readonly amountPaidCents: number
    readonly amountDueCents: number
    readonly carriedCents: number
    readonly billedTo: { readonly email: string | null } | null
  }
  readonly attempts: readonly Omit<RemoteAttempt, 'id' | 'receiptUrl'>[]
  readonly refunds: readonly Omit<RemoteRefund, 'id'>[]
  readonly credits: readonly {
    readonly status: 'preparing' | 'issued' | 'void' | 'refused'
    readonly amountCents: number
    readonly to: 'due' | 'balance' | 'refund'
    readonly issuedAt: Date | null
    readonly memo: string
  }[]
  readonly disputes: readonly {
    readonly createdAt: Date
    /** When we first knew how it ended. */
    readonly decidedAt: Date | null
    readonly amountCents: number
    readonly status: 'inquiry' | 'open' | 'won' | 'lost'
  }[]
}

/** What stands later of things that Stripe's whole seconds tell at one instant. */
const stages: Readonly<Record<EntryKind, number>> = {
  closed: 0,
  issued: 1,
  carried: 2,
  attempt_failed: 3,
  attempt_pending: 3,
  uncollectible: 4,
  paid: 5,
  disputed: 6,
  credited: 6,
  refunded: 7,
  refund_failed: 8,
  voided: 9,
}

/** What happened to an invoice, the latest first. */
export function toTimeline(history: InvoiceHistory): TimelineEntry[] {
  return [
    ...ofInvoice(history),
    ...history.attempts.map(ofAttempt),
    ...history.credits.flatMap(ofCredit),
    ...history.refunds.map(ofRefund),
    ...history.disputes.flatMap(ofDispute),
  ].toSorted((a, b) => instantOf(b) - instantOf(a) || stages[b.kind] - stages[a.kind])
}

/** Stripe's times are whole seconds, ours are not. The close comes before all else, whatever the clocks say. */
function instantOf({ kind, at }: TimelineEntry): number {
  return kind === 'closed' ? 0 : Math.floor(at.getTime() / 1_000)
}

function ofInvoice({ invoice, attempts }: InvoiceHistory): TimelineEntry[] {
  const { status, createdAt, issuedAt, paidAt, voidedAt, uncollectibleAt, carriedCents, billedTo } = invoice
  const entries: TimelineEntry[] = [
    {
      kind: 'closed',
      at: createdAt,
      title: 'Month closed',
      note: status === 'nothing_due' ? 'The usage comes to no cent: no invoice.' : 'All usage counted.',
    },
  ]
  if (issuedAt)
    entries.push({
      kind: 'issued',
      at: issuedAt,
      title: 'Issued',
      note: billedTo?.email ? `To ${billedTo.email}` : null,
    })
  const isCarried = invoice.amountDueCents === 0 && carriedCents > 0
  if (paidAt && isCarried)
    entries.push({
      kind: 'carried',
      at: paidAt,
      title: 'Carried over',
      note: `${formatCents(carriedCents)} is too little to charge: it stands on the next invoice.`,
    })
  // Paid without a charge that we know: by credit, or outside of Stripe. A charge tells of itself.
  if (paidAt && !isCarried && !attempts.some(attempt => attempt.status === 'succeeded'))
    entries.push({ kind: 'paid', at: paidAt, title: 'Settled', note: settledBy(invoice) })
  if (voidedAt)
    entries.push({ kind: 'voided', at: voidedAt, title: 'Voided', note: 'Nothing is owed for it.' })
  if (uncollectibleAt)
    entries.push({
      kind: 'uncollectible',
      at: uncollectibleAt,
      title: 'Written off',
      note: 'No more attempts are made. It is still owed.',
    })
  return entries
}

function settledBy({ amountDueCents, amountPaidCents }: InvoiceHistory['invoice']): string {
  if (amountDueCents === 0) return 'Nothing was left to pay.'
  return `${formatCents(amountPaidCents)} received.`
}

function ofAttempt(attempt: InvoiceHistory['attempts'][number]): TimelineEntry {
  const { at, status, amountCents, failure, cardBrand, cardLastFour } = attempt
  const card = cardLastFour ? formatCard({ brand: cardBrand, lastFour: cardLastFour }) : null
  const amount = formatCents(amountCents)
  switch (status) {
    case 'succeeded':
      return { kind: 'paid', at, title: `Paid ${amount}`, note: card }
    case 'pending':
      return { kind: 'attempt_pending', at, title: `Payment of ${amount} under way`, note: card }
    case 'failed':
      return {
        kind: 'attempt_failed',
        at,
        title: 'Payment failed',
        note: [failure, card].filter(Boolean).join(' ') || null,
      }
  }
}

function ofCredit({
  status,
  amountCents,
  to,
  issuedAt,
  memo,
}: InvoiceHistory['credits'][number]): TimelineEntry[] {
  if (!issuedAt || (status !== 'issued' && status !== 'void')) return []
  const where = {
    due: 'off what was due',
    balance: 'to your balance, for the next invoice',
    refund: 'back to the card',
  }
  const title = `Credit of ${formatCents(amountCents)}`
  return [
    {
      kind: 'credited',
      at: issuedAt,
      title,
      note: status === 'void' ? `Later taken back. ${memo}` : `Goes ${where[to]}. ${memo}`,
    },
  ]
}

function ofRefund({ at, amountCents, status }: InvoiceHistory['refunds'][number]): TimelineEntry {
  const amount = formatCents(amountCents)
  switch (status) {
    case 'succeeded':
      return {
        kind: 'refunded',
        at,
        title: `Refunded ${amount}`,
        note: 'To the card. Banks take five to ten days to show it.',
      }
    case 'pending':
      return { kind: 'refunded', at, title: `Refund of ${amount} under way`, note: null }
    case 'failed':
      return {
        kind: 'refund_failed',
        at,
        title: `Refund of ${amount} failed`,
        note: 'The bank did not take it. Write to support.',
      }
    case 'canceled':
      return { kind: 'refund_failed', at, title: `Refund of ${amount} canceled`, note: null }
  }
}

function ofDispute({
  createdAt,
  decidedAt,
  amountCents,
  status,
}: InvoiceHistory['disputes'][number]): TimelineEntry[] {
  const amount = formatCents(amountCents)
  const inquiry = status === 'inquiry'
  const opened: TimelineEntry = {
    kind: 'disputed',
    at: createdAt,
    title: inquiry ? 'Bank asks about the payment' : `Payment of ${amount} disputed`,
    note: inquiry ? 'No money was taken back.' : 'Through the bank of the card.',
  }
  if ((status !== 'won' && status !== 'lost') || !decidedAt) return [opened]
  const title =
    status === 'won' ? 'Dispute decided: the payment stands' : 'Dispute decided: the money went back'
  return [{ kind: 'disputed', at: decidedAt, title, note: null }, opened]
}
