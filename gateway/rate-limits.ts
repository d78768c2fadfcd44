import { LRUCache } from 'lru-cache'
import type { Caller } from '@/lib/keys/authentication/queries'
import type { RateKind } from '@/lib/api-errors'
import { SlidingMinute } from '@/gateway/sliding-minute'
import { Refusal } from '@/gateway/refusal'
import type { GatewaySettings, RateLimit } from '@/gateway/settings'

interface Minute {
  readonly requests: SlidingMinute
  readonly tokens: SlidingMinute
}

/** Tokens of a request counted before they are known; `settle` puts the true number in their place. */
export interface TokenClaim {
  settle(tokens: number): void
}

/**
 * Rate limits of this gateway's accounts and keys, in memory: each of the live gateways grants an equal part, since clients'
 * connections spread over them. They protect the service, not money, so a gateway more or less may be seen late.
 */
export class RateLimits {
  readonly #minutes = new LRUCache<string, Minute>({ max: 50_000 })
  #gateways = 1

  constructor(
    private readonly limits: GatewaySettings['rateLimits'],
    private readonly monotonicMs: () => number,
  ) {}

  setLiveGateways(count: number): void {
    this.#gateways = Math.max(1, count)
  }

  get liveGateways(): number {
    return this.#gateways
  }

  /** Counts a request, or refuses it. */
  takeRequest(caller: Caller): void {
    this.#take(caller, 'requests', 1)
  }

  /** Counts the tokens that a request is expected to use, or refuses it. */
  takeTokens(caller: Caller, expected: number): TokenClaim {
    this.#take(caller, 'tokens', expected)
    const at = this.monotonicMs()
    return {
      settle: tokens => {
        for (const { name } of this.#scopes(caller))
          this.#minute(name).tokens.correct(at, this.monotonicMs(), tokens - expected)
      },
    }
  }

  /** `x-ratelimit-*`, of whichever scope has the least left. */
  headers(caller: Caller): Record<string, string> {
    const now = this.monotonicMs()
    return Object.fromEntries(
      (['requests', 'tokens'] as const).flatMap(kind => {
        const tightest = this.#scopes(caller)
          .map(({ name, limit }) => {
            const minute = this.#minute(name)[kind]
            return {
              minute,
              limit: limit[kind],
              left: Math.max(0, limit[kind] - Math.ceil(minute.used(now))),
            }
          })
          .reduce((a, b) => (b.left < a.left ? b : a))
        return [
          [`x-ratelimit-limit-${kind}`, String(tightest.limit)],
          [`x-ratelimit-remaining-${kind}`, String(tightest.left)],
          [`x-ratelimit-reset-${kind}`, `${tightest.minute.secondsUntil(now, 0)}s`],
        ]
      }),
    )
  }

  #take(caller: Caller, kind: RateKind, units: number): void {
    const now = this.monotonicMs()
    const scopes = this.#scopes(caller)
    for (const { name, limit } of scopes) {
      const minute = this.#minute(name)[kind]
      // A request larger than the whole limit gets through when nothing else does: it could never pass otherwise.
      const room = Math.max(0, limit[kind] - units)
      if (minute.used(now) > room)
        throw new Refusal('rate_limit_exceeded', {
          kind,
          limit: limit[kind],
          retryAfterSeconds: Math.max(1, minute.secondsUntil(now, room)),
        })
    }
    for (const { name } of scopes) this.#minute(name)[kind].add(now, units)
  }

  #scopes({ account, key }: Caller): { name: string; limit: RateLimit }[] {
    const whole = account.standing === 'free' ? this.limits.free : this.limits.billed
    const scopes = [{ name: account.id as string, limit: this.#share(whole) }]
    if (key.requestsPerMinute !== null || key.tokensPerMinute !== null)
      scopes.push({
        name: key.id,
        limit: this.#share({
          requests: Math.min(whole.requests, key.requestsPerMinute ?? whole.requests),
          tokens: Math.min(whole.tokens, key.tokensPerMinute ?? whole.tokens),
        }),
      })
    return scopes
  }

  #share(limit: RateLimit): RateLimit {
    const part = (units: number) => (units === 0 ? 0 : Math.max(1, Math.floor(units / this.#gateways)))
    return { requests: part(limit.requests), tokens: part(limit.tokens) }
  }

  #minute(name: string): Minute {
    const known = this.#minutes.get(name)
    if (known) return known
    const fresh = { requests: new SlidingMinute(), tokens: new SlidingMinute() }
    this.#minutes.set(name, fresh)
    return fresh
  }
}
