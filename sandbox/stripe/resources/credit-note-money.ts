import type Stripe from 'stripe'
import { invalidRequest, notPlayed } from '@/sandbox/stripe/api/errors'
import { applyToBalance } from '@/sandbox/stripe/resources/customer-balance'
import { chargeOf } from '@/sandbox/stripe/resources/invoice-payments'
import { refund } from '@/sandbox/stripe/resources/refunds'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']
type Note = Objects['credit_note']
type Params = Stripe.CreditNoteCreateParams
type Returned = Pick<Note, 'customer_balance_transaction' | 'refunds'>

/** The refunds made before that the note counts as its own. */
export function linkedRefunds(scope: Scope, invoice: Invoice, params: Params): Note['refunds'] {
  return (params.refunds ?? []).map(({ refund: id, amount_refunded: amount, type }, i) => {
    if (type === 'payment_record_refund' || !id)
      throw notPlayed('refunds of payment records', `refunds[${i}]`)
    const found = scope.refer('refund', id, `refunds[${i}][refund]`)
    const part = amount ?? found.amount
    if (found.charge !== chargeOf(scope, invoice)?.id || part > found.amount) {
      throw invalidRequest(`The refund ${id} is not one of this invoice, or is smaller than that.`, {
        param: `refunds[${i}]`,
      })
    }
    return { amount_refunded: part, payment_record_refund: null, refund: id, type: 'refund' as const }
  })
}

/** Does with the money paid already what the request says: a new refund, credit on the balance. */
export function giveBack(
  scope: Scope,
  invoice: Invoice,
  note: Note,
  params: Params,
  linked: Note['refunds'],
): Returned {
  const back: Returned = { customer_balance_transaction: null, refunds: linked }
  if (params.refund_amount) {
    const charge = chargeOf(scope, invoice)
    if (!charge) {
      throw invalidRequest('No charge of this invoice can be refunded.', { param: 'refund_amount' })
    }
    const made = refund(scope, charge, { amount: params.refund_amount })
    const { amount, id } = made
    back.refunds = [
      ...linked,
      { amount_refunded: amount, payment_record_refund: null, refund: id, type: 'refund' },
    ]
  }
  if (params.credit_amount) {
    const customer = scope.refer('customer', note.customer, 'credit_amount')
    back.customer_balance_transaction = applyToBalance(scope, customer, {
      amount: -params.credit_amount,
      type: 'credit_note',
      currency: note.currency,
      credit_note: note.id,
      invoice: invoice.id,
    }).id
  }
  return back
}
