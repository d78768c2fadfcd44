import type Stripe from 'stripe'
import { invalidRequest, missing, notPlayed } from '@/sandbox/stripe/api/errors'
import { list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId } from '@/sandbox/stripe/ids'
import { amountsOf } from '@/sandbox/stripe/resources/invoice-amounts'
import { createItem, periodOf, type NewItem } from '@/sandbox/stripe/resources/invoice-items'
import { present } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']
type Line = Objects['line_item']

const mostLines = 250
const playedLineFields = ['amount', 'description', 'discountable', 'id', 'metadata', 'period']

export const invoiceLineOperations = [
  operation<Stripe.InvoiceListLineItemsParams>(
    'GetInvoicesIdLines',
    pagination,
    (scope, { params, id, path }) => {
      scope.get('invoice', id)
      return list(scope, 'line_item', path, params, [{ field: 'invoice', value: id }], { ascending: true })
    },
  ),
  operation<Stripe.InvoiceAddLinesParams>(
    'PostInvoicesIdAddLines',
    ['lines', 'invoice_metadata'],
    (scope, { params, id }) => {
      const invoice = draft(scope.get('invoice', id))
      for (const line of params.lines) addNewLine(scope, invoice, played(line))
      return changed(scope, invoice, params.invoice_metadata)
    },
  ),
  operation<Stripe.InvoiceUpdateLinesParams>(
    'PostInvoicesIdUpdateLines',
    ['lines', 'invoice_metadata'],
    (scope, { params, id }) => {
      const invoice = draft(scope.get('invoice', id))
      for (const line of params.lines) updateLine(scope, lineOf(scope, invoice, line.id), played(line))
      return changed(scope, invoice, params.invoice_metadata)
    },
  ),
  operation<Stripe.InvoiceRemoveLinesParams>(
    'PostInvoicesIdRemoveLines',
    ['lines', 'invoice_metadata'],
    (scope, { params, id }) => {
      const invoice = draft(scope.get('invoice', id))
      for (const { id: lineId, behavior } of params.lines) {
        const line = lineOf(scope, invoice, lineId)
        const item = itemOf(scope, line)
        scope.store.delete(line.id)
        if (behavior === 'delete') scope.store.delete(item.id)
        else scope.update('invoiceitem', item, { invoice: null })
      }
      return changed(scope, invoice, params.invoice_metadata)
    },
  ),
  operation<Stripe.InvoiceUpdateLineItemParams>(
    'PostInvoicesInvoiceIdLinesId',
    ['amount', 'description', 'discountable', 'metadata', 'period'],
    (scope, { params, id, parent }) => {
      const invoice = draft(scope.get('invoice', parent))
      updateLine(scope, lineOf(scope, invoice, id), params)
      retotal(scope, invoice)
      return scope.get('line_item', id)
    },
  ),
]

/** The invoice, when its lines may still change. */
export function draft(invoice: Invoice): Invoice {
  if (invoice.status === 'draft') return invoice
  throw invalidRequest('This invoice is no longer editable because it has been finalized.', {
    code: 'invoice_not_editable',
  })
}

/** Puts an invoice item on the invoice as its last line. */
export function addLine(scope: Scope, invoice: Invoice, item: Objects['invoiceitem']): Line {
  const filters = [{ field: 'invoice', value: invoice.id }]
  if (scope.store.count('line_item', filters) >= mostLines) {
    throw invalidRequest(`An invoice can have at most ${mostLines} line items.`, { param: 'lines' })
  }
  return scope.create('line_item', {
    id: newId('il'),
    object: 'line_item',
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: item.discountable,
    discounts: [],
    invoice: invoice.id,
    livemode: false,
    metadata: item.metadata ?? {},
    parent: {
      type: 'invoice_item_details',
      invoice_item_details: {
        invoice_item: item.id,
        proration: false,
        proration_details: null,
        subscription: null,
      },
      subscription_item_details: null,
    },
    period: item.period,
    pretax_credit_amounts: [],
    pricing: item.pricing && { type: 'price_details', unit_amount_decimal: item.pricing.unit_amount_decimal },
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: null,
    subtotal: item.amount,
    taxes: [],
  })
}

/** Brings a draft's totals up to date with its lines and the customer's balance of now. */
export function retotal(scope: Scope, invoice: Invoice, change: Partial<Invoice> = {}): Invoice {
  const lines = scope.store.all('line_item', [{ field: 'invoice', value: invoice.id }])
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  const customer = invoice.customer ? scope.store.find('customer', invoice.customer) : undefined
  const startingBalance = customer?.balance ?? 0
  const { due } = amountsOf(total, startingBalance)
  const totals = { subtotal: total, subtotal_excluding_tax: total, total, total_excluding_tax: total }
  const amounts = { ...totals, amount_due: due, amount_remaining: due, starting_balance: startingBalance }
  return scope.update('invoice', invoice, { ...change, ...amounts }, 'invoice.updated')
}

function addNewLine(scope: Scope, invoice: Invoice, line: Stripe.InvoiceAddLinesParams.Line): void {
  if (line.amount === undefined) {
    throw invalidRequest('Missing required param: lines[][amount].', {
      code: 'parameter_missing',
      param: 'lines',
    })
  }
  const details: NewItem = {
    amount: line.amount,
    currency: invoice.currency,
    description: line.description ?? null,
    discountable: line.discountable ?? true,
    metadata: mergeMetadata({}, line.metadata),
    period: periodOf(scope, line.period),
  }
  addLine(scope, invoice, createItem(scope, invoice.customer ?? '', invoice.id, details))
}

function updateLine(scope: Scope, line: Line, params: Stripe.InvoiceUpdateLineItemParams): void {
  const change = {
    amount: params.amount ?? line.amount,
    description: params.description ?? line.description,
    discountable: params.discountable ?? line.discountable,
    metadata: mergeMetadata(line.metadata, params.metadata),
    period: params.period ? { start: params.period.start, end: params.period.end } : line.period,
  }
  scope.update('line_item', line, { ...change, subtotal: change.amount })
  scope.update('invoiceitem', itemOf(scope, line), { ...change, net_amount: change.amount })
}

function changed(
  scope: Scope,
  invoice: Invoice,
  metadata: Stripe.Emptyable<Stripe.MetadataParam> | undefined,
) {
  const merged = mergeMetadata(invoice.metadata ?? {}, metadata)
  return present(scope.store, 'invoice', retotal(scope, invoice, { metadata: merged }))
}

function lineOf(scope: Scope, invoice: Invoice, id: string): Line {
  const line = scope.store.find('line_item', id)
  if (line?.invoice !== invoice.id) throw missing('invoice line item', id, 'lines', false)
  return line
}

function itemOf(scope: Scope, line: Line): Objects['invoiceitem'] {
  const id = line.parent?.invoice_item_details?.invoice_item
  if (!id) throw new Error(`line ${line.id} has no invoice item`)
  return scope.get('invoiceitem', id)
}

function played<T extends object>(line: T): T {
  const other = Object.keys(line).find(key => !playedLineFields.includes(key))
  if (other) throw notPlayed(`lines[][${other}]`, `lines[${other}]`)
  return line
}
