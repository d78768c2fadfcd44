import { cardError, type ErrorBody, type StripeError } from '@/sandbox/stripe/api/errors'
import type { Decline } from '@/sandbox/stripe/cards'
import type { Objects } from '@/sandbox/stripe/types'

export interface SetupRefusal {
  decline: Decline
  method: Objects['payment_method']
}

type Details = Pick<ErrorBody, 'charge' | 'payment_intent' | 'payment_method' | 'setup_intent'>

/** 402 for a decline; Stripe tells `decline_code` where a bank, not the form, said no. */
export function declineError(decline: Decline, details: Details = {}): StripeError {
  return cardError(decline.code, decline.declineCode, decline.message, details)
}

export const declineSetup = ({ decline, method }: SetupRefusal) =>
  declineError(decline, { payment_method: method })

/** The same decline as an intent keeps it in `last_setup_error` or `last_payment_error`. */
export function asLastError(decline: Decline, method: Objects['payment_method'], charge?: string) {
  return {
    ...(charge ? { charge } : {}),
    code: knownCode(decline.code),
    decline_code: decline.declineCode,
    doc_url: `https://docs.stripe.com/error-codes#${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    payment_method: method,
    type: 'card_error' as const,
  }
}

type Code = NonNullable<NonNullable<Objects['setup_intent']['last_setup_error']>['code']>

/** The codes of our cards and forms are all among Stripe's own; the contract check proves it on every answer. */
const knownCode = (code: string) => code as Code
