import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId } from '@/sandbox/stripe/ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

export const refundOperations = [
  operation<Stripe.RefundCreateParams>(
    'PostRefunds',
    ['amount', 'charge', 'metadata', 'payment_intent', 'reason'],
    (scope, { params }) => refund(scope, chargeOf(scope, params), params),
  ),
  operation<Stripe.RefundRetrieveParams>('GetRefundsId', [], (scope, { id }) => scope.get('refund', id)),
  operation<Stripe.RefundListParams>(
    'GetRefunds',
    [...pagination, 'charge', 'created', 'payment_intent'],
    (scope, { params, path }) =>
      list(scope, 'refund', path, params, filtersOf(params, ['charge', 'created', 'payment_intent'])),
  ),
  operation<Stripe.RefundUpdateParams>('PostRefundsId', ['metadata'], (scope, { params, id }) => {
    const found = scope.get('refund', id)
    return scope.update(
      'refund',
      found,
      { metadata: mergeMetadata(found.metadata ?? {}, params.metadata) },
      'refund.updated',
    )
  }),
]

function chargeOf(scope: Scope, params: Stripe.RefundCreateParams): Objects['charge'] {
  if (params.charge) return scope.refer('charge', params.charge, 'charge')
  if (!params.payment_intent) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
    )
  }
  const intent = scope.refer('payment_intent', params.payment_intent, 'payment_intent')
  if (intent.status === 'succeeded' && intent.latest_charge) return scope.get('charge', intent.latest_charge)
  throw invalidRequest('This PaymentIntent does not have a successful charge to refund.', {
    param: 'payment_intent',
  })
}

function refund(
  scope: Scope,
  charge: Objects['charge'],
  params: Stripe.RefundCreateParams,
): Objects['refund'] {
  const left = charge.amount_captured - charge.amount_refunded
  const amount = params.amount ?? left
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  if (!charge.captured || amount < 1 || amount > left) {
    throw invalidRequest(
      `Refund amount (${amount}) is not between 1 and what is left of the charge (${left}).`,
      {
        code: 'charge_not_refundable',
        param: 'amount',
      },
    )
  }
  const created = scope.create(
    'refund',
    {
      id: newId('re'),
      object: 'refund',
      amount,
      balance_transaction: null,
      charge: charge.id,
      created: scope.now,
      currency: charge.currency,
      customer: charge.customer,
      customer_account: null,
      metadata: mergeMetadata({}, params.metadata),
      payment_intent: charge.payment_intent,
      payment_method: charge.payment_method,
      reason: params.reason ?? null,
      receipt_number: null,
      source_transfer_reversal: null,
      status: 'succeeded',
      transfer_reversal: null,
    },
    'refund.created',
  )
  const refunded = charge.amount_refunded + amount
  scope.update(
    'charge',
    charge,
    { amount_refunded: refunded, refunded: refunded === charge.amount_captured },
    'charge.refunded',
  )
  return created
}
