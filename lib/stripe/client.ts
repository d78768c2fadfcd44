import Stripe from 'stripe'
import { env } from '@/lib/env'
import { createPacedClient } from '@/lib/stripe/paced-client'

export type StripeClient = Stripe

export interface StripeSettings {
  readonly secretKey: string
  /** Origin of a stand-in that speaks Stripe's protocol; null is Stripe itself. */
  readonly apiBase: string | null
  /** Milliseconds that one HTTP exchange may take, 20,000 by default. */
  readonly timeoutMs?: number
  /** How often the SDK repeats an exchange that broke (connection, 409, 5xx), under the same idempotency key; 2 by default. */
  readonly maxNetworkRetries?: number
  /** Most requests that this client sends in a second; no bound by default. */
  readonly requestsPerSecond?: number
}

/** A client at the API version that the SDK pins. Holds no state but its connections. */
export function createStripe(settings: StripeSettings): StripeClient {
  return new Stripe(settings.secretKey, {
    maxNetworkRetries: settings.maxNetworkRetries ?? 2,
    timeout: settings.timeoutMs ?? 20_000,
    telemetry: false,
    ...(settings.requestsPerSecond === undefined
      ? {}
      : { httpClient: createPacedClient(settings.requestsPerSecond) }),
    ...(settings.apiBase === null ? {} : toAddress(new URL(settings.apiBase))),
  })
}

let cached: StripeClient | undefined
/** This process's client, from its configuration. */
export function stripe(): StripeClient {
  return (cached ??= createStripe(env().stripe))
}

function toAddress(base: URL) {
  const protocol = base.protocol === 'http:' ? ('http' as const) : ('https' as const)
  return {
    protocol,
    host: base.hostname,
    port: base.port === '' ? (protocol === 'http' ? 80 : 443) : base.port,
  }
}
