import type { IncomingMessage, ServerResponse } from 'node:http'
import { MAX_EVENT_BYTES, receive, type WebhookDeps } from '@/app/api/stripe/webhook/receive'

const PATH = '/api/stripe/webhook'

export function isWebhook({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url?.split('?')[0] === PATH
}

/**
 * The route `app/api/stripe/webhook`, reached before Next, whose own way to it costs an order of magnitude more: when a month
 * closes, Stripe sends some hundred deliveries a second.
 */
export async function answerWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  deps: WebhookDeps,
): Promise<void> {
  const signature = request.headers['stripe-signature']
  const delivery = {
    signature: typeof signature === 'string' ? signature : null,
    rawBody: await readBody(request),
  }
  const { status, body } = await receive(deps, delivery)
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** Null: too large (read to its end all the same, so that the answer gets through). */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_EVENT_BYTES) chunks.push(chunk)
  }
  return bytes <= MAX_EVENT_BYTES ? Buffer.concat(chunks).toString('utf8') : null
}
