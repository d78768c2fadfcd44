import { getDb } from '@/app/_server/db'
import { getLog } from '@/app/_server/log'
import { env } from '@/lib/env'
import { MAX_EVENT_BYTES, receive } from './receive'

/** Where Stripe delivers its events. Our own server answers them before Next does (`web/stripe-webhook.ts`), by the same function. */
export async function POST(request: Request): Promise<Response> {
  const bytes = await request.arrayBuffer()
  const rawBody = bytes.byteLength > MAX_EVENT_BYTES ? null : Buffer.from(bytes).toString('utf8')
  const deps = { db: getDb(), secrets: env().stripe.webhookSecrets, log: getLog() }
  const { status, body } = await receive(deps, {
    signature: request.headers.get('stripe-signature'),
    rawBody,
  })
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
