import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { authenticationRequired, expired, type Decline } from '@/sandbox/stripe/cards'
import { chargeCard } from '@/sandbox/stripe/resources/charges'
import { asLastError } from '@/sandbox/stripe/resources/declines'
import { cardOf } from '@/sandbox/stripe/resources/payment-methods'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type PaymentIntent = Objects['payment_intent']
type Method = Objects['payment_method']

export interface Outcome {
  intent: PaymentIntent
  /** Why no money came; undefined when it did, or when the cardholder is being asked. */
  decline?: Decline
}
export interface Attempt {
  method: Method
  /** Nobody is there to authenticate. */
  offSession: boolean
  /** Keep the intent at `requires_action` when authentication was needed off-session, so that its hosted page can ask later. */
  askLater?: boolean
  returnUrl?: string
}

/** Charges the intent to the card. Never throws for a decline: the outcome says what happened, and the intent and its events tell it too. */
export function tryPayment(scope: Scope, intent: PaymentIntent, attempt: Attempt): Outcome {
  if (!payable.has(intent.status)) {
    throw invalidRequest(`This PaymentIntent's status is ${intent.status}: it cannot be confirmed.`, {
      code: 'payment_intent_unexpected_state',
    })
  }
  const { method } = attempt
  if (isOver(method, scope.now)) return settle(scope, intent, method, expired)
  const card = cardOf(scope, method)
  const authenticated = scope.store.hidden(method.id).authenticated === true
  const asks =
    card.charge === 'authenticate' || (card.charge === 'authenticate_unless_set_up' && !authenticated)
  if (!asks) return settle(scope, intent, method, typeof card.charge === 'string' ? undefined : card.charge)
  if (attempt.offSession) {
    const declined = settle(scope, intent, method, authenticationRequired)
    if (!attempt.askLater) return declined
    return { ...declined, intent: askCardholder(scope, declined.intent, attempt) }
  }
  return { intent: askCardholder(scope, intent, attempt) }
}

/** The cardholder answered their bank. */
export function finishPaymentAuthentication(scope: Scope, intent: PaymentIntent, passed: boolean): Outcome {
  const method = scope.refer('payment_method', intent.payment_method ?? '', 'payment_method')
  return settle(scope, intent, method, passed ? undefined : failedAuthentication)
}

/** Whether a card's last month has passed, in UTC. */
function isOver({ card }: Method, now: number): boolean {
  const today = new Date(now * 1000)
  const monthsLeft =
    ((card?.exp_year ?? 0) - today.getUTCFullYear()) * 12 + (card?.exp_month ?? 0) - 1 - today.getUTCMonth()
  return monthsLeft < 0
}

const payable = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action'])

const failedAuthentication: Decline = {
  code: 'payment_intent_authentication_failure',
  declineCode: authenticationRequired.declineCode,
  message: 'The provided payment method has failed authentication.',
}

function settle(scope: Scope, intent: PaymentIntent, method: Method, decline: Decline | undefined): Outcome {
  const charge = chargeCard(scope, intent, method, decline)
  if (!decline) {
    const paid =
      intent.capture_method === 'manual'
        ? held(intent)
        : { amount_received: intent.amount, status: 'succeeded' as const }
    const change = {
      ...paid,
      latest_charge: charge.id,
      last_payment_error: null,
      next_action: null,
      payment_method: method.id,
    }
    const event =
      intent.capture_method === 'manual'
        ? 'payment_intent.amount_capturable_updated'
        : 'payment_intent.succeeded'
    const updated = scope.update('payment_intent', intent, change)
    scope.emit(event, 'payment_intent', updated)
    return { intent: updated }
  }
  const failed = scope.update('payment_intent', intent, {
    last_payment_error: asLastError(decline, method, charge.id),
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  scope.emit('payment_intent.payment_failed', 'payment_intent', failed)
  return { intent: failed, decline }
}

const held = (intent: PaymentIntent) => ({
  amount_capturable: intent.amount,
  status: 'requires_capture' as const,
})

function askCardholder(scope: Scope, intent: PaymentIntent, { method, returnUrl }: Attempt): PaymentIntent {
  const asking = scope.update('payment_intent', intent, {
    next_action: {
      type: 'redirect_to_url',
      redirect_to_url: { url: `${scope.baseUrl}/3ds/${intent.id}`, return_url: returnUrl ?? null },
    },
    payment_method: method.id,
    status: 'requires_action',
  })
  scope.emit('payment_intent.requires_action', 'payment_intent', asking)
  return asking
}
