import type Stripe from 'stripe'
import { call, find, idOf, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'

export interface RemoteDispute {
  readonly id: string
  readonly amountCents: number
  /** `inquiry`: a question of the bank, no money was taken yet. */
  readonly status: 'inquiry' | 'open' | 'won' | 'lost'
  readonly reason: string
  readonly createdAt: Date
  /** Stripe's invoice whose payment it is about; null where it was none of an invoice. */
  readonly stripeInvoiceId: string | null
  readonly customerId: string | null
}

/** A dispute as it stands; null where Stripe has none of that id. */
export async function getDispute(stripe: StripeClient, id: string): Promise<RemoteDispute | null> {
  const dispute = await find(() => stripe.disputes.retrieve(id, { expand: ['charge'] }))
  if (!dispute) return null
  const { charge } = dispute
  const intentId = idOf(dispute.payment_intent)
  return {
    id: dispute.id,
    amountCents: dispute.amount,
    status: toStatus(dispute),
    reason: dispute.reason,
    createdAt: toInstant(dispute.created),
    stripeInvoiceId: intentId === null ? null : await findInvoiceOf(stripe, intentId),
    customerId: typeof charge === 'object' ? idOf(charge.customer) : null,
  }
}

/** The invoice that a charge paid; null where it paid none, or there is no such charge. */
export async function findInvoiceOfCharge(stripe: StripeClient, id: string): Promise<string | null> {
  const charge = await find(() => stripe.charges.retrieve(id))
  const intentId = idOf(charge?.payment_intent)
  return intentId === null ? null : findInvoiceOf(stripe, intentId)
}

/** The invoice whose payment was given back; null where it was none, or there is no such refund. */
export async function findInvoiceOfRefund(stripe: StripeClient, id: string): Promise<string | null> {
  const refund = await find(() => stripe.refunds.retrieve(id))
  const intentId = idOf(refund?.payment_intent)
  return intentId === null ? null : findInvoiceOf(stripe, intentId)
}

async function findInvoiceOf(stripe: StripeClient, intentId: string): Promise<string | null> {
  const payment = { type: 'payment_intent' as const, payment_intent: intentId }
  const payments = await call(() => stripe.invoicePayments.list({ payment, limit: 1 }))
  return idOf(payments.data[0]?.invoice)
}

function toStatus({ status }: Stripe.Dispute): RemoteDispute['status'] {
  if (status.startsWith('warning_')) return 'inquiry'
  if (status === 'won' || status === 'prevented') return 'won'
  return status === 'lost' ? 'lost' : 'open'
}
