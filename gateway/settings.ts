import type { Env } from '@/lib/env'
import { billedRates, freeRates, type AccountRates } from '@/lib/limits/rates'

/** Per minute, over all gateways. */
export interface RateLimit {
  readonly requests: number
  readonly tokens: number
}

/** What a gateway is told at its start. Times in milliseconds. */
export interface GatewaySettings {
  readonly mode: Env['mode']
  readonly databaseUrl: string
  readonly bindAddress: string
  readonly port: number
  /** Several gateway processes listen on the same port; the kernel spreads connections over them. */
  readonly sharesPort: boolean
  /** Of health checks and metrics of this very process, on the loopback address; null: none. */
  readonly adminPort: number | null
  /** Lets a reader of metrics in who is not on this machine. */
  readonly metricsToken: string | null
  readonly appUrl: string
  readonly upstreams: Env['upstreams']
  /** By whether the account has billing; a key may have lower ones of its own. */
  readonly rateLimits: { readonly free: RateLimit; readonly billed: RateLimit }
  readonly trustedProxies: readonly string[]
  readonly heartbeatMs: number
  /** Without a heartbeat for so long, this gateway is fenced. */
  readonly fenceAfterMs: number
  /** A request is cut off so long after its admission; well before the ten minutes after which nothing of it may be charged. */
  readonly requestLifeMs: number
  /** How long an answer waits for its commit before its outcome counts as unknown. */
  readonly settleWithinMs: number
  /** How long a request waits for a lease before the ledger counts as away. */
  readonly leaseWithinMs: number
  /** How long a stop waits for open requests. */
  readonly drainWithinMs: number
  /** How long a stop, or a fenced gateway, then waits for a ledger that does not take what it has left. */
  readonly ledgerWithinMs: number
  /** An answer's end waits for its commit. Always true, but in the bench that shows what is lost without it. */
  readonly holdLastBytes: boolean
}

const perMinute = ({ requestsPerMinute, tokensPerMinute }: AccountRates): RateLimit => ({
  requests: requestsPerMinute,
  tokens: tokensPerMinute,
})
export const rateLimits = { free: perMinute(freeRates), billed: perMinute(billedRates) }

export const maxBodyBytes = 10 * 1024 * 1024
/** Names and list items of a body, all in all: ten for each of the most messages that a request may have. */
export const mostBodyValues = 100_000
/** Body bytes held by one process, over all requests, and of those of one account: nobody keeps all others out. */
export const maxBodyBytesInFlight = 256 * 1024 * 1024
export const maxBodyBytesOfAccount = 128 * 1024 * 1024
export const bodyWithinMs = 60_000
/** How long a client may take to read what is left of an answer that is over on our side. */
export const flushWithinMs = 60_000

export function toSettings(env: Env): GatewaySettings {
  return {
    mode: env.mode,
    databaseUrl: env.databaseUrl,
    bindAddress: env.bindAddress,
    port: env.gatewayPort,
    sharesPort: env.gatewayProcesses > 1,
    adminPort: env.gatewayAdminPort,
    metricsToken: env.metricsToken,
    appUrl: env.appUrl,
    upstreams: env.upstreams,
    rateLimits,
    trustedProxies: env.trustedProxies,
    heartbeatMs: env.heartbeatMs,
    fenceAfterMs: env.fenceAfterMs,
    requestLifeMs: 9.5 * 60_000,
    settleWithinMs: 5_000,
    leaseWithinMs: 5_000,
    drainWithinMs: 10_000,
    ledgerWithinMs: 10_000,
    holdLastBytes: true,
  }
}
