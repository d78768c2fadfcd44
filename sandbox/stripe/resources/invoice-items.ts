import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId } from '@/sandbox/stripe/ids'
import { addLine, draft, retotal } from '@/sandbox/stripe/resources/invoice-lines'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Item = Objects['invoiceitem']
export type NewItem = Pick<
  Item,
  'amount' | 'currency' | 'description' | 'discountable' | 'metadata' | 'period'
>

const common = ['amount', 'description', 'discountable', 'metadata', 'period'] as const

export const invoiceItemOperations = [
  operation<Stripe.InvoiceItemCreateParams>(
    'PostInvoiceitems',
    [...common, 'currency', 'customer', 'invoice'],
    (scope, { params }) => {
      const invoice = params.invoice ? draft(scope.refer('invoice', params.invoice, 'invoice')) : undefined
      const customer = params.customer ?? invoice?.customer
      if (!customer)
        throw invalidRequest('Missing required param: customer.', {
          code: 'parameter_missing',
          param: 'customer',
        })
      scope.refer('customer', customer, 'customer')
      if (params.amount === undefined) {
        throw invalidRequest('Missing required param: amount.', {
          code: 'parameter_missing',
          param: 'amount',
        })
      }
      const item = createItem(scope, customer, invoice?.id ?? null, {
        amount: params.amount,
        currency: params.currency ?? invoice?.currency ?? 'usd',
        description: params.description ?? null,
        discountable: params.discountable ?? true,
        metadata: mergeMetadata({}, params.metadata),
        period: periodOf(scope, params.period),
      })
      if (invoice) {
        addLine(scope, invoice, item)
        retotal(scope, invoice)
      }
      return item
    },
  ),
  operation<Stripe.InvoiceItemRetrieveParams>('GetInvoiceitemsId', [], (scope, { id }) =>
    scope.get('invoiceitem', id),
  ),
  operation<Stripe.InvoiceItemListParams>(
    'GetInvoiceitems',
    [...pagination, 'created', 'customer', 'invoice', 'pending'],
    (scope, { params, path }) => {
      const filters = filtersOf(params, ['created', 'customer', 'invoice'], { created: 'date' })
      if (params.pending) filters.push({ field: 'invoice', value: null })
      return list(scope, 'invoiceitem', path, params, filters)
    },
  ),
  operation<Stripe.InvoiceItemUpdateParams>('PostInvoiceitemsId', common, (scope, { params, id }) => {
    const item = scope.get('invoiceitem', id)
    const change = {
      amount: params.amount ?? item.amount,
      description: params.description ?? item.description,
      discountable: params.discountable ?? item.discountable,
      metadata: mergeMetadata(item.metadata ?? {}, params.metadata),
      period: params.period ? periodOf(scope, params.period) : item.period,
    }
    const invoice = item.invoice ? draft(scope.get('invoice', item.invoice)) : undefined
    const updated = scope.update('invoiceitem', item, { ...change, net_amount: change.amount })
    if (invoice) {
      for (const line of linesOf(scope, item))
        scope.update('line_item', line, { ...change, subtotal: change.amount })
      retotal(scope, invoice)
    }
    return updated
  }),
  operation<Stripe.InvoiceItemDeleteParams>('DeleteInvoiceitemsId', [], (scope, { id }) => {
    const item = scope.get('invoiceitem', id)
    const invoice = item.invoice ? draft(scope.get('invoice', item.invoice)) : undefined
    for (const line of linesOf(scope, item)) scope.store.delete(line.id)
    scope.store.delete(id)
    scope.emit('invoiceitem.deleted', 'invoiceitem', item)
    if (invoice) retotal(scope, invoice)
    return { id, object: 'invoiceitem', deleted: true }
  }),
]

export function createItem(scope: Scope, customer: string, invoice: string | null, details: NewItem): Item {
  const item: Item = {
    id: newId('ii'),
    object: 'invoiceitem',
    customer,
    customer_account: null,
    date: scope.now,
    discounts: [],
    invoice,
    livemode: false,
    net_amount: details.amount,
    parent: null,
    pricing: { type: 'price_details', unit_amount_decimal: String(details.amount) },
    proration: false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
    ...details,
  }
  return scope.create('invoiceitem', item, 'invoiceitem.created')
}

/** A period as given, or this moment. */
export function periodOf(scope: Scope, period: { start: number; end: number } | undefined): Item['period'] {
  if (!period) return { start: scope.now, end: scope.now }
  if (period.end < period.start) {
    throw invalidRequest('The end of a period cannot be before its start.', { param: 'period' })
  }
  return { start: period.start, end: period.end }
}

function linesOf(scope: Scope, item: Item) {
  const filters = [{ field: 'invoice', value: item.invoice }]
  return scope.store
    .all('line_item', filters)
    .filter(l => l.parent?.invoice_item_details?.invoice_item === item.id)
}
