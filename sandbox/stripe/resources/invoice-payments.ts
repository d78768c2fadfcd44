import type Stripe from 'stripe'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { operation } from '@/sandbox/stripe/api/operation'
import { cancelPaymentIntent } from '@/sandbox/stripe/resources/payment-intents'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type InvoicePayment = Objects['invoice_payment']

export const invoicePaymentOperations = [
  operation<Stripe.InvoicePaymentRetrieveParams>('GetInvoicePaymentsId', [], (scope, { id }) =>
    scope.get('invoice_payment', id),
  ),
  operation<Stripe.InvoicePaymentListParams>(
    'GetInvoicePayments',
    [...pagination, 'created', 'invoice', 'payment', 'status'],
    (scope, { params, path }) => {
      const filters = filtersOf(params, ['created', 'invoice', 'status'])
      const intent = params.payment?.payment_intent
      if (intent) filters.push({ field: 'payment.payment_intent', value: intent })
      return list(scope, 'invoice_payment', path, params, filters)
    },
  ),
]

/** The payment by which the invoice is to be collected; none when nothing was due. */
export function defaultPayment(scope: Scope, invoice: Objects['invoice']): InvoicePayment | undefined {
  return scope.store
    .all('invoice_payment', [{ field: 'invoice', value: invoice.id }])
    .find(payment => payment.is_default)
}

export function intentOf(scope: Scope, payment: InvoicePayment): Objects['payment_intent'] {
  const id = payment.payment.payment_intent
  if (!id) throw new Error(`invoice payment ${payment.id} has no payment intent`)
  return scope.get('payment_intent', id)
}

/** The invoice an intent pays for, when it pays for one. */
export function invoiceOf(scope: Scope, intent: Objects['payment_intent']): Objects['invoice'] | undefined {
  const [payment] = scope.store.all('invoice_payment', [
    { field: 'payment.payment_intent', value: intent.id },
  ])
  return payment && scope.store.find('invoice', payment.invoice)
}

/** The charge that paid the invoice; none when it was paid another way or is not paid. */
export function chargeOf(scope: Scope, invoice: Objects['invoice']): Objects['charge'] | undefined {
  const payment = defaultPayment(scope, invoice)
  if (payment?.status !== 'paid') return undefined
  const { latest_charge: id } = intentOf(scope, payment)
  return id ? scope.store.find('charge', id) : undefined
}

/** Asks for so many cents from now on; for nothing at all, the payment is given up. */
export function changeRequested(scope: Scope, invoice: Objects['invoice'], amount: number): void {
  const payment = defaultPayment(scope, invoice)
  if (!payment) return
  if (amount === 0) return cancelPayment(scope, payment, 'automatic')
  scope.update('payment_intent', intentOf(scope, payment), { amount })
  scope.update('invoice_payment', payment, { amount_requested: amount })
}

export function completePayment(scope: Scope, payment: InvoicePayment): void {
  const change = {
    amount_paid: payment.amount_requested,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: scope.now },
  }
  const paid = scope.update('invoice_payment', payment, change)
  scope.emit('invoice_payment.paid', 'invoice_payment', paid)
}

/** Nothing more will be tried for this payment. */
export function cancelPayment(
  scope: Scope,
  payment: InvoicePayment,
  reason: 'automatic' | 'failed_invoice' | 'void_invoice',
): void {
  const intent = intentOf(scope, payment)
  if (intent.status !== 'canceled' && intent.status !== 'succeeded')
    cancelPaymentIntent(scope, intent, reason)
  const transitions = { canceled_at: scope.now, paid_at: null }
  scope.update('invoice_payment', payment, { status: 'canceled', status_transitions: transitions })
}
