import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { methodNamed } from '@/sandbox/stripe/resources/card-methods'
import { confirmSetup } from '@/sandbox/stripe/resources/setup-confirmation'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type SetupIntent = Objects['setup_intent']

const common = [
  'allowed_payment_method_types',
  'customer',
  'description',
  'metadata',
  'payment_method',
] as const

export const setupIntentOperations = [
  operation<Stripe.SetupIntentCreateParams>(
    'PostSetupIntents',
    [...common, 'automatic_payment_methods', 'confirm', 'return_url', 'usage'],
    (scope, { params }) => {
      const intent = createSetupIntent(scope, params)
      if (!params.confirm) return intent
      return confirmSetup(scope, intent, intent.payment_method, params.return_url)
    },
  ),
  operation<Stripe.SetupIntentRetrieveParams>('GetSetupIntentsId', ['client_secret'], (scope, { id }) =>
    scope.get('setup_intent', id),
  ),
  operation<Stripe.SetupIntentListParams>(
    'GetSetupIntents',
    [...pagination, 'created', 'customer', 'payment_method'],
    (scope, { params, path }) =>
      list(scope, 'setup_intent', path, params, filtersOf(params, ['created', 'customer', 'payment_method'])),
  ),
  operation<Stripe.SetupIntentUpdateParams>('PostSetupIntentsId', common, (scope, { params, id }) => {
    const intent = editable(scope.get('setup_intent', id))
    const method = params.payment_method ? methodNamed(scope, params.payment_method) : intent.payment_method
    if (params.customer) scope.refer('customer', params.customer, 'customer')
    return scope.update('setup_intent', intent, {
      customer: params.customer ?? intent.customer,
      description: params.description === undefined ? intent.description : params.description || null,
      metadata: mergeMetadata(intent.metadata ?? {}, params.metadata),
      payment_method: method,
      status: method && intent.status === 'requires_payment_method' ? 'requires_confirmation' : intent.status,
    })
  }),
  operation<Stripe.SetupIntentConfirmParams>(
    'PostSetupIntentsIdConfirm',
    ['payment_method', 'return_url', 'use_stripe_sdk'],
    (scope, { params, id }) => {
      const intent = editable(scope.get('setup_intent', id))
      const method = params.payment_method ? methodNamed(scope, params.payment_method) : intent.payment_method
      return confirmSetup(scope, intent, method, params.return_url)
    },
  ),
  operation<Stripe.SetupIntentCancelParams>(
    'PostSetupIntentsIdCancel',
    ['cancellation_reason'],
    (scope, { params, id }) => {
      const change = {
        status: 'canceled',
        cancellation_reason: params.cancellation_reason ?? null,
        next_action: null,
      } as const
      return scope.update(
        'setup_intent',
        editable(scope.get('setup_intent', id)),
        change,
        'setup_intent.canceled',
      )
    },
  ),
  operation<Stripe.SetupAttemptListParams>(
    'GetSetupAttempts',
    [...pagination, 'created', 'setup_intent'],
    (scope, { params, path }) =>
      list(scope, 'setup_attempt', path, params, filtersOf(params, ['created', 'setup_intent'])),
  ),
]

export type NewSetupIntent = Pick<
  Stripe.SetupIntentCreateParams,
  'customer' | 'description' | 'metadata' | 'payment_method' | 'usage' | 'allowed_payment_method_types'
>

export function createSetupIntent(scope: Scope, params: NewSetupIntent): SetupIntent {
  if (params.customer) scope.refer('customer', params.customer, 'customer')
  const method = params.payment_method ? methodNamed(scope, params.payment_method) : null
  const id = newId('seti')
  const intent: SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? ['card'],
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: scope.now,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  }
  return scope.create('setup_intent', intent, 'setup_intent.created')
}

function editable(intent: SetupIntent): SetupIntent {
  if (intent.status !== 'succeeded' && intent.status !== 'canceled') return intent
  throw invalidRequest(
    `You cannot change this SetupIntent because it has already ${intent.status === 'canceled' ? 'been canceled' : 'succeeded'}.`,
    {
      code: 'setup_intent_unexpected_state',
    },
  )
}
