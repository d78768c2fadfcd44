import type { InvoiceStatus } from '@/lib/invoices/status'
import { formatCents } from '@/lib/money'
import { err, ok, type Result } from '@/lib/result'

/** Why an invoice is credited, in Stripe's words. */
export const creditReasons = ['product_unsatisfactory', 'duplicate', 'fraudulent', 'order_change'] as const
export type CreditReason = (typeof creditReasons)[number]

/** Where a credit goes: off what is still due, to the customer's balance for the next invoice, or back to the card. */
export type CreditTarget = 'due' | 'balance' | 'refund'

export interface CreditableInvoice {
  readonly status: InvoiceStatus
  readonly totalCents: number
  readonly amountPaidCents: number
  readonly creditedCents: number
  readonly refundedCents: number
  /** Of `amountPaidCents`: what banks hold back, and what they took back for good. */
  readonly disputedCents: number
  readonly chargedBackCents: number
  /** Of `creditedCents`: what credits of ours took off the due or put on the balance, so that no refund belongs to it. */
  readonly creditedElsewhereCents: number
  /** Of credits that Stripe has not answered for yet. */
  readonly pendingCents: number
  readonly pendingRefundCents: number
}

export type CreditRefusal = 'not_creditable' | 'too_much' | 'nothing_to_refund'

type Unanswered = 'pendingCents' | 'pendingRefundCents'

/**
 * What can still be given back of an invoice, and how much of it to the card; nothing of one that is not issued. What a bank holds
 * or took is with the cardholder already, or on its way: a payment that it took up cannot be refunded beside that.
 */
export function creditableCents(
  invoice: Omit<CreditableInvoice, Unanswered> & Partial<Pick<CreditableInvoice, Unanswered>>,
): {
  readonly leftCents: number
  readonly refundableCents: number
} {
  const {
    status,
    totalCents,
    amountPaidCents,
    refundedCents,
    pendingCents = 0,
    pendingRefundCents = 0,
  } = invoice
  if (status !== 'open' && status !== 'paid') return { leftCents: 0, refundableCents: 0 }
  const bankCents = withBankCents(invoice)
  const leftCents = Math.max(0, totalCents - givenBackCents(invoice) - bankCents - pendingCents)
  const isRefundable = status === 'paid' && bankCents === 0
  const cardCents = isRefundable ? Math.max(0, amountPaidCents - refundedCents - pendingRefundCents) : 0
  return { leftCents, refundableCents: Math.min(leftCents, cardCents) }
}

function withBankCents({
  disputedCents,
  chargedBackCents,
}: Pick<CreditableInvoice, 'disputedCents' | 'chargedBackCents'>): number {
  return disputedCents + chargedBackCents
}

/** All that was given back of an invoice: by credit notes, and by refunds that were made at Stripe without one. */
export function givenBackCents({
  creditedCents,
  refundedCents,
  creditedElsewhereCents,
}: Pick<CreditableInvoice, 'creditedCents' | 'refundedCents' | 'creditedElsewhereCents'>): number {
  return creditedCents + Math.max(0, refundedCents - (creditedCents - creditedElsewhereCents))
}

/**
 * Where so many cents of a credit go. On an open invoice they lower what is due; of a paid one they go where it is asked, and
 * to the card only as much as came from it.
 */
export function toTarget(
  invoice: CreditableInvoice,
  amountCents: number,
  asked: 'balance' | 'refund',
): Result<CreditTarget, CreditRefusal> {
  const { status } = invoice
  if (status !== 'open' && status !== 'paid')
    return err('not_creditable', 'Only an invoice that is open or paid can be credited.')
  const { leftCents, refundableCents } = creditableCents(invoice)
  if (!Number.isSafeInteger(amountCents) || amountCents < 1 || amountCents > leftCents)
    return err(
      'too_much',
      leftCents < 1
        ? nothingLeft(invoice)
        : `Between $0.01 and ${formatCents(leftCents)} of this invoice can be credited.`,
      'amount',
    )
  if (status === 'open') return ok('due')
  if (asked === 'refund' && amountCents > refundableCents)
    return err(
      'nothing_to_refund',
      withBankCents(invoice) > 0
        ? 'The payment is disputed at its bank: nothing can go back to the card.'
        : `At most ${formatCents(refundableCents)} can go back to the card.`,
      'amount',
    )
  return ok(asked)
}

function nothingLeft(invoice: CreditableInvoice): string {
  return withBankCents(invoice) > 0
    ? 'The bank of the card holds or took back what was paid: nothing is left to give back.'
    : 'All of this invoice was given back already.'
}
