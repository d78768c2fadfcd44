import { StripeError } from '@/sandbox/stripe/api/errors'
import { cardFault, findCard, type CardFault } from '@/sandbox/stripe/cards'
import { createCardMethod } from '@/sandbox/stripe/resources/card-methods'
import { completeSession } from '@/sandbox/stripe/resources/checkout-sessions'
import { confirmSetup, finishSetupAuthentication } from '@/sandbox/stripe/resources/setup-confirmation'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Session = Objects['checkout.session']

/** What was typed into a card form. */
export interface CardForm {
  number: string
  /** As typed: `08 / 29`. */
  expiry: string
  cvc: string
  name: string
  country: string
}
export type CardFormFault = { field: CardFault['field'] | 'name' | 'form'; message: string }
export type Submission =
  | { kind: 'refused'; fault: CardFormFault }
  | { kind: 'authenticate'; intent: string }
  | { kind: 'complete'; session: Session }
  | { kind: 'closed' }

/** The card form of a Checkout page was sent. Nothing is saved unless the answer is `complete`; sending it again after that changes nothing. */
export function submitCard(scope: Scope, session: Session, form: CardForm): Submission {
  if (session.status === 'complete') return { kind: 'complete', session }
  if (session.status !== 'open' || session.expires_at <= scope.now) return { kind: 'closed' }
  const typed = readCard(scope, form)
  if ('field' in typed) return { kind: 'refused', fault: typed }
  const intent = scope.get('setup_intent', session.setup_intent ?? '')
  try {
    const confirmed = confirmSetup(scope, intent, typed.id, `${scope.baseUrl}/checkout/${session.id}`)
    if (confirmed.status === 'requires_action') return { kind: 'authenticate', intent: confirmed.id }
    return { kind: 'complete', session: completeSession(scope, session, typed) }
  } catch (error) {
    if (!(error instanceof StripeError) || !error.keepsWork) throw error
    return { kind: 'refused', fault: { field: fieldOf(error.body.code), message: error.message } }
  }
}

/** The cardholder came back from their bank. */
export function finishCheckoutAuthentication(scope: Scope, session: Session, passed: boolean): Session {
  const intent = scope.get('setup_intent', session.setup_intent ?? '')
  if (session.status !== 'open' || intent.status !== 'requires_action') return session
  const finished = finishSetupAuthentication(scope, intent, passed)
  if (finished.status !== 'succeeded' || !finished.payment_method) return session
  return completeSession(scope, session, scope.get('payment_method', finished.payment_method))
}

/** The payment method a filled-in card form makes, or what is wrong with the form. */
export function readCard(scope: Scope, form: CardForm): Objects['payment_method'] | CardFormFault {
  const [month = '', year = ''] = form.expiry.split('/').map(part => part.trim())
  const typed = {
    number: form.number.replace(/[\s-]/g, ''),
    expMonth: Number(month || Number.NaN),
    expYear: year.length === 2 ? 2000 + Number(year) : Number(year || Number.NaN),
    cvc: form.cvc.trim(),
  }
  const fault = cardFault(typed, scope.now)
  if (fault) return { field: fault.field, message: fault.message }
  if (!form.name.trim()) return { field: 'name', message: 'Enter the name on the card.' }
  const card = findCard(typed.number)
  if (!card) throw new Error('a card without fault is a test card')
  const address = {
    city: null,
    country: form.country || null,
    line1: null,
    line2: null,
    postal_code: null,
    state: null,
  }
  const billing = { name: form.name.trim().slice(0, 200), address }
  return createCardMethod(scope, card, { expMonth: typed.expMonth, expYear: typed.expYear, billing })
}

/** Beside which field the page tells a decline. */
export function fieldOf(code: string | undefined): CardFormFault['field'] {
  if (code === 'incorrect_cvc') return 'cvc'
  if (code === 'expired_card') return 'expiry'
  return 'form'
}
