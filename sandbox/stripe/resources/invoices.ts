import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { operation } from '@/sandbox/stripe/api/operation'
import { payInvoice } from '@/sandbox/stripe/resources/invoice-collection'
import { createInvoice, updateInvoice } from '@/sandbox/stripe/resources/invoice-drafts'
import { finalizeInvoice, voidInvoice } from '@/sandbox/stripe/resources/invoice-lifecycle'
import { draft } from '@/sandbox/stripe/resources/invoice-lines'
import { present } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

const common = [
  'auto_advance',
  'automatically_finalizes_at',
  'collection_method',
  'custom_fields',
  'days_until_due',
  'default_payment_method',
  'description',
  'due_date',
  'effective_at',
  'footer',
  'metadata',
  'number',
  'statement_descriptor',
] as const

const shown = (scope: Scope, invoice: Objects['invoice']) => present(scope.store, 'invoice', invoice)

export const invoiceOperations = [
  operation<Stripe.InvoiceCreateParams>(
    'PostInvoices',
    [...common, 'currency', 'customer', 'pending_invoice_items_behavior'],
    (scope, { params }) => shown(scope, createInvoice(scope, params)),
  ),
  operation<Stripe.InvoiceRetrieveParams>('GetInvoicesId', [], (scope, { id }) =>
    shown(scope, scope.get('invoice', id)),
  ),
  operation<Stripe.InvoiceUpdateParams>('PostInvoicesId', common, (scope, { params, id }) =>
    shown(scope, updateInvoice(scope, scope.get('invoice', id), params)),
  ),
  operation<Stripe.InvoiceListParams>(
    'GetInvoices',
    [...pagination, 'collection_method', 'created', 'customer', 'due_date', 'status'],
    (scope, { params, path }) => {
      const filters = filtersOf(params, ['collection_method', 'created', 'customer', 'due_date', 'status'])
      return list(scope, 'invoice', path, params, filters)
    },
  ),
  operation<Stripe.InvoiceDeleteParams>('DeleteInvoicesId', [], (scope, { id }) => {
    const invoice = draft(scope.get('invoice', id))
    for (const line of scope.store.all('line_item', [{ field: 'invoice', value: id }]))
      scope.store.delete(line.id)
    for (const item of scope.store.all('invoiceitem', [{ field: 'invoice', value: id }])) {
      if (scope.store.hidden(item.id).pending) scope.update('invoiceitem', item, { invoice: null })
      else scope.store.delete(item.id)
    }
    scope.emit('invoice.deleted', 'invoice', invoice)
    scope.store.delete(id)
    return { id, object: 'invoice', deleted: true }
  }),
  operation<Stripe.InvoiceFinalizeInvoiceParams>(
    'PostInvoicesIdFinalize',
    ['auto_advance'],
    (scope, { params, id }) =>
      shown(scope, finalizeInvoice(scope, draft(scope.get('invoice', id)), params.auto_advance)),
  ),
  operation<Stripe.InvoicePayParams>(
    'PostInvoicesIdPay',
    ['off_session', 'paid_out_of_band', 'payment_method'],
    (scope, { params, id }) => shown(scope, payInvoice(scope, scope.get('invoice', id), params)),
  ),
  operation<Stripe.InvoiceVoidInvoiceParams>('PostInvoicesIdVoid', [], (scope, { id }) =>
    shown(scope, voidInvoice(scope, scope.get('invoice', id))),
  ),
  operation<Stripe.InvoiceMarkUncollectibleParams>('PostInvoicesIdMarkUncollectible', [], (scope, { id }) => {
    const invoice = scope.get('invoice', id)
    if (invoice.status !== 'open') throw notIn(invoice, 'marked uncollectible')
    const transitions = { ...invoice.status_transitions, marked_uncollectible_at: scope.now }
    const change = {
      auto_advance: false,
      next_payment_attempt: null,
      status: 'uncollectible',
      status_transitions: transitions,
    } as const
    const marked = scope.update('invoice', invoice, change, 'invoice.updated')
    scope.emit('invoice.marked_uncollectible', 'invoice', marked)
    return shown(scope, marked)
  }),
  operation<Stripe.InvoiceSendInvoiceParams>('PostInvoicesIdSend', [], (scope, { id }) => {
    const found = scope.get('invoice', id)
    const invoice = found.status === 'draft' ? finalizeInvoice(scope, found) : found
    if (invoice.status !== 'open' && invoice.status !== 'paid') throw notIn(invoice, 'sent')
    scope.emit('invoice.sent', 'invoice', invoice)
    return shown(scope, invoice)
  }),
]

const notIn = (invoice: Objects['invoice'], verb: string) =>
  invalidRequest(`This invoice is ${invoice.status ?? 'in no state'} and cannot be ${verb}.`, {
    code: 'status_transition_invalid',
  })
