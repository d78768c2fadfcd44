import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { findCard } from '@/sandbox/stripe/cards'
import { methodNamed } from '@/sandbox/stripe/resources/card-methods'
import { declineError } from '@/sandbox/stripe/resources/declines'
import { finalizeInvoice, markPaid } from '@/sandbox/stripe/resources/invoice-lifecycle'
import {
  cancelPayment,
  completePayment,
  defaultPayment,
  intentOf,
} from '@/sandbox/stripe/resources/invoice-payments'
import { finishPaymentAuthentication, tryPayment, type Outcome } from '@/sandbox/stripe/resources/payments'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

const day = 24 * 60 * 60
/** When an automatically collected invoice is tried again, after each failed attempt. */
const retriesAfter = [3 * day, 5 * day, 7 * day]

/** Collects now. Throws the decline (402) when the card refuses; the attempt is recorded all the same. */
export function payInvoice(scope: Scope, found: Invoice, params: Stripe.InvoicePayParams): Invoice {
  if (found.status === 'paid') throw invalidRequest('Invoice is already paid')
  const invoice = found.status === 'draft' ? finalizeInvoice(scope, found) : found
  if (invoice.status === 'paid') return invoice
  if (invoice.status === 'void')
    throw invalidRequest('A void invoice cannot be paid.', { code: 'status_transition_invalid' })
  if (params.paid_out_of_band) {
    const payment = defaultPayment(scope, invoice)
    if (payment) cancelPayment(scope, payment, 'failed_invoice')
    return markPaid(scope, invoice, { amountPaid: invoice.amount_due, offStripe: invoice.amount_due })
  }
  const methodId = methodFor(scope, invoice, params.payment_method)
  if (!methodId) {
    const message =
      'There is no `default_payment_method` set on this Customer or Invoice. Please attach a default payment method.'
    throw invalidRequest(message, { code: 'resource_missing', param: 'payment_method' })
  }
  const how = { offSession: params.off_session ?? true, automatic: false }
  const result = attemptPayment(scope, invoice, methodId, how)
  if (!result.decline) return result.invoice
  const charge = result.intent.latest_charge
  throw declineError(result.decline, {
    payment_intent: result.intent,
    payment_method: scope.get('payment_method', methodId),
    ...(charge ? { charge } : {}),
  })
}

/**
 * What Stripe does by itself when a payment is due. After a decline that another try cannot change, the schedule goes
 * on, but only another card is charged.
 */
export function collectAutomatically(scope: Scope, invoice: Invoice): void {
  const methodId = methodFor(scope, invoice)
  if (!methodId) recordFailure(scope, invoice, { automatic: true })
  else if (refusedForGood(scope, invoice) === methodId) {
    scope.update('invoice', invoice, nextTry(scope, invoice, true), 'invoice.updated')
  } else attemptPayment(scope, invoice, methodId, { offSession: true, automatic: true })
}

/** The cardholder answered their bank on the invoice's page. */
export function finishInvoiceAuthentication(scope: Scope, invoice: Invoice, passed: boolean): Invoice {
  const payment = defaultPayment(scope, invoice)
  if (!payment) throw new Error(`invoice ${invoice.id} has nothing to authenticate`)
  const outcome = finishPaymentAuthentication(scope, intentOf(scope, payment), passed)
  return conclude(scope, invoice, outcome, false)
}

interface How {
  /** Nobody is there to authenticate. */
  offSession: boolean
  /** By Stripe's own schedule, not by a call or on a page. */
  automatic: boolean
}

/** One attempt with one card, told in the invoice, its payment and its events, whatever comes of it. */
export function attemptPayment(
  scope: Scope,
  invoice: Invoice,
  methodId: string,
  { offSession, automatic }: How,
) {
  const payment = defaultPayment(scope, invoice)
  if (!payment) throw new Error(`invoice ${invoice.id} has no payment to collect`)
  const method = scope.refer('payment_method', methodId, 'payment_method')
  const outcome = tryPayment(scope, intentOf(scope, payment), { method, offSession, askLater: true })
  return { ...outcome, invoice: conclude(scope, invoice, outcome, automatic) }
}

function conclude(scope: Scope, invoice: Invoice, outcome: Outcome, automatic: boolean): Invoice {
  const payment = defaultPayment(scope, invoice)
  if (!outcome.decline && outcome.intent.status === 'succeeded') {
    if (payment) completePayment(scope, payment)
    return markPaid(scope, invoice, { amountPaid: invoice.amount_due, automatic })
  }
  if (!outcome.decline) return invoice
  const needsAction = outcome.intent.status === 'requires_action'
  return recordFailure(scope, invoice, { automatic, needsAction })
}

function recordFailure(
  scope: Scope,
  invoice: Invoice,
  { automatic, needsAction }: { automatic: boolean; needsAction?: boolean },
): Invoice {
  const change = { attempted: true, ...nextTry(scope, invoice, automatic) }
  const failed = scope.update('invoice', invoice, change, 'invoice.updated')
  if (needsAction) scope.emit('invoice.payment_action_required', 'invoice', failed)
  scope.emit('invoice.payment_failed', 'invoice', failed)
  return failed
}

/** The retry schedule: any first attempt begins it, and only automatic ones move it on. */
function nextTry(scope: Scope, invoice: Invoice, automatic: boolean) {
  const { attempt_count: made, next_payment_attempt: planned } = invoice
  if (!automatic && made > 0) return { attempt_count: made, next_payment_attempt: planned }
  const wait = retriesAfter[made]
  const tryAgain = invoice.auto_advance && invoice.collection_method === 'charge_automatically'
  return {
    attempt_count: made + 1,
    next_payment_attempt: tryAgain && wait !== undefined ? scope.now + wait : null,
  }
}

/** The declines that Stripe does not try again with the same card. */
const final = new Set([
  'authentication_required',
  'highest_risk_level',
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'transaction_not_allowed',
])

/** The card whose last decline for this invoice was final; none when there was no such decline. */
function refusedForGood(scope: Scope, invoice: Invoice): string | undefined {
  const payment = defaultPayment(scope, invoice)
  const error = payment && intentOf(scope, payment).last_payment_error
  return final.has(error?.decline_code ?? '') ? error?.payment_method?.id : undefined
}

/** The payment method to charge: the one given, else the invoice's, else the customer's default. */
export function methodFor(scope: Scope, invoice: Invoice, given?: string): string | null {
  if (given) {
    const id = methodNamed(scope, given)
    const method = scope.get('payment_method', id)
    if (!findCard(given) && method.customer !== invoice.customer) {
      throw invalidRequest('The payment method must be attached to the customer of the invoice.', {
        param: 'payment_method',
      })
    }
    return id
  }
  const customer = invoice.customer ? scope.store.find('customer', invoice.customer) : undefined
  const id = invoice.default_payment_method ?? customer?.invoice_settings.default_payment_method
  const method = id ? scope.store.find('payment_method', id) : undefined
  return method && method.customer === invoice.customer ? method.id : null
}
