import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { applyToBalance } from '@/sandbox/stripe/resources/customer-balance'
import { amountsOf } from '@/sandbox/stripe/resources/invoice-amounts'
import { cancelPayment, defaultPayment } from '@/sandbox/stripe/resources/invoice-payments'
import { retotal } from '@/sandbox/stripe/resources/invoice-lines'
import { createPaymentIntent } from '@/sandbox/stripe/resources/payment-intents'
import { taxIdsOf } from '@/sandbox/stripe/resources/tax-ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

const hour = 60 * 60

/**
 * Makes a draft final: it gets its number, takes in the customer's balance, and either is paid at once (nothing due)
 * or is open with a PaymentIntent for what is due.
 */
export function finalizeInvoice(
  scope: Scope,
  invoice: Invoice,
  autoAdvance = invoice.auto_advance ?? false,
): Invoice {
  if (!invoice.customer) throw new Error(`invoice ${invoice.id} has no customer`)
  const totalled = retotal(scope, invoice)
  const customer = scope.refer('customer', invoice.customer, 'customer')
  const { due, endingBalance, change } = amountsOf(totalled.total, customer.balance)
  const token = `${scope.baseUrl}/invoice/${invoice.id}/${randomText(24)}`
  const sequence = customer.next_invoice_sequence ?? 1
  const opened = scope.update('invoice', totalled, {
    amount_due: due,
    amount_remaining: due,
    auto_advance: autoAdvance && due > 0,
    automatically_finalizes_at: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_tax_ids: taxIdsOf(scope, customer.id).map(({ type, value }) => ({ type, value })),
    effective_at: totalled.effective_at ?? scope.now,
    ending_balance: endingBalance,
    hosted_invoice_url: token,
    invoice_pdf: `${token}/pdf`,
    next_payment_attempt: null,
    number: totalled.number ?? `${customer.invoice_prefix ?? ''}-${String(sequence).padStart(4, '0')}`,
    starting_balance: customer.balance,
    status: 'open',
    status_transitions: { ...totalled.status_transitions, finalized_at: scope.now },
  })
  const numbered = totalled.number
    ? customer
    : scope.update('customer', customer, {
        next_invoice_sequence: sequence + 1,
        currency: customer.currency ?? opened.currency,
      })
  if (change) {
    const { currency, id } = opened
    applyToBalance(scope, numbered, {
      amount: endingBalance - customer.balance,
      type: change,
      currency,
      invoice: id,
    })
  }
  scope.emit('invoice.finalized', 'invoice', opened)
  if (due === 0) return markPaid(scope, opened, { amountPaid: 0 })
  requestPayment(scope, opened)
  if (!opened.auto_advance || opened.collection_method !== 'charge_automatically') return opened
  return scope.update('invoice', opened, { next_payment_attempt: scope.now + hour })
}

/** Leaves a draft as it is when Stripe cannot make it final by itself: its customer was deleted. */
export function failFinalization(scope: Scope, invoice: Invoice): Invoice {
  const error = {
    code: 'resource_missing',
    message: 'The customer of this invoice was deleted.',
    type: 'invalid_request_error',
  } as const
  const change = { auto_advance: false, automatically_finalizes_at: null, last_finalization_error: error }
  const failed = scope.update('invoice', invoice, change, 'invoice.updated')
  scope.emit('invoice.finalization_failed', 'invoice', failed)
  return failed
}

/** The money is there, came by another way, or none was due. Tried by hand, only a first attempt is counted. */
export function markPaid(
  scope: Scope,
  invoice: Invoice,
  paid: { amountPaid: number; offStripe?: number; automatic?: boolean },
): Invoice {
  const attempted = paid.amountPaid > 0 && paid.offStripe === undefined
  const counts = attempted && (paid.automatic === true || invoice.attempt_count === 0)
  const settled = scope.update(
    'invoice',
    invoice,
    {
      amount_paid: paid.amountPaid,
      ...(paid.offStripe === undefined ? {} : { amount_paid_off_stripe: paid.offStripe }),
      amount_remaining: 0,
      attempt_count: invoice.attempt_count + Number(counts),
      attempted: true,
      auto_advance: false,
      next_payment_attempt: null,
      status: 'paid',
      status_transitions: { ...invoice.status_transitions, paid_at: scope.now },
    },
    'invoice.updated',
  )
  scope.emit('invoice.paid', 'invoice', settled)
  scope.emit('invoice.payment_succeeded', 'invoice', settled)
  return settled
}

/** Declares the invoice never to have been owed; what it took from or put on the customer's balance is given back. */
export function voidInvoice(scope: Scope, invoice: Invoice): Invoice {
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(
      `You can only void an open or uncollectible invoice; this one is ${invoice.status ?? 'in no state'}.`,
      {
        code: 'status_transition_invalid',
      },
    )
  }
  const payment = defaultPayment(scope, invoice)
  if (payment) cancelPayment(scope, payment, 'void_invoice')
  const customer = invoice.customer ? scope.store.find('customer', invoice.customer) : undefined
  const moved = (invoice.ending_balance ?? 0) - invoice.starting_balance
  if (customer && moved !== 0) {
    const { currency, id } = invoice
    applyToBalance(scope, customer, { amount: -moved, type: 'unapplied_from_invoice', currency, invoice: id })
  }
  const transitions = { ...invoice.status_transitions, voided_at: scope.now }
  const change = {
    amount_remaining: 0,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'void',
    status_transitions: transitions,
  } as const
  const voided = scope.update('invoice', invoice, change, 'invoice.updated')
  scope.emit('invoice.voided', 'invoice', voided)
  return voided
}

function requestPayment(scope: Scope, invoice: Invoice): void {
  const intent = createPaymentIntent(scope, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    description: `Payment for Invoice ${invoice.number ?? ''}`,
    ...(invoice.customer ? { customer: invoice.customer } : {}),
  })
  scope.create('invoice_payment', {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: scope.now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
}
