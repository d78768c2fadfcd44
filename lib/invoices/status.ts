/** `preparing` and `nothing_due` are ours: before Stripe knows of it, and never to be known there. The others are Stripe's. */
export type InvoiceStatus = 'preparing' | 'draft' | 'open' | 'paid' | 'uncollectible' | 'void' | 'nothing_due'

export interface InvoiceFigures {
  readonly status: InvoiceStatus
  readonly carriedCents: number
  readonly amountDueCents: number
  /** A payment was tried and failed. */
  readonly paymentFailedAt: Date | null
  /** The bank wants the cardholder to confirm it. */
  readonly needsAuthentication: boolean
}

/**
 * How an invoice is called in the dashboard: `carried` is what Stripe calls paid though no cash came; `unconfirmed` waits for the
 * cardholder, on Stripe's page.
 */
export type InvoiceState = Exclude<InvoiceStatus, 'draft'> | 'carried' | 'failed' | 'unconfirmed'

export function toInvoiceState(invoice: InvoiceFigures): InvoiceState {
  if (invoice.status === 'draft') return 'preparing'
  if (invoice.status === 'open' && invoice.needsAuthentication) return 'unconfirmed'
  if (invoice.status === 'open' && invoice.paymentFailedAt) return 'failed'
  if (invoice.status === 'paid' && invoice.amountDueCents === 0 && invoice.carriedCents > 0) return 'carried'
  return invoice.status
}
