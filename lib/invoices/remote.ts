import type { BilledTo } from '@/lib/invoices/billed-to'
import type { InvoiceStatus } from '@/lib/invoices/status'

export type RemoteStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'

/** An invoice as Stripe has it now: status, number, payment and links are Stripe's to say. */
export interface RemoteInvoice {
  readonly id: string
  readonly customerId: string | null
  readonly status: RemoteStatus
  readonly number: string | null
  readonly currency: string
  /** Sum of the lines and taxes. */
  readonly totalCents: number
  readonly amountDueCents: number
  readonly amountPaidCents: number
  /** Taken off what was due by credit notes, and all that credit notes gave back. */
  readonly creditedDueCents: number
  readonly creditedCents: number
  /** The customer's balance before finalizing; positive: it was owed from before. */
  readonly startingBalanceCents: number
  /** The customer's balance after finalizing; positive: carried to the next invoice. Null before. */
  readonly endingBalanceCents: number | null
  readonly attempted: boolean
  readonly hostedUrl: string | null
  readonly pdfUrl: string | null
  readonly finalizedAt: Date | null
  readonly paidAt: Date | null
  readonly voidedAt: Date | null
  readonly uncollectibleAt: Date | null
  readonly billedTo: BilledTo
  readonly metadata: Readonly<Record<string, string>>
}

/** A line that Stripe holds; one that is not ours has no number. */
export interface RemoteLine {
  readonly lineNo: number | null
  readonly cents: number
}

/** The body of the invoice itself, as it is stored before it is sent. */
export interface DraftBody {
  readonly customer: string
  readonly description: string
  readonly metadata: Readonly<Record<string, string>>
  /** Printed on the invoice; left out where there is nothing to print. */
  readonly custom_fields?: readonly { readonly name: string; readonly value: string }[] | undefined
}

export interface LineBody {
  readonly amount: number
  readonly description: string
  readonly period: { readonly start: number; readonly end: number }
  readonly metadata: { readonly line_no: string }
}

/** The columns of our row that are Stripe's to say. */
export interface RemoteColumns {
  readonly status: InvoiceStatus
  readonly number: string | null
  readonly hostedUrl: string | null
  readonly pdfUrl: string | null
  readonly appliedBalanceCents: number
  readonly amountDueCents: number
  readonly amountPaidCents: number
  readonly carriedCents: number
  readonly creditedCents: number
  readonly refundedCents: number
  readonly attemptedPayment: boolean
  readonly lastPaymentError: string | null
  readonly needsAuthentication: boolean
  readonly paymentFailedAt: Date | null
  readonly issuedAt: Date | null
  readonly paidAt: Date | null
  readonly voidedAt: Date | null
  readonly uncollectibleAt: Date | null
  readonly billedTo: BilledTo | null
}

/** An attempt to charge a card. */
export interface RemoteAttempt {
  readonly id: string
  readonly at: Date
  readonly amountCents: number
  readonly status: 'succeeded' | 'pending' | 'failed'
  /** A sentence for the person who pays; null where it did not fail. */
  readonly failure: string | null
  readonly cardBrand: string | null
  readonly cardLastFour: string | null
  readonly receiptUrl: string | null
}

/** Money that went back to the card, or is on its way. */
export interface RemoteRefund {
  readonly id: string
  readonly at: Date
  readonly amountCents: number
  readonly status: 'pending' | 'succeeded' | 'failed' | 'canceled'
}

/** How far along its life an invoice is: Stripe never takes one back. */
const stages: Readonly<Record<InvoiceStatus, number>> = {
  preparing: 0,
  draft: 1,
  open: 2,
  uncollectible: 3,
  paid: 4,
  void: 4,
  nothing_due: 4,
}

/** What the payments of an invoice say, as far as they were asked for. */
export interface PaymentNews {
  /** Why the last attempt failed; null where none did. */
  readonly failure: { readonly reason: string; readonly needsAuthentication: boolean } | null
  /** Money that went back to the card; null where that was not asked for. */
  readonly refundedCents: number | null
  /** Every attempt and every refund; null where they were not asked for. */
  readonly attempts: readonly RemoteAttempt[] | null
  readonly refunds: readonly RemoteRefund[] | null
}

export const noNews: PaymentNews = { failure: null, refundedCents: null, attempts: null, refunds: null }

/**
 * Our columns after what Stripe said, whenever it said it: an older answer than the one we hold changes nothing, so the order
 * in which answers arrive plays no part.
 *
 * Total + applied balance − credited before payment = amount due + carried: under Stripe's minimum an invoice is `paid` at once,
 * while its amount went to the customer's balance and no cash came.
 */
export function mergeRemote(
  held: RemoteColumns,
  remote: RemoteInvoice,
  { failure, refundedCents }: Pick<PaymentNews, 'failure' | 'refundedCents'>,
): RemoteColumns {
  if (stages[remote.status] < stages[held.status]) return held
  const carriedCents = Math.max(0, remote.endingBalanceCents ?? 0)
  const issued = remote.finalizedAt !== null
  const failed = failure !== null || (remote.attempted && isOwed(remote))
  return {
    status: remote.status,
    number: remote.number,
    hostedUrl: remote.hostedUrl,
    pdfUrl: remote.pdfUrl,
    carriedCents,
    amountDueCents: remote.amountDueCents,
    appliedBalanceCents: issued
      ? remote.amountDueCents + remote.creditedDueCents + carriedCents - remote.totalCents
      : 0,
    amountPaidCents: Math.max(held.amountPaidCents, remote.amountPaidCents),
    creditedCents: remote.creditedCents,
    refundedCents: refundedCents ?? held.refundedCents,
    attemptedPayment: held.attemptedPayment || remote.attempted,
    lastPaymentError: isOwed(remote) ? (failure?.reason ?? held.lastPaymentError) : held.lastPaymentError,
    needsAuthentication:
      remote.status === 'open' && (failure ? failure.needsAuthentication : held.needsAuthentication),
    paymentFailedAt: held.paymentFailedAt ?? (failed && isOwed(remote) ? remote.finalizedAt : null),
    issuedAt: held.issuedAt ?? remote.finalizedAt,
    paidAt: remote.paidAt,
    voidedAt: remote.voidedAt,
    uncollectibleAt: remote.uncollectibleAt,
    billedTo: issued ? remote.billedTo : null,
  }
}

function isOwed({ status }: RemoteInvoice): boolean {
  return status === 'open' || status === 'uncollectible'
}
