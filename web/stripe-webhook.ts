import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Db } from '@/db/client'
import { receiveEvent } from '@/lib/inbox/commands'
import type { Logger } from '@/lib/log'

/** Stripe's largest events are well under this. */
const MAX_BYTES = 1_048_576
const PATH = '/api/stripe/webhook'

export interface WebhookDeps {
  readonly db: Db
  /** Several while one is being rotated. */
  readonly secrets: readonly string[]
  readonly log: Logger
}

export function isWebhook({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url?.split('?')[0] === PATH
}

/**
 * Takes in what Stripe tells us: verified on the raw body, stored, acknowledged. The worker does the work. It stands before Next,
 * whose own way to a route costs an order of magnitude more: when a month closes, Stripe sends some hundred deliveries a second.
 */
export async function answerWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  { db, secrets, log }: WebhookDeps,
): Promise<void> {
  const signature = request.headers['stripe-signature']
  const rawBody = await readBody(request)
  if (typeof signature !== 'string') return refuse(response, 400, 'The Stripe-Signature header is missing.')
  if (rawBody === null) return refuse(response, 413, 'The event is too large.')
  const received = await receiveEvent(db, { rawBody, signature, receivedAt: new Date() }, secrets)
  if (received.ok) return send(response, 200, { received: true })
  log.warn('a webhook delivery with a signature that is not ours')
  refuse(response, 400, received.error.message)
}

/** As it came: a body that was parsed and written again has another signature. Null: too large (read to its end all the same, so that the answer gets through). */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_BYTES) chunks.push(chunk)
  }
  return bytes <= MAX_BYTES ? Buffer.concat(chunks).toString('utf8') : null
}

function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, { error: { message } })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
