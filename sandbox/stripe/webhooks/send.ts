import { signatureHeader } from '@/sandbox/stripe/webhooks/signature'

export interface Sent {
  /** Null when there was no answer. */
  status: number | null
  error: string | null
}

const patienceMs = 10_000

/** One attempt at handing an event over. Redirects are not followed, as Stripe does not. */
export async function send(
  url: string,
  body: string,
  secrets: string[],
  stopped: AbortSignal,
): Promise<Sent> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signatureHeader(body, secrets, new Date()),
      },
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(patienceMs), stopped]),
    })
    const text = await answer.text()
    return { status: answer.status, error: answer.ok ? null : text.slice(0, 300) }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return { status: null, error: cause instanceof Error ? cause.message : String(cause) }
  }
}
