/** `preparing` and `nothing_due` are ours: before Stripe knows of it, and never to be known there. The others are Stripe's. */
export type InvoiceStatus = 'preparing' | 'draft' | 'open' | 'paid' | 'uncollectible' | 'void' | 'nothing_due'

export interface InvoiceFigures {
  readonly status: InvoiceStatus
  readonly carriedCents: number
  readonly amountDueCents: number
  /** Cash that came, whatever became of it. */
  readonly amountPaidCents: number
  /** Of that cash: what went back to the card, what a bank holds back, and what it took back for good. */
  readonly refundedCents: number
  readonly disputedCents: number
  readonly chargedBackCents: number
  /** A payment was tried and failed. */
  readonly paymentFailedAt: Date | null
  /** The bank wants the cardholder to confirm it. */
  readonly needsAuthentication: boolean
}

/**
 * How an invoice is called in the dashboard. Of what Stripe calls paid, only money that came and stayed is `paid`: `carried` went to
 * the customer's balance, `credited` was taken from it or given up, `disputed` is held back by a bank, `charged_back` is gone.
 * `unconfirmed` waits for the cardholder, on Stripe's page.
 */
export type InvoiceState =
  | Exclude<InvoiceStatus, 'draft'>
  | 'carried'
  | 'credited'
  | 'disputed'
  | 'charged_back'
  | 'refunded'
  | 'failed'
  | 'unconfirmed'

export function toInvoiceState(invoice: InvoiceFigures): InvoiceState {
  if (invoice.status === 'draft') return 'preparing'
  if (invoice.status === 'open' && invoice.needsAuthentication) return 'unconfirmed'
  if (invoice.status === 'open' && invoice.paymentFailedAt) return 'failed'
  return invoice.status === 'paid' ? toPaidState(invoice) : invoice.status
}

function toPaidState(invoice: InvoiceFigures): InvoiceState {
  const { carriedCents, amountDueCents, amountPaidCents, refundedCents, disputedCents, chargedBackCents } =
    invoice
  if (amountDueCents === 0) return carriedCents > 0 ? 'carried' : 'credited'
  if (chargedBackCents > 0) return 'charged_back'
  if (disputedCents > 0) return 'disputed'
  return refundedCents > 0 && refundedCents >= amountPaidCents ? 'refunded' : 'paid'
}
