import Stripe from 'stripe'
import { toInstant } from '@/lib/stripe/calls'
import { err, ok, type Result } from '@/lib/result'

export interface VerifiedEvent {
  readonly id: string
  readonly type: string
  readonly apiVersion: string | null
  /** The id of the object it tells of; null where the object has none. */
  readonly objectId: string | null
  readonly createdAt: Date
  readonly payload: Record<string, unknown>
}

/**
 * Takes an event from the raw body of a delivery if any of the secrets signed it within the last five minutes of real time.
 * `secrets` are several while one is being rotated.
 */
export function verifyEvent(
  rawBody: string,
  signature: string,
  secrets: readonly string[],
): Result<VerifiedEvent, 'invalid_signature'> {
  for (const secret of secrets) {
    try {
      return ok(toEvent(Stripe.webhooks.constructEvent(rawBody, signature, secret)))
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error
    }
  }
  return err('invalid_signature', 'No signing secret matches this delivery.')
}

function toEvent(event: Stripe.Event): VerifiedEvent {
  const object: object = event.data.object
  return {
    id: event.id,
    type: event.type,
    apiVersion: event.api_version,
    objectId: 'id' in object && typeof object.id === 'string' ? object.id : null,
    createdAt: toInstant(event.created),
    payload: { ...event },
  }
}
