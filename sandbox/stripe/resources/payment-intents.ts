import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { methodNamed } from '@/sandbox/stripe/resources/card-methods'
import { declineError } from '@/sandbox/stripe/resources/declines'
import { tryPayment } from '@/sandbox/stripe/resources/payments'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type PaymentIntent = Objects['payment_intent']

/** Stripe's smallest charge in US dollars, in cents. */
export const smallestCharge = 50
const common = [
  'amount',
  'currency',
  'customer',
  'description',
  'metadata',
  'payment_method',
  'receipt_email',
] as const

export const paymentIntentOperations = [
  operation<Stripe.PaymentIntentCreateParams>(
    'PostPaymentIntents',
    [
      ...common,
      'allowed_payment_method_types',
      'automatic_payment_methods',
      'capture_method',
      'confirm',
      'off_session',
      'return_url',
    ],
    (scope, { params }) => {
      const intent = createPaymentIntent(scope, params)
      if (!params.confirm) return intent
      return confirm(scope, intent, { ...params, off_session: Boolean(params.off_session) })
    },
  ),
  operation<Stripe.PaymentIntentRetrieveParams>('GetPaymentIntentsId', ['client_secret'], (scope, { id }) =>
    scope.get('payment_intent', id),
  ),
  operation<Stripe.PaymentIntentListParams>(
    'GetPaymentIntents',
    [...pagination, 'created', 'customer'],
    (scope, { params, path }) =>
      list(scope, 'payment_intent', path, params, filtersOf(params, ['created', 'customer'])),
  ),
  operation<Stripe.PaymentIntentUpdateParams>('PostPaymentIntentsId', common, (scope, { params, id }) => {
    const intent = scope.get('payment_intent', id)
    const method = params.payment_method ? methodNamed(scope, params.payment_method) : intent.payment_method
    return scope.update('payment_intent', intent, {
      amount: params.amount ?? intent.amount,
      currency: params.currency ?? intent.currency,
      customer: params.customer ?? intent.customer,
      description: params.description === undefined ? intent.description : params.description || null,
      metadata: mergeMetadata(intent.metadata, params.metadata),
      payment_method: method,
      receipt_email: params.receipt_email === undefined ? intent.receipt_email : params.receipt_email || null,
    })
  }),
  operation<Stripe.PaymentIntentConfirmParams>(
    'PostPaymentIntentsIdConfirm',
    ['off_session', 'payment_method', 'return_url'],
    (scope, { params, id }) =>
      confirm(scope, scope.get('payment_intent', id), {
        ...params,
        off_session: Boolean(params.off_session),
      }),
  ),
  operation<Stripe.PaymentIntentCancelParams>(
    'PostPaymentIntentsIdCancel',
    ['cancellation_reason'],
    (scope, { params, id }) => {
      const intent = scope.get('payment_intent', id)
      if (intent.status === 'succeeded' || intent.status === 'canceled') {
        throw invalidRequest(
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
          {
            code: 'payment_intent_unexpected_state',
          },
        )
      }
      return cancelPaymentIntent(scope, intent, params.cancellation_reason ?? null)
    },
  ),
  operation<Stripe.PaymentIntentCaptureParams>(
    'PostPaymentIntentsIdCapture',
    ['amount_to_capture'],
    (scope, { params, id }) => capture(scope, scope.get('payment_intent', id), params.amount_to_capture),
  ),
]

export type NewPaymentIntent = Pick<
  Stripe.PaymentIntentCreateParams,
  | 'amount'
  | 'currency'
  | 'customer'
  | 'description'
  | 'metadata'
  | 'payment_method'
  | 'receipt_email'
  | 'capture_method'
>

export function createPaymentIntent(scope: Scope, params: NewPaymentIntent): PaymentIntent {
  if (params.amount < smallestCharge) {
    throw invalidRequest('Amount must be at least $0.50 usd', { code: 'amount_too_small', param: 'amount' })
  }
  if (params.customer) scope.refer('customer', params.customer, 'customer')
  const method = params.payment_method ? methodNamed(scope, params.payment_method) : null
  const id = newId('pi')
  const intent: PaymentIntent = {
    ...blankIntent,
    id,
    amount: params.amount,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    created: scope.now,
    currency: params.currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    payment_method: method,
    receipt_email: params.receipt_email ?? null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
  }
  return scope.create('payment_intent', intent, 'payment_intent.created')
}

export function cancelPaymentIntent(
  scope: Scope,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): PaymentIntent {
  const change = {
    canceled_at: scope.now,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  } as const
  const canceled = scope.update('payment_intent', intent, change)
  scope.emit('payment_intent.canceled', 'payment_intent', canceled)
  return canceled
}

interface Confirmation {
  payment_method?: string
  return_url?: string
  off_session: boolean
}

function confirm(scope: Scope, intent: PaymentIntent, params: Confirmation): PaymentIntent {
  const methodId = params.payment_method ? methodNamed(scope, params.payment_method) : intent.payment_method
  if (!methodId) {
    throw invalidRequest('You cannot confirm this PaymentIntent because it has no payment method.', {
      code: 'payment_intent_unexpected_state',
    })
  }
  const method = scope.refer('payment_method', methodId, 'payment_method')
  const outcome = tryPayment(scope, intent, {
    method,
    offSession: params.off_session,
    ...(params.return_url ? { returnUrl: params.return_url } : {}),
  })
  if (!outcome.decline) return outcome.intent
  const charge = outcome.intent.latest_charge
  throw declineError(outcome.decline, {
    payment_intent: outcome.intent,
    payment_method: method,
    ...(charge ? { charge } : {}),
  })
}

function capture(scope: Scope, intent: PaymentIntent, amount = intent.amount_capturable): PaymentIntent {
  if (intent.status !== 'requires_capture' || amount > intent.amount_capturable) {
    throw invalidRequest('This PaymentIntent could not be captured.', {
      code: 'payment_intent_unexpected_state',
    })
  }
  const charge = intent.latest_charge ? scope.store.find('charge', intent.latest_charge) : undefined
  if (charge) scope.update('charge', charge, { amount_captured: amount, captured: true }, 'charge.captured')
  const change = { amount_capturable: 0, amount_received: amount, status: 'succeeded' } as const
  const captured = scope.update('payment_intent', intent, change)
  scope.emit('payment_intent.succeeded', 'payment_intent', captured)
  return captured
}

type Blank = Omit<
  PaymentIntent,
  'id' | 'amount' | 'capture_method' | 'created' | 'currency' | 'metadata' | 'status'
>

const blankIntent: Blank = {
  object: 'payment_intent',
  allowed_payment_method_types: ['card'],
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  client_secret: null,
  confirmation_method: 'automatic',
  customer: null,
  customer_account: null,
  description: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ['card'],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
}
