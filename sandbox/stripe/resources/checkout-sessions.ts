import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { checkedSession } from '@/sandbox/stripe/resources/checkout-params'
import { createSetupIntent } from '@/sandbox/stripe/resources/setup-intents'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Session = Objects['checkout.session']

const accepted = [
  'allowed_payment_method_types',
  'billing_address_collection',
  'cancel_url',
  'client_reference_id',
  'currency',
  'customer',
  'customer_email',
  'custom_text',
  'expires_at',
  'locale',
  'metadata',
  'mode',
  'redirect_on_completion',
  'return_url',
  'setup_intent_data',
  'success_url',
  'ui_mode',
] as const

export const checkoutOperations = [
  operation<Stripe.Checkout.SessionCreateParams>('PostCheckoutSessions', accepted, (scope, { params }) =>
    createSession(scope, params),
  ),
  operation<Stripe.Checkout.SessionRetrieveParams>('GetCheckoutSessionsId', [], (scope, { id }) =>
    scope.get('checkout.session', id),
  ),
  operation<Stripe.Checkout.SessionListParams>(
    'GetCheckoutSessions',
    [...pagination, 'created', 'customer', 'status'],
    (scope, { params, path }) =>
      list(scope, 'checkout.session', path, params, filtersOf(params, ['created', 'customer', 'status'])),
  ),
  operation<Stripe.Checkout.SessionUpdateParams>(
    'PostCheckoutSessionsId',
    ['metadata'],
    (scope, { params, id }) => {
      const session = scope.get('checkout.session', id)
      return scope.update('checkout.session', session, {
        metadata: mergeMetadata(session.metadata ?? {}, params.metadata),
      })
    },
  ),
  operation<Stripe.Checkout.SessionExpireParams>('PostCheckoutSessionsIdExpire', [], (scope, { id }) => {
    const session = scope.get('checkout.session', id)
    if (session.status === 'open') return expireSession(scope, session)
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status ?? 'none'}.`,
    )
  }),
]

/** Closes an open session: its page says so, and what was begun is cancelled. */
export function expireSession(scope: Scope, session: Session): Session {
  const intent = session.setup_intent ? scope.store.find('setup_intent', session.setup_intent) : undefined
  if (intent && intent.status !== 'succeeded' && intent.status !== 'canceled') {
    scope.update('setup_intent', intent, { status: 'canceled', next_action: null }, 'setup_intent.canceled')
  }
  const expired = scope.update('checkout.session', session, { status: 'expired', url: null })
  scope.emit('checkout.session.expired', 'checkout.session', expired)
  return expired
}

/** The card is saved: the session is complete, and its page leads back to the merchant. */
export function completeSession(scope: Scope, session: Session, method: Objects['payment_method']): Session {
  const customer = session.customer ? scope.store.find('customer', session.customer) : undefined
  const completed = scope.update('checkout.session', session, {
    status: 'complete',
    url: null,
    customer_details: {
      address: method.billing_details.address,
      business_name: null,
      email: customer?.email ?? session.customer_email,
      individual_name: null,
      name: method.billing_details.name,
      phone: customer?.phone ?? null,
      tax_exempt: customer?.tax_exempt ?? 'none',
      tax_ids: [],
    },
  })
  scope.emit('checkout.session.completed', 'checkout.session', completed)
  return completed
}

function createSession(scope: Scope, params: Stripe.Checkout.SessionCreateParams): Session {
  const expiresAt = checkedSession(scope, params)
  const id = newId('cs')
  const { description, metadata } = params.setup_intent_data ?? {}
  const intent = createSetupIntent(scope, {
    ...(params.customer ? { customer: params.customer } : {}),
    ...(description ? { description } : {}),
    ...(metadata ? { metadata } : {}),
  })
  const session: Session = {
    ...blankSession,
    id,
    allowed_payment_method_types: params.allowed_payment_method_types ?? ['card'],
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: scope.now,
    currency: params.currency ?? null,
    custom_text: {
      after_submit: textOf(params.custom_text?.after_submit),
      shipping_address: null,
      submit: textOf(params.custom_text?.submit),
      terms_of_service_acceptance: null,
    },
    customer: params.customer ?? null,
    customer_creation: params.customer ? null : 'always',
    customer_email: params.customer_email ?? null,
    expires_at: expiresAt,
    locale: params.locale ?? null,
    metadata: mergeMetadata({}, params.metadata),
    setup_intent: intent.id,
    success_url: params.success_url ?? null,
    ...(params.ui_mode === 'embedded_page'
      ? embedded(id, params)
      : { url: `${scope.baseUrl}/checkout/${id}` }),
  }
  return scope.create('checkout.session', session)
}

/** What lets Stripe's script show the page inside of the merchant's: a secret in place of a URL. */
const embedded = (id: string, params: Stripe.Checkout.SessionCreateParams) => ({
  client_secret: `${id}_secret_${randomText(40)}`,
  redirect_on_completion: params.redirect_on_completion ?? ('always' as const),
  ...(params.return_url ? { return_url: params.return_url } : {}),
  ui_mode: 'embedded_page' as const,
})

const textOf = (text: Stripe.Emptyable<{ message: string }> | undefined) =>
  text ? { message: text.message } : null

const blankSession: Omit<Session, 'id' | 'created' | 'custom_text' | 'expires_at'> = {
  object: 'checkout.session',
  adaptive_pricing: null,
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  amount_subtotal: null,
  amount_total: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  cancel_url: null,
  client_reference_id: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency: null,
  currency_conversion: null,
  custom_fields: [],
  customer: null,
  customer_account: null,
  customer_creation: null,
  customer_details: null,
  customer_email: null,
  discounts: null,
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  locale: null,
  managed_payments: null,
  metadata: {},
  mode: 'setup',
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: 'always',
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ['card'],
  payment_status: 'no_payment_required',
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: 'open',
  submit_type: null,
  subscription: null,
  success_url: null,
  total_details: null,
  ui_mode: 'hosted_page',
  url: null,
  wallet_options: null,
}
