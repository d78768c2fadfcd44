import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { splitCredit, type CreditSplit } from '@/sandbox/stripe/resources/credit-note-amounts'
import { noteLines } from '@/sandbox/stripe/resources/credit-note-lines'
import { giveBack, linkedRefunds } from '@/sandbox/stripe/resources/credit-note-money'
import { changeRequested } from '@/sandbox/stripe/resources/invoice-payments'
import { markPaid } from '@/sandbox/stripe/resources/invoice-lifecycle'
import { smallestCharge } from '@/sandbox/stripe/resources/payment-intents'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']
type Note = Objects['credit_note']
type Params = Stripe.CreditNoteCreateParams

/** Issues a credit note on an open or paid invoice, and does what it says with the money. */
export function issueCreditNote(scope: Scope, params: Params): Note {
  const invoice = creditable(scope.refer('invoice', params.invoice, 'invoice'))
  const id = newId('cn')
  const lines = noteLines(scope, invoice, id, params)
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  checkTotal(scope, invoice, total, params.amount)
  const linked = linkedRefunds(scope, invoice, params)
  const split = splitCredit(
    {
      total,
      credit: params.credit_amount ?? 0,
      refund: params.refund_amount ?? 0,
      linked: linked.reduce((sum, each) => sum + each.amount_refunded, 0),
      outOfBand: params.out_of_band_amount ?? 0,
    },
    invoice.amount_remaining,
  )
  if (typeof split === 'string') throw invalidRequest(split, { param: 'amount' })
  for (const line of lines) scope.create('credit_note_line_item', line)
  const blank = scope.create('credit_note', draftNote(scope, invoice, { id, total, split, params }))
  takeOff(scope, invoice, split)
  const note = scope.update('credit_note', blank, giveBack(scope, invoice, blank, params, linked))
  scope.emit('credit_note.created', 'credit_note', note)
  return note
}

/** Takes back a note that only lowered what an open invoice asks for: it asks for that again. */
export function voidCreditNote(scope: Scope, note: Note): Note {
  const invoice = scope.get('invoice', note.invoice)
  if (note.status !== 'issued' || invoice.status !== 'open' || note.type !== 'pre_payment') {
    throw invalidRequest(
      'Only an issued credit note that was not paid out, on an invoice that is still open, can be voided.',
      { code: 'status_transition_invalid' },
    )
  }
  takeOff(scope, invoice, { prePayment: -note.pre_payment_amount, postPayment: 0, type: 'pre_payment' })
  const voided = scope.update('credit_note', note, { status: 'void', voided_at: scope.now })
  scope.emit('credit_note.voided', 'credit_note', voided)
  return voided
}

function creditable(invoice: Invoice): Invoice {
  if (invoice.status === 'open' || invoice.status === 'paid') return invoice
  throw invalidRequest(
    `Credit notes can be issued for open and paid invoices; this one is ${invoice.status ?? 'in no state'}.`,
    { param: 'invoice' },
  )
}

function checkTotal(scope: Scope, invoice: Invoice, total: number, declared: number | undefined): void {
  const filters = [
    { field: 'invoice', value: invoice.id },
    { field: 'status', value: 'issued' },
  ]
  const before = scope.store.all('credit_note', filters).reduce((sum, note) => sum + note.total, 0)
  if (declared !== undefined && declared !== total) {
    throw invalidRequest(`The lines sum to ${total}, not to the amount given (${declared}).`, {
      param: 'amount',
    })
  }
  if (total < 1 || before + total > invoice.total) {
    throw invalidRequest(
      `The amount of a credit note must be between 1 and what is left of the invoice (${invoice.total - before}).`,
      { param: 'amount' },
    )
  }
}

/** Lowers what the invoice asks for and counts what was credited; an invoice that asks for nothing any more is paid. */
function takeOff(scope: Scope, found: Invoice, { prePayment, postPayment }: CreditSplit): void {
  const left = found.amount_remaining - prePayment
  if (prePayment > 0 && left > 0 && left < smallestCharge) {
    throw invalidRequest(`What would be left to pay (${left}) is below the smallest charge.`, {
      code: 'amount_too_small',
      param: 'amount',
    })
  }
  const invoice = scope.update(
    'invoice',
    found,
    {
      amount_due: found.amount_due - prePayment,
      amount_remaining: left,
      pre_payment_credit_notes_amount: found.pre_payment_credit_notes_amount + prePayment,
      post_payment_credit_notes_amount: found.post_payment_credit_notes_amount + postPayment,
    },
    'invoice.updated',
  )
  if (prePayment === 0) return
  changeRequested(scope, invoice, left)
  if (left === 0) markPaid(scope, invoice, { amountPaid: 0 })
}

interface Draft {
  id: string
  total: number
  split: CreditSplit
  params: Params
}

function draftNote(scope: Scope, invoice: Invoice, { id, total, split, params }: Draft): Note {
  const earlier = scope.store.count('credit_note', [{ field: 'invoice', value: invoice.id }])
  return {
    id,
    object: 'credit_note',
    amount: total,
    amount_shipping: 0,
    created: scope.now,
    currency: invoice.currency,
    customer: invoice.customer ?? '',
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: params.effective_at ?? scope.now,
    invoice: invoice.id,
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    number: `${invoice.number ?? ''}-CN-${String(earlier + 1).padStart(2, '0')}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: `${scope.baseUrl}/credit-note/${id}/${randomText(24)}/pdf`,
    post_payment_amount: split.postPayment,
    pre_payment_amount: split.prePayment,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    total_taxes: [],
    type: split.type,
    voided_at: null,
  }
}
