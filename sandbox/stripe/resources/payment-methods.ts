import type Stripe from 'stripe'
import { invalidRequest, missing, notPlayed } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { findCard, type TestCard } from '@/sandbox/stripe/cards'
import { fullAddress } from '@/sandbox/stripe/resources/addresses'
import { declineSetup, type SetupRefusal } from '@/sandbox/stripe/resources/declines'
import { aliasMethod, createCardMethod, faceOf, typedCard } from '@/sandbox/stripe/resources/card-methods'
import { present } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Method = Objects['payment_method']

export const paymentMethodOperations = [
  operation<Stripe.PaymentMethodCreateParams>(
    'PostPaymentMethods',
    ['allow_redisplay', 'billing_details', 'card', 'metadata', 'type'],
    (scope, { params }) => {
      if (params.type !== 'card') throw notPlayed(`payment methods of type '${params.type ?? ''}'`, 'type')
      const { card, years } = typedCard(params.card, scope.now)
      return createCardMethod(scope, card, {
        ...years,
        ...billingOf(params.billing_details),
        metadata: mergeMetadata({}, params.metadata),
      })
    },
  ),
  operation<Stripe.PaymentMethodRetrieveParams>('GetPaymentMethodsId', [], (scope, { id }) =>
    scope.get('payment_method', id),
  ),
  operation<Stripe.PaymentMethodUpdateParams>(
    'PostPaymentMethodsId',
    ['allow_redisplay', 'billing_details', 'card', 'metadata'],
    (scope, { params, id }) => update(scope, scope.get('payment_method', id), params),
  ),
  operation<Stripe.PaymentMethodListParams>(
    'GetPaymentMethods',
    [...pagination, 'customer', 'type', 'allow_redisplay'],
    (scope, { params, path }) => {
      if (!params.customer) return { object: 'list', data: [], has_more: false, url: path }
      scope.refer('customer', params.customer, 'customer')
      return list(
        scope,
        'payment_method',
        path,
        params,
        filtersOf(params, ['customer', 'type', 'allow_redisplay']),
      )
    },
  ),
  operation<Stripe.CustomerListPaymentMethodsParams>(
    'GetCustomersIdPaymentMethods',
    [...pagination, 'type', 'allow_redisplay'],
    (scope, { params, id, path }) => {
      scope.get('customer', id)
      const filters = [{ field: 'customer', value: id }, ...filtersOf(params, ['type', 'allow_redisplay'])]
      return list(scope, 'payment_method', path, params, filters)
    },
  ),
  operation<Stripe.CustomerRetrievePaymentMethodParams>(
    'GetCustomersCustomerIdPaymentMethodsId',
    [],
    (scope, { id, parent }) => {
      const method = scope.get('payment_method', id)
      if (method.customer !== parent) throw missing('PaymentMethod', id, 'id', true)
      return method
    },
  ),
  operation<Stripe.PaymentMethodAttachParams>(
    'PostPaymentMethodsIdAttach',
    ['customer'],
    (scope, { params, id }) => {
      if (!params.customer)
        throw invalidRequest('Missing required param: customer.', {
          code: 'parameter_missing',
          param: 'customer',
        })
      scope.refer('customer', params.customer, 'customer')
      return attach(scope, id, params.customer)
    },
  ),
  operation<Stripe.PaymentMethodDetachParams>('PostPaymentMethodsIdDetach', [], (scope, { id }) => {
    const method = scope.get('payment_method', id)
    if (!method.customer) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      )
    }
    return detach(scope, method)
  }),
]

/** Attaches a payment method, or a fresh one from a ready-made id such as `pm_card_visa`, to the customer; 402 when its bank refuses. */
export function attach(scope: Scope, idOrAlias: string, customer: string): Method {
  const method = findCard(idOrAlias) ? aliasMethod(scope, idOrAlias) : scope.get('payment_method', idOrAlias)
  if (method.customer === customer) return method
  if (method.customer) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    })
  }
  const refusal = refusalToSave(scope, method)
  if (refusal) throw declineSetup(refusal)
  return scope.update('payment_method', method, { customer }, 'payment_method.attached')
}

/** Why the bank will not let this card be saved, if so. */
function refusalToSave(scope: Scope, method: Method): SetupRefusal | undefined {
  const card = cardOf(scope, method)
  return typeof card.setup === 'string' ? undefined : { decline: card.setup, method }
}

/** Takes the method from its customer, for good, and clears the defaults that named it. */
export function detach(scope: Scope, method: Method): Method {
  const customer = method.customer ? scope.store.find('customer', method.customer) : undefined
  if (customer?.invoice_settings.default_payment_method === method.id) {
    const settings = { ...customer.invoice_settings, default_payment_method: null }
    scope.update('customer', customer, { invoice_settings: settings }, 'customer.updated')
  }
  return scope.update('payment_method', method, { customer: null }, 'payment_method.detached')
}

/** The card network says that the card was renewed, or replaced by another. */
export function replaceCard(
  scope: Scope,
  method: Method,
  renewed: { expMonth: number; expYear: number; card?: TestCard | undefined },
): Method {
  if (!method.card || !method.customer) {
    throw invalidRequest('Only the card of a customer is kept up to date.', {
      code: 'payment_method_unexpected_state',
    })
  }
  const { card, expMonth, expYear } = renewed
  if (card) scope.store.setHidden(method.id, { ...scope.store.hidden(method.id), number: card.number })
  const face = card ? faceOf(card) : {}
  const change = { card: { ...method.card, ...face, exp_month: expMonth, exp_year: expYear } }
  return scope.update('payment_method', method, change, 'payment_method.automatically_updated')
}

/** The test card behind a method. Every method of the sandbox has one. */
export function cardOf(scope: Scope, method: Method) {
  const card = findCard(String(scope.store.hidden(method.id).number))
  if (!card) throw new Error(`payment method ${method.id} has no test card`)
  return card
}

function update(
  scope: Scope,
  method: Method,
  params: Stripe.PaymentMethodUpdateParams,
): Record<string, unknown> {
  if (!method.customer) {
    throw invalidRequest('You must save this PaymentMethod to a customer before you can update it.', {
      code: 'payment_method_unexpected_state',
    })
  }
  const change: Partial<Method> = {}
  if (params.allow_redisplay) change.allow_redisplay = params.allow_redisplay
  if (params.metadata !== undefined) change.metadata = mergeMetadata(method.metadata ?? {}, params.metadata)
  if (params.billing_details) {
    change.billing_details = { ...method.billing_details, ...billingOf(params.billing_details).billing }
  }
  if (params.card && method.card) {
    const { exp_month: month = method.card.exp_month, exp_year: year = method.card.exp_year } = params.card
    change.card = { ...method.card, exp_month: month, exp_year: year }
  }
  return present(
    scope.store,
    'payment_method',
    scope.update('payment_method', method, change, 'payment_method.updated'),
  )
}

function billingOf(given: Stripe.PaymentMethodUpdateParams.BillingDetails | undefined) {
  const billing: Partial<Method['billing_details']> = {}
  if (given?.address !== undefined) billing.address = fullAddress(given.address)
  for (const key of ['email', 'name', 'phone'] as const) {
    if (given?.[key] !== undefined) billing[key] = given[key] || null
  }
  return { billing }
}
