import { setTimeout as sleep } from 'node:timers/promises'
import Stripe from 'stripe'
import { Pace } from '@/lib/stripe/pace'

/** How long everyone waits after a 429 that does not say. */
const PAUSE_MS = 500

/** Sends requests no faster than so many per second, retries of the SDK included, and pauses them all where Stripe answers 429. */
export function createPacedClient(perSecond: number): Stripe.HttpClient {
  return new PacedClient(Stripe.createNodeHttpClient(), new Pace(perSecond))
}

class PacedClient extends Stripe.HttpClient {
  constructor(
    private readonly inner: Stripe.HttpClient,
    private readonly pace: Pace,
  ) {
    super()
  }

  override getClientName(): string {
    return this.inner.getClientName()
  }

  override async makeRequest(
    ...request: Parameters<Stripe.HttpClient['makeRequest']>
  ): Promise<Stripe.HttpClientResponse> {
    const waitMs = this.pace.take(performance.now())
    if (waitMs > 0) await sleep(waitMs)
    const response = await this.inner.makeRequest(...request)
    if (response.getStatusCode() === 429)
      this.pace.pause(performance.now(), retryAfterMs(response.getHeaders()) ?? PAUSE_MS)
    return response
  }
}

function retryAfterMs(headers: Record<string, string | number | string[]>): number | null {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null
}
