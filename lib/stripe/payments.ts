import type Stripe from 'stripe'
import type { RemoteAttempt, RemoteRefund } from '@/lib/invoices/remote'
import { call, find, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import { toDeclineReason } from '@/lib/stripe/declines'

/** How collecting an invoice went so far. */
export interface PaymentFacts {
  /** Why the last attempt failed; null where none did. */
  readonly failure: PaymentFailure | null
  /** Money that went back to the card. */
  readonly refundedCents: number
  /** Every charge that was tried, declined ones included, newest first. */
  readonly attempts: readonly RemoteAttempt[]
  /** Every refund, failed ones included; null where they were not asked for. */
  readonly refunds: readonly RemoteRefund[] | null
}

export interface PaymentFailure {
  /** A sentence for the person who pays. */
  readonly reason: string
  /** The bank wants the cardholder to confirm, on the hosted page. */
  readonly needsAuthentication: boolean
}

/**
 * What Stripe knows of the payments of an invoice. Most invoices have one payment, whose charges are its attempts. The refunds
 * are asked for where `withRefunds` says so, and where they came to something else than `knownRefundedCents`: a sum of refunds
 * is never told without them.
 */
export async function getPaymentFacts(
  stripe: StripeClient,
  invoiceId: string,
  { withRefunds = false, knownRefundedCents = 0 } = {},
): Promise<PaymentFacts> {
  const intents = await listIntents(stripe, invoiceId)
  const charges: Stripe.Charge[] = []
  for (const { id } of intents)
    charges.push(...(await call(() => stripe.charges.list({ payment_intent: id, limit: 100 }))).data)
  const failed = intents.find(intent => intent.last_payment_error)
  const refundedCents = charges.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0)
  return {
    failure: failed ? toFailure(failed) : null,
    refundedCents,
    attempts: charges.map(toAttempt),
    refunds: withRefunds || refundedCents !== knownRefundedCents ? await listRefunds(stripe, intents) : null,
  }
}

async function listRefunds(
  stripe: StripeClient,
  intents: readonly Stripe.PaymentIntent[],
): Promise<RemoteRefund[]> {
  const refunds: Stripe.Refund[] = []
  for (const { id } of intents)
    refunds.push(...(await call(() => stripe.refunds.list({ payment_intent: id, limit: 100 }))).data)
  return refunds.map(toRefund)
}

/** Where Stripe shows the receipt of a charge now; null where there is none. */
export async function getReceiptUrl(stripe: StripeClient, chargeId: string): Promise<string | null> {
  return (await find(() => stripe.charges.retrieve(chargeId)))?.receipt_url ?? null
}

async function listIntents(stripe: StripeClient, invoiceId: string): Promise<Stripe.PaymentIntent[]> {
  const payments = await call(() =>
    stripe.invoicePayments.list({
      invoice: invoiceId,
      limit: 100,
      expand: ['data.payment.payment_intent'],
    }),
  )
  return payments.data.flatMap(({ payment }) =>
    payment.payment_intent && typeof payment.payment_intent === 'object' ? [payment.payment_intent] : [],
  )
}

function toFailure({ status, last_payment_error: error }: Stripe.PaymentIntent): PaymentFailure {
  const code = error?.decline_code ?? error?.code
  const needsAuthentication = status === 'requires_action' || code === 'authentication_required'
  return {
    reason: toDeclineReason(needsAuthentication ? 'authentication_required' : code),
    needsAuthentication,
  }
}

function toAttempt(charge: Stripe.Charge): RemoteAttempt {
  const card = charge.payment_method_details?.card
  return {
    id: charge.id,
    at: toInstant(charge.created),
    amountCents: charge.amount,
    status: toAttemptStatus(charge.status),
    failure:
      charge.status === 'failed' ? toDeclineReason(charge.outcome?.reason ?? charge.failure_code) : null,
    cardBrand: card?.brand ?? null,
    cardLastFour: card?.last4 ?? null,
    receiptUrl: charge.receipt_url,
  }
}

function toAttemptStatus(status: string): RemoteAttempt['status'] {
  return status === 'succeeded' || status === 'failed' ? status : 'pending'
}

function toRefund({ id, created, amount, status }: Stripe.Refund): RemoteRefund {
  return { id, at: toInstant(created), amountCents: amount, status: toRefundStatus(status) }
}

function toRefundStatus(status: string | null): RemoteRefund['status'] {
  return status === 'succeeded' || status === 'failed' || status === 'canceled' ? status : 'pending'
}
