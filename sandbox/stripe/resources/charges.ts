import type Stripe from 'stripe'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import type { Decline } from '@/sandbox/stripe/cards'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { cardOf } from '@/sandbox/stripe/resources/payment-methods'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Charge = Objects['charge']
type Method = Objects['payment_method']

export const chargeOperations = [
  operation<Stripe.ChargeRetrieveParams>('GetChargesId', [], (scope, { id }) => scope.get('charge', id)),
  operation<Stripe.ChargeListParams>(
    'GetCharges',
    [...pagination, 'created', 'customer', 'payment_intent'],
    (scope, { params, path }) =>
      list(scope, 'charge', path, params, filtersOf(params, ['created', 'customer', 'payment_intent'])),
  ),
  operation<Stripe.ChargeUpdateParams>(
    'PostChargesId',
    ['description', 'metadata'],
    (scope, { params, id }) => {
      const charge = scope.get('charge', id)
      const description = params.description === undefined ? charge.description : params.description || null
      const change = { description, metadata: mergeMetadata(charge.metadata, params.metadata) }
      return scope.update('charge', charge, change, 'charge.updated')
    },
  ),
]

/** Seconds until a dispute that a test card promises is there. */
const aMoment = 1

/** The charge an attempt leaves behind, whether money came or not. */
export function chargeCard(
  scope: Scope,
  intent: Objects['payment_intent'],
  method: Method,
  decline?: Decline,
): Charge {
  const captured = !decline && intent.capture_method !== 'manual'
  const id = newId('ch')
  const charge: Charge = {
    ...blankCharge,
    id,
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    billing_details: method.billing_details,
    captured,
    created: scope.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    metadata: intent.metadata,
    outcome: decline ? declinedOutcome(decline) : approvedOutcome,
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: cardDetails(scope, method, intent.amount) },
    receipt_email: intent.receipt_email,
    receipt_url: decline ? null : `${scope.baseUrl}/receipt/${id}/${randomText(24)}`,
    status: decline ? 'failed' : 'succeeded',
  }
  if (captured && cardOf(scope, method).dispute) scope.later(aMoment, 'dispute', id)
  return scope.create('charge', charge, decline ? 'charge.failed' : 'charge.succeeded')
}

function declinedOutcome(decline: Decline): Charge['outcome'] {
  return {
    advice_code: decline.declineCode === 'processing_error' ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'declined_by_network',
    reason: decline.declineCode,
    risk_level: 'normal',
    risk_score: 10,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  }
}

const approvedOutcome: Charge['outcome'] = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  risk_score: 10,
  seller_message: 'Payment complete.',
  type: 'authorized',
}

function cardDetails(scope: Scope, method: Method, amount: number) {
  const card = cardOf(scope, method)
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: method.card?.exp_month ?? 1,
    exp_year: method.card?.exp_year ?? 2000,
    fingerprint: method.card?.fingerprint ?? null,
    funding: 'credit',
    installments: null,
    last4: card.number.slice(-4),
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: 'unregulated' as const,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  }
}

type Blank = Omit<
  Charge,
  | 'id'
  | 'amount'
  | 'amount_captured'
  | 'billing_details'
  | 'captured'
  | 'created'
  | 'currency'
  | 'metadata'
  | 'outcome'
  | 'paid'
  | 'status'
>

const blankCharge: Blank = {
  object: 'charge',
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  calculated_statement_descriptor: 'SERIKA.DEV',
  customer: null,
  description: null,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  payment_intent: null,
  payment_method: null,
  payment_method_details: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
}
