import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { authenticationRequired, type Decline } from '@/sandbox/stripe/cards'
import { newId } from '@/sandbox/stripe/ids'
import { asLastError, declineError } from '@/sandbox/stripe/resources/declines'
import { attach, cardOf } from '@/sandbox/stripe/resources/payment-methods'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type SetupIntent = Objects['setup_intent']
type Method = Objects['payment_method']

const failedAuthentication: Decline = {
  code: 'setup_intent_authentication_failure',
  declineCode: authenticationRequired.declineCode,
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

/** Asks the card's bank whether it may be saved. Succeeds, waits for authentication (`requires_action`), or throws the decline (402). */
export function confirmSetup(
  scope: Scope,
  intent: SetupIntent,
  methodId: string | null,
  returnUrl?: string,
): SetupIntent {
  if (!methodId) {
    throw invalidRequest('You cannot confirm this SetupIntent because it has no payment method.', {
      code: 'setup_intent_unexpected_state',
    })
  }
  const method = scope.refer('payment_method', methodId, 'payment_method')
  const card = cardOf(scope, method)
  if (card.setup === 'succeeds') return succeed(scope, intent, method)
  if (card.setup === 'authenticate') {
    const attempt = recordAttempt(scope, intent, method, 'requires_action')
    const change: Partial<SetupIntent> = {
      latest_attempt: attempt.id,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { url: `${scope.baseUrl}/3ds/${intent.id}`, return_url: returnUrl ?? null },
      },
      payment_method: method.id,
      status: 'requires_action',
    }
    return scope.update('setup_intent', intent, change, 'setup_intent.requires_action')
  }
  const failed = fail(scope, intent, method, card.setup)
  throw declineError(card.setup, { payment_method: method, setup_intent: failed })
}

/** The cardholder answered their bank: done, or failed with `setup_intent_authentication_failure`. */
export function finishSetupAuthentication(scope: Scope, intent: SetupIntent, passed: boolean): SetupIntent {
  const method = scope.refer('payment_method', intent.payment_method ?? '', 'payment_method')
  if (!passed) return fail(scope, intent, method, failedAuthentication)
  scope.store.setHidden(method.id, { ...scope.store.hidden(method.id), authenticated: true })
  return succeed(scope, intent, method)
}

function succeed(scope: Scope, intent: SetupIntent, method: Method): SetupIntent {
  if (intent.customer) attach(scope, method.id, intent.customer)
  const attempt = recordAttempt(scope, intent, method, 'succeeded')
  const change: Partial<SetupIntent> = {
    last_setup_error: null,
    latest_attempt: attempt.id,
    next_action: null,
    payment_method: method.id,
    status: 'succeeded',
  }
  return scope.update('setup_intent', intent, change, 'setup_intent.succeeded')
}

function fail(scope: Scope, intent: SetupIntent, method: Method, decline: Decline): SetupIntent {
  const attempt = recordAttempt(scope, intent, method, 'failed', decline)
  const change: Partial<SetupIntent> = {
    last_setup_error: asLastError(decline, method),
    latest_attempt: attempt.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  }
  return scope.update('setup_intent', intent, change, 'setup_intent.setup_failed')
}

function recordAttempt(scope: Scope, intent: SetupIntent, method: Method, status: string, decline?: Decline) {
  const waiting = intent.status === 'requires_action' && intent.latest_attempt
  const attempt = waiting ? scope.store.find('setup_attempt', waiting) : undefined
  const outcome = { setup_error: decline ? asLastError(decline, method) : null, status }
  if (attempt) return scope.update('setup_attempt', attempt, outcome)
  return scope.create('setup_attempt', {
    id: newId('setatt'),
    object: 'setup_attempt',
    application: null,
    created: scope.now,
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_details: {
      type: 'card',
      card: {
        brand: method.card?.brand ?? null,
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
        country: method.card?.country ?? null,
        exp_month: method.card?.exp_month ?? null,
        exp_year: method.card?.exp_year ?? null,
        fingerprint: method.card?.fingerprint ?? null,
        funding: method.card?.funding ?? null,
        last4: method.card?.last4 ?? null,
        network: method.card?.brand ?? null,
        three_d_secure: null,
        wallet: null,
      },
    },
    setup_intent: intent.id,
    usage: intent.usage,
    ...outcome,
  })
}
