import { getDb } from '@/app/_server/db'
import { getLog } from '@/app/_server/log'
import { env } from '@/lib/env'
import { receiveEvent } from '@/lib/inbox/commands'

/** Stripe's largest events are well under this. */
const MAX_BYTES = 1_048_576

/** Takes in what Stripe tells us: verified on the raw body, stored, acknowledged. The worker does the work. */
export async function POST(request: Request): Promise<Response> {
  const signature = request.headers.get('stripe-signature')
  if (!signature) return refuse(400, 'The Stripe-Signature header is missing.')
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES)
    return refuse(413, 'The event is too large.')
  const rawBody = await request.text()
  if (rawBody.length > MAX_BYTES) return refuse(413, 'The event is too large.')
  const delivery = { rawBody, signature, receivedAt: new Date() }
  const received = await receiveEvent(getDb(), delivery, env().stripe.webhookSecrets)
  if (received.ok) return Response.json({ received: true })
  getLog().warn(
    { requestId: request.headers.get('x-request-id') },
    'a webhook delivery with a signature that is not ours',
  )
  return refuse(400, received.error.message)
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status })
}
