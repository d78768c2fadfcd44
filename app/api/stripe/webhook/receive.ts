import type { Db } from '@/db/client'
import { receiveEvent } from '@/lib/inbox/commands'
import type { Logger } from '@/lib/log'

/** Stripe's largest events are well under this. */
export const MAX_EVENT_BYTES = 1_048_576

export interface WebhookDeps {
  readonly db: Db
  /** Several while one is being rotated. */
  readonly secrets: readonly string[]
  readonly log: Logger
}

export interface Delivery {
  readonly signature: string | null | undefined
  /** As it came: a body that was parsed and written again has another signature. Null: too large. */
  readonly rawBody: string | null
}

export interface WebhookAnswer {
  readonly status: 200 | 400 | 413
  readonly body: object
}

/** Takes in what Stripe tells us: verified on the raw body, stored, acknowledged. The worker does the work. */
export async function receive(
  { db, secrets, log }: WebhookDeps,
  { signature, rawBody }: Delivery,
): Promise<WebhookAnswer> {
  if (!signature) return refusal(400, 'The Stripe-Signature header is missing.')
  if (rawBody === null) return refusal(413, 'The event is too large.')
  const received = await receiveEvent(db, { rawBody, signature, receivedAt: new Date() }, secrets)
  if (received.ok) return { status: 200, body: { received: true } }
  log.warn('a webhook delivery with a signature that is not ours')
  return refusal(400, received.error.message)
}

function refusal(status: 400 | 413, message: string): WebhookAnswer {
  return { status, body: { error: { message } } }
}
