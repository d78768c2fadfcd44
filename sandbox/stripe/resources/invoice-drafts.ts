import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { newId } from '@/sandbox/stripe/ids'
import { addLine, retotal } from '@/sandbox/stripe/resources/invoice-lines'
import { taxIdsOf } from '@/sandbox/stripe/resources/tax-ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

const day = 24 * 60 * 60
const hour = 60 * 60
const lockedWhenFinal = [
  'collection_method',
  'custom_fields',
  'description',
  'effective_at',
  'footer',
  'number',
  'statement_descriptor',
] as const

/** A draft for the customer, with their pending items when asked for. */
export function createInvoice(scope: Scope, params: Stripe.InvoiceCreateParams): Invoice {
  if (!params.customer)
    throw invalidRequest('Missing required param: customer.', {
      code: 'parameter_missing',
      param: 'customer',
    })
  const customer = scope.refer('customer', params.customer, 'customer')
  const blank: Invoice = {
    ...blankInvoice,
    id: newId('in'),
    created: scope.now,
    currency: params.currency ?? customer.currency ?? 'usd',
    customer: customer.id,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: taxIdsOf(scope, customer.id).map(({ type, value }) => ({ type, value })),
    footer: customer.invoice_settings.footer,
    period_end: scope.now,
    period_start: scope.now,
    starting_balance: customer.balance,
  }
  const invoice = scope.create('invoice', { ...blank, ...changesOf(scope, blank, params) })
  const withItems =
    params.pending_invoice_items_behavior === 'include' ? includePending(scope, invoice) : invoice
  scope.emit('invoice.created', 'invoice', withItems)
  return withItems
}

/** Changes a draft, or what may still change once it is final. */
export function updateInvoice(scope: Scope, invoice: Invoice, params: Stripe.InvoiceUpdateParams): Invoice {
  const locked =
    invoice.status === 'draft' ? undefined : lockedWhenFinal.find(key => params[key] !== undefined)
  if (locked) {
    throw invalidRequest(`Finalized invoices can't be updated in this way (${locked}).`, {
      code: 'invoice_not_editable',
      param: locked,
    })
  }
  return scope.update('invoice', invoice, changesOf(scope, invoice, params), 'invoice.updated')
}

function includePending(scope: Scope, invoice: Invoice): Invoice {
  const filters = [
    { field: 'customer', value: invoice.customer },
    { field: 'invoice', value: null },
  ]
  const pending = scope.store.all('invoiceitem', filters).filter(item => item.currency === invoice.currency)
  for (const item of pending.reverse()) {
    scope.store.setHidden(item.id, { pending: true })
    addLine(scope, invoice, scope.update('invoiceitem', item, { invoice: invoice.id }))
  }
  return retotal(scope, invoice)
}

function changesOf(scope: Scope, invoice: Invoice, params: Stripe.InvoiceUpdateParams): Partial<Invoice> {
  const change: Partial<Invoice> = { ...dueDates(scope, invoice, params) }
  for (const key of ['description', 'footer', 'statement_descriptor', 'number'] as const) {
    if (params[key] !== undefined) change[key] = params[key] || null
  }
  if (params.custom_fields !== undefined) change.custom_fields = params.custom_fields || null
  if (params.effective_at !== undefined) change.effective_at = params.effective_at || null
  if (params.metadata !== undefined) change.metadata = mergeMetadata(invoice.metadata ?? {}, params.metadata)
  if (params.collection_method) change.collection_method = params.collection_method
  if (params.default_payment_method) {
    const method = scope.refer('payment_method', params.default_payment_method, 'default_payment_method')
    if (method.customer !== invoice.customer) {
      throw invalidRequest('The payment method must be attached to the customer of the invoice.', {
        param: 'default_payment_method',
      })
    }
    change.default_payment_method = method.id
  }
  const advances = params.auto_advance ?? invoice.auto_advance ?? false
  change.auto_advance = advances
  if (invoice.status === 'draft') {
    const finalizesAt =
      params.automatically_finalizes_at ?? invoice.automatically_finalizes_at ?? scope.now + hour
    change.automatically_finalizes_at = advances ? finalizesAt : null
  } else if (invoice.status === 'open' && params.auto_advance !== undefined) {
    change.next_payment_attempt = advances ? (invoice.next_payment_attempt ?? scope.now + hour) : null
  }
  return change
}

function dueDates(scope: Scope, invoice: Invoice, params: Stripe.InvoiceUpdateParams): Partial<Invoice> {
  const sent = (params.collection_method ?? invoice.collection_method) === 'send_invoice'
  const given =
    params.days_until_due !== undefined
      ? 'days_until_due'
      : params.due_date !== undefined
        ? 'due_date'
        : undefined
  if (given && !sent) {
    throw invalidRequest(
      `You can only specify \`${given}\` if invoice \`collection_method\` is \`send_invoice\`.`,
      { param: given },
    )
  }
  if (params.due_date !== undefined) return { due_date: params.due_date }
  if (params.days_until_due !== undefined) return { due_date: scope.now + params.days_until_due * day }
  if (!sent || invoice.due_date) return {}
  throw invalidRequest(
    "If invoice collection_method=='send_invoice', you must specify 'due_date' or 'days_until_due'",
    {
      code: 'parameter_missing',
      param: 'days_until_due',
    },
  )
}

type Blank = Omit<
  Invoice,
  'id' | 'created' | 'currency' | 'customer' | 'period_end' | 'period_start' | 'starting_balance'
>

const blankInvoice: Blank = {
  object: 'invoice',
  account_country: 'US',
  account_name: 'Serika.dev',
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  auto_advance: false,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: null,
  billing_reason: 'manual',
  collection_method: 'charge_automatically',
  custom_fields: null,
  customer_account: null,
  customer_address: null,
  customer_email: null,
  customer_name: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: 'none',
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  effective_at: null,
  ending_balance: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  metadata: {},
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  parent: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  status: 'draft',
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  subtotal: 0,
  subtotal_excluding_tax: 0,
  test_clock: null,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: 0,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
}
