import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId, newInvoicePrefix } from '@/sandbox/stripe/ids'
import { fullAddress } from '@/sandbox/stripe/resources/addresses'
import { applyToBalance } from '@/sandbox/stripe/resources/customer-balance'
import { expireSession } from '@/sandbox/stripe/resources/checkout-sessions'
import { attach, detach } from '@/sandbox/stripe/resources/payment-methods'
import { present } from '@/sandbox/stripe/resources/present'
import { addTaxId, removeTaxId, taxIdsOf } from '@/sandbox/stripe/resources/tax-ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Customer = Objects['customer']
type Changes = Pick<
  Stripe.CustomerUpdateParams,
  | 'address'
  | 'description'
  | 'email'
  | 'invoice_prefix'
  | 'name'
  | 'next_invoice_sequence'
  | 'phone'
  | 'preferred_locales'
  | 'tax_exempt'
>

const changeable = [
  'address',
  'description',
  'email',
  'invoice_prefix',
  'name',
  'next_invoice_sequence',
  'phone',
  'preferred_locales',
  'tax_exempt',
] as const
const accepted = [...changeable, 'balance', 'invoice_settings', 'metadata'] as const

export const customerOperations = [
  operation<Stripe.CustomerCreateParams>(
    'PostCustomers',
    [...accepted, 'payment_method', 'tax_id_data'],
    (scope, { params }) => {
      const customer = createCustomer(scope, params)
      for (const taxId of params.tax_id_data ?? []) addTaxId(scope, customer, taxId)
      if (params.balance)
        applyToBalance(scope, customer, { amount: params.balance, type: 'initial', currency: 'usd' })
      return present(scope.store, 'customer', scope.get('customer', customer.id))
    },
  ),
  operation<Stripe.CustomerUpdateParams>('PostCustomersId', accepted, (scope, { params, id }) => {
    const customer = scope.get('customer', id)
    const updated = updateCustomer(scope, customer, params)
    if (params.balance === undefined || params.balance === updated.balance)
      return present(scope.store, 'customer', updated)
    const change = { amount: params.balance - updated.balance, type: 'adjustment', currency: 'usd' } as const
    applyToBalance(scope, updated, change)
    return present(scope.store, 'customer', scope.get('customer', id))
  }),
  operation<Stripe.CustomerRetrieveParams>('GetCustomersId', [], (scope, { id }) => {
    if (isDeleted(scope, id)) return { id, object: 'customer', deleted: true }
    return present(scope.store, 'customer', scope.get('customer', id))
  }),
  operation<Stripe.CustomerListParams>(
    'GetCustomers',
    [...pagination, 'created', 'email'],
    (scope, { params, path }) =>
      list(scope, 'customer', path, params, filtersOf(params, ['created', 'email'])),
  ),
  operation<Stripe.CustomerDeleteParams>('DeleteCustomersId', [], (scope, { id }) => {
    deleteCustomer(scope, scope.get('customer', id))
    return { id, object: 'customer', deleted: true }
  }),
]

/**
 * The customer goes, with cards, tax ids and open Checkout pages. Invoices stay as they are; open ones are no longer
 * collected by themselves, for there is nobody to charge.
 */
function deleteCustomer(scope: Scope, customer: Customer): void {
  const theirs = [{ field: 'customer', value: customer.id }]
  const open = [...theirs, { field: 'status', value: 'open' }]
  for (const session of scope.store.all('checkout.session', open)) expireSession(scope, session)
  for (const method of scope.store.all('payment_method', theirs)) detach(scope, method)
  for (const taxId of taxIdsOf(scope, customer.id)) removeTaxId(scope, taxId)
  for (const invoice of scope.store.all('invoice', open)) {
    scope.update('invoice', invoice, { auto_advance: false, next_payment_attempt: null }, 'invoice.updated')
  }
  const last = scope.get('customer', customer.id)
  scope.store.delete(customer.id)
  scope.emit('customer.deleted', 'customer', last)
}

function createCustomer(scope: Scope, params: Stripe.CustomerCreateParams): Customer {
  const blank: Customer = {
    id: newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: scope.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: newInvoicePrefix(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
  const { invoice_settings: settings, ...rest } = params
  const customer = scope.create(
    'customer',
    { ...blank, ...changesOf(scope, blank, rest) },
    'customer.created',
  )
  if (params.payment_method) attach(scope, params.payment_method, customer.id)
  if (!settings) return customer
  return scope.update('customer', customer, changesOf(scope, customer, { invoice_settings: settings }))
}

type Given = Changes & Pick<Stripe.CustomerUpdateParams, 'metadata' | 'invoice_settings'>

export const updateCustomer = (scope: Scope, customer: Customer, params: Given): Customer =>
  scope.update('customer', customer, changesOf(scope, customer, params), 'customer.updated')

function changesOf(scope: Scope, customer: Customer, params: Given): Partial<Customer> {
  const change: Partial<Customer> = {}
  for (const key of ['description', 'email', 'name', 'phone'] as const) {
    if (params[key] !== undefined) change[key] = params[key] || null
  }
  if (params.email && !/^\S+@\S+$/.test(params.email)) {
    throw invalidRequest(`Invalid email address: ${params.email}`, { code: 'email_invalid', param: 'email' })
  }
  if (params.address !== undefined) change.address = fullAddress(params.address)
  if (params.invoice_prefix !== undefined) change.invoice_prefix = params.invoice_prefix
  if (params.next_invoice_sequence !== undefined) change.next_invoice_sequence = params.next_invoice_sequence
  if (params.preferred_locales !== undefined) change.preferred_locales = params.preferred_locales
  if (params.tax_exempt !== undefined) change.tax_exempt = params.tax_exempt || 'none'
  if (params.metadata !== undefined) change.metadata = mergeMetadata(customer.metadata, params.metadata)
  if (params.invoice_settings)
    change.invoice_settings = mergedSettings(scope, customer, params.invoice_settings)
  return change
}

function mergedSettings(
  scope: Scope,
  customer: Customer,
  change: Stripe.CustomerUpdateParams.InvoiceSettings,
) {
  const settings = { ...customer.invoice_settings }
  if (change.custom_fields !== undefined) settings.custom_fields = change.custom_fields || null
  if (change.footer !== undefined) settings.footer = change.footer || null
  if (change.default_payment_method !== undefined) {
    const id = change.default_payment_method || null
    const param = 'invoice_settings[default_payment_method]'
    if (id && scope.refer('payment_method', id, param).customer !== customer.id) {
      throw invalidRequest(
        `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
        { code: 'resource_missing', param },
      )
    }
    settings.default_payment_method = id
  }
  return settings
}

function isDeleted(scope: Scope, id: string): boolean {
  const known = scope.store.kindOf(id)
  return known?.kind === 'customer' && known.deleted
}
