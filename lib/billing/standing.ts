import type { InvoiceStatus } from '@/lib/invoices/status'

export type Standing = 'free' | 'active' | 'past_due' | 'suspended'

/** Why an account stands where it stands. */
export type StandingReason =
  'no_card' | 'paid_up' | 'payment_failed' | 'grace_over' | 'owes_without_card' | 'held' | 'disputed'

/** How long an account with an unpaid invoice may go on. */
export const GRACE_MS = 7 * 86_400_000

export interface StandingFacts {
  readonly hasCard: boolean
  /** When an operator put a hold on the account, for a dispute or fraud; null: no hold. */
  readonly heldAt: Date | null
  /** All invoices there ever were, in any order. */
  readonly invoices: readonly {
    readonly status: InvoiceStatus
    /** When collecting it first failed; null: it did not. */
    readonly paymentFailedAt: Date | null
    readonly issuedAt: Date | null
  }[]
  /** All payments that a bank ever took up with us, in any order. */
  readonly disputes: readonly DisputeFacts[]
}

export interface DisputeFacts {
  readonly status: 'inquiry' | 'open' | 'won' | 'lost'
  /** When an operator let the account go on all the same; null: nobody has. */
  readonly clearedAt: Date | null
}

export interface StandingView {
  readonly standing: Standing
  readonly reason: StandingReason
  /** When the oldest unpaid invoice failed: the grace runs from here. Null: nothing is owed. */
  readonly pastDueSince: Date | null
  /** When generation stops unless it is paid before; null: nothing is owed. */
  readonly suspendsAt: Date | null
}

/**
 * Where an account stands, from all that is known of it and nothing else: the order in which the facts came to be known plays
 * no part. Void counts as settled, uncollectible as owed, a carried amount as settled; paying one of two owed invoices does not
 * restore. What was refunded or credited is no debt. A payment that the bank took up, or took back, holds the account until it is
 * won or an operator clears it. `now` is platform time.
 */
export function toStanding(facts: StandingFacts, now: Date): StandingView {
  const failures = facts.invoices.flatMap(invoice => owedSince(invoice) ?? [])
  const pastDueSince = failures.length === 0 ? null : new Date(Math.min(...failures.map(at => at.getTime())))
  const suspendsAt = pastDueSince && new Date(pastDueSince.getTime() + GRACE_MS)
  const view = (standing: Standing, reason: StandingReason) => ({
    standing,
    reason,
    pastDueSince,
    suspendsAt,
  })
  if (facts.heldAt) return view('suspended', 'held')
  if (facts.disputes.some(isHolding)) return view('suspended', 'disputed')
  if (!suspendsAt) return facts.hasCard ? view('active', 'paid_up') : view('free', 'no_card')
  if (!facts.hasCard) return view('suspended', 'owes_without_card')
  return now < suspendsAt ? view('past_due', 'payment_failed') : view('suspended', 'grace_over')
}

/** Whether a dispute keeps its account from going on. A bank's mere question does not. */
export function isHolding({ status, clearedAt }: DisputeFacts): boolean {
  return clearedAt === null && (status === 'open' || status === 'lost')
}

/** Whether a payment of it has failed and it can still be paid. */
export function isOverdue(invoice: StandingFacts['invoices'][number]): boolean {
  return owedSince(invoice) !== null
}

function owedSince(invoice: StandingFacts['invoices'][number]): Date | null {
  switch (invoice.status) {
    case 'open':
      return invoice.paymentFailedAt
    case 'uncollectible':
      return invoice.paymentFailedAt ?? invoice.issuedAt
    case 'preparing':
    case 'draft':
    case 'paid':
    case 'void':
    case 'nothing_due':
      return null
  }
}
