import type { Objects } from '@/sandbox/stripe/types'

type ErrorType =
  | 'api_error'
  | 'authentication_error'
  | 'card_error'
  | 'idempotency_error'
  | 'invalid_request_error'
  | 'rate_limit_error'

export interface ErrorBody {
  type: ErrorType
  message: string
  code?: string
  param?: string
  decline_code?: string
  doc_url?: string
  charge?: string
  payment_intent?: Objects['payment_intent']
  payment_method?: Objects['payment_method']
  setup_intent?: Objects['setup_intent']
}

/**
 * An answer of the API that is not a success. What the operation did before it threw is undone, but for card
 * errors: a declined charge has happened, with its attempt, its events and its failed payment.
 */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message)
  }

  get keepsWork(): boolean {
    return this.body.type === 'card_error'
  }
}

const docUrl = (code: string) => `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`

/** 400: the request is wrong, or cannot be done in the state the object is in. */
export function invalidRequest(
  message: string,
  details: { code?: string; param?: string } = {},
): StripeError {
  const doc = details.code && !details.code.startsWith('sandbox') ? { doc_url: docUrl(details.code) } : {}
  return new StripeError(400, { type: 'invalid_request_error', message, ...details, ...doc })
}

/** 404 for the object a path names, 400 for one that a parameter names. */
export function missing(noun: string, id: string, param: string, inPath: boolean): StripeError {
  return new StripeError(inPath ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
    doc_url: docUrl('resource_missing'),
  })
}

/** 402: the card was declined. `details` carry the intent it happened to. */
export function cardError(
  code: string,
  declineCode: string | undefined,
  message: string,
  details: Pick<ErrorBody, 'charge' | 'payment_intent' | 'payment_method' | 'setup_intent' | 'param'> = {},
): StripeError {
  const decline = declineCode ? { decline_code: declineCode } : {}
  return new StripeError(402, {
    type: 'card_error',
    code,
    ...decline,
    message,
    doc_url: docUrl(code),
    ...details,
  })
}

/** 400: Stripe can do this; the sandbox does not play it, and says so rather than pretend. */
export function notPlayed(what: string, param?: string): StripeError {
  return invalidRequest(`The Stripe sandbox does not play ${what}.`, {
    code: 'sandbox_unsupported',
    ...(param ? { param } : {}),
  })
}
