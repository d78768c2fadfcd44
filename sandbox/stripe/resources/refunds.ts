import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId } from '@/sandbox/stripe/ids'
import { cardOf } from '@/sandbox/stripe/resources/payment-methods'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

/** Seconds until a refund that does not succeed at once is settled. */
const settling = 5

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

/** Gives back what was charged, all that is left of it unless an amount (in cents) is given. */
export function refund(
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
  refuseDisputed(scope, charge)
  if (!charge.captured || amount < 1 || amount > left) {
    throw invalidRequest(
      `Refund amount (${amount}) is not between 1 and what is left of the charge (${left}).`,
      {
        code: 'charge_not_refundable',
        param: 'amount',
      },
    )
  }
  const course = courseOf(scope, charge)
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
      status: course === 'waits' ? 'pending' : 'succeeded',
      transfer_reversal: null,
    },
    'refund.created',
  )
  if (course) scope.later(settling, 'settle_refund', created.id)
  countRefunded(scope, charge, amount, 'charge.refunded')
  return created
}

/** What was promised for refunds to this card happens: it arrives late, or its bank sends it back. */
export function settleRefund(scope: Scope, id: string): void {
  const found = scope.store.find('refund', id)
  const charge = found?.charge ? scope.store.find('charge', found.charge) : undefined
  if (!found || !charge) return
  if (found.status === 'pending') scope.update('refund', found, { status: 'succeeded' }, 'refund.updated')
  else if (courseOf(scope, charge) === 'fails') failRefund(scope, found)
}

/** The card's bank sends the money back: the refund has not happened after all, and the charge stands again. */
export function failRefund(scope: Scope, found: Objects['refund']): Objects['refund'] {
  const charge = scope.get('charge', found.charge ?? '')
  if (found.status === 'failed' || found.status === 'canceled') {
    throw invalidRequest(`This refund is ${found.status} already.`)
  }
  const change = { status: 'failed', failure_reason: 'expired_or_canceled_card' }
  const failed = scope.update('refund', found, change, 'refund.updated')
  scope.emit('refund.failed', 'refund', failed)
  scope.emit('charge.refund.updated', 'refund', failed)
  countRefunded(scope, charge, -failed.amount, 'charge.updated')
  return failed
}

function countRefunded(scope: Scope, charge: Objects['charge'], cents: number, eventType: string): void {
  const refunded = charge.amount_refunded + cents
  const change = { amount_refunded: refunded, refunded: refunded === charge.amount_captured }
  scope.update('charge', charge, change, eventType)
}

function courseOf(scope: Scope, charge: Objects['charge']) {
  const method = charge.payment_method ? scope.store.find('payment_method', charge.payment_method) : undefined
  return method && cardOf(scope, method).refund
}

/** A charge that its cardholder disputes cannot be refunded too, unless the dispute is an inquiry or was won. */
function refuseDisputed(scope: Scope, charge: Objects['charge']): void {
  const [dispute] = charge.disputed ? scope.store.all('dispute', [{ field: 'charge', value: charge.id }]) : []
  if (!dispute || dispute.is_charge_refundable || dispute.status === 'won') return
  throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
    code: 'charge_disputed',
  })
}
