import Stripe from 'stripe'
import { call, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
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

/** Events of these types (twenty at most) since then, newest first, page by page; Stripe keeps them for thirty days. */
export async function* listEventsSince(
  stripe: StripeClient,
  since: Date,
  types: readonly string[],
): AsyncGenerator<VerifiedEvent[]> {
  const created = { gte: Math.floor(since.getTime() / 1_000) }
  for (let after: string | undefined; ;) {
    const page = await call(() =>
      stripe.events.list({
        types: [...types],
        created,
        limit: 100,
        ...(after === undefined ? {} : { starting_after: after }),
      }),
    )
    yield page.data.map(toEvent)
    after = page.data.at(-1)?.id
    if (!page.has_more || after === undefined) return
  }
}

function toEvent(event: Stripe.Event): VerifiedEvent {
  const object: object = event.data.object
  return {
    id: event.id,
    type: event.type,
    apiVersion: event.api_version,
    objectId: 'id' in object && typeof object.id === 'string' ? object.id : null,
    createdAt: toInstant(event.created),
    payload: toPayload(event),
  }
}

/** The escapes of NUL and of half a surrogate pair: JSON knows them, and no database holds them. */
const unstorable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g

function toPayload(event: Stripe.Event): Record<string, unknown> {
  const text = JSON.stringify(event)
  const storable = text.replace(unstorable, '$1\ufffd')
  return storable === text ? { ...event } : (JSON.parse(storable) as Record<string, unknown>)
}
