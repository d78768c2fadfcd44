import { LRUCache } from 'lru-cache'
import { ADMIN_REQUESTS_PER_MINUTE } from '@/lib/admin-keys/admin-key'
import type { AdminCaller } from '@/lib/admin-keys/authentication/queries'
import type { Caller } from '@/lib/keys/authentication/queries'
import type { RateKind } from '@/lib/api-errors'
import { Meter } from '@/gateway/rates/meter'
import { RateShares, type OtherGateway, type Reports } from '@/gateway/rates/shares'
import { Refusal } from '@/gateway/refusal'
import type { GatewaySettings, RateLimit } from '@/gateway/settings'

interface Scope {
  readonly name: string
  readonly limit: RateLimit
}
interface Left {
  readonly limit: number
  readonly left: number
  /** Until all of the limit is left. */
  readonly emptyInMs: number
}
interface Meters {
  readonly requests: Meter
  readonly tokens: Meter
}

/** Tokens of a request counted before they are known; `settle` puts the true number in their place. */
export interface TokenClaim {
  settle(tokens: number): void
}

const mostReported = 5_000

/**
 * Rate limits of accounts and keys, decided from memory. With several gateways each grants its part of a limit (`RateShares`);
 * what is said to clients is the whole: the account's limit, and what is left of it over all gateways.
 */
export class RateLimits {
  readonly #meters = new LRUCache<string, Meters>({ max: 50_000 })
  readonly #shares = new RateShares()
  /** Meters that the others may have to hear of. */
  readonly #near = new Map<string, Meter>()

  constructor(
    private readonly limits: GatewaySettings['rateLimits'],
    private readonly monotonicMs: () => number,
  ) {}

  get liveGateways(): number {
    return this.#shares.gateways
  }

  setLiveGateways(count: number): void {
    this.#shares.setGateways(count)
  }

  /** Counts a request, or refuses it. */
  takeRequest(caller: Caller): void {
    this.#take(this.#scopes(caller), 'requests', 1)
  }

  /** As `takeRequest`, for an admin key: what it reads takes nothing from what API keys may ask. */
  takeAdminRequest(caller: AdminCaller): void {
    this.#take([adminScope(caller)], 'requests', 1)
  }

  /** Counts the tokens that a request is expected to use, or refuses it. */
  takeTokens(caller: Caller, expected: number): TokenClaim {
    const scopes = this.#scopes(caller)
    this.#take(scopes, 'tokens', expected)
    const at = this.monotonicMs()
    return {
      settle: tokens => {
        const now = this.monotonicMs()
        for (const { name } of scopes) {
          const meter = this.#metersOf(name).tokens
          meter.granted.correct(at, now, tokens - expected)
          this.#note(meter, now)
        }
      },
    }
  }

  /** `x-ratelimit-*`, of whichever scope has the least left. */
  headers(caller: Caller): Record<string, string> {
    const scopes = this.#scopes(caller)
    return {
      ...toHeaders('requests', this.#tightest(scopes, 'requests')),
      ...toHeaders('tokens', this.#tightest(scopes, 'tokens')),
    }
  }

  /** Admin keys spend no tokens: theirs are of requests alone. */
  adminHeaders(caller: AdminCaller): Record<string, string> {
    return toHeaders('requests', this.#tightest([adminScope(caller)], 'requests'))
  }

  /** What to tell the other gateways. */
  report(): Reports {
    const now = this.monotonicMs()
    for (const name of this.#shares.claimedElsewhere()) {
      const [kind = '', scope = ''] = name.split(' ')
      const meters = this.#meters.peek(scope)
      if (meters && isKind(kind)) this.#near.set(name, meters[kind])
    }
    const states = new Map(
      [...this.#near].slice(-mostReported).map(([name, meter]) => [name, meter.state(now)]),
    )
    const reports = this.#shares.toReports(states, now)
    for (const name of this.#near.keys()) if (!reports.has(name)) this.#near.delete(name)
    return reports
  }

  /** What the other gateways told. */
  learn(others: readonly OtherGateway[]): void {
    this.#shares.learn(others, this.monotonicMs())
  }

  /** Of an account's minute and its key's, the one with the least left. */
  #tightest(scopes: readonly Scope[], kind: RateKind): Left {
    const now = this.monotonicMs()
    let tightest: Left = { limit: 0, left: Number.POSITIVE_INFINITY, emptyInMs: 0 }
    for (const { name, limit } of scopes) {
      const meter = this.#metersOf(name)[kind]
      const used = meter.granted.used(now) + this.#shares.usedElsewhere(meter.name, now)
      const left = Math.max(0, limit[kind] - Math.ceil(used))
      if (left >= tightest.left) continue
      const own = meter.granted.msUntil(now, 0)
      const emptyInMs = Math.max(own, this.#shares.emptyElsewhereInMs(meter.name, now))
      tightest = { limit: limit[kind], left, emptyInMs }
    }
    return tightest
  }

  #take(scopes: readonly Scope[], kind: RateKind, units: number): void {
    const now = this.monotonicMs()
    for (const { name, limit } of scopes) {
      const meter = this.#metersOf(name)[kind]
      meter.limit = limit[kind]
      const retryAfterSeconds = this.#waitFor(meter, units, now)
      if (retryAfterSeconds > 0)
        throw new Refusal('rate_limit_exceeded', { kind, limit: limit[kind], retryAfterSeconds })
    }
    for (const { name } of scopes) {
      const meter = this.#metersOf(name)[kind]
      meter.granted.add(now, units)
      this.#note(meter, now)
    }
  }

  /** Seconds until so many units may be granted; 0: now. */
  #waitFor(meter: Meter, units: number, now: number): number {
    const { granted, limit } = meter
    const own = granted.used(now)
    const elsewhere = this.#shares.usedElsewhere(meter.name, now)
    // A request larger than the whole limit gets through when nothing else does: it could never pass otherwise.
    const room = Math.max(0, limit - units)
    if (own + elsewhere > room) {
      const ownSeconds = granted.secondsUntil(now, Math.max(0, room - elsewhere))
      const theirSeconds =
        elsewhere > room ? Math.ceil(this.#shares.emptyElsewhereInMs(meter.name, now) / 1000) : 0
      return Math.max(1, ownSeconds, theirSeconds)
    }
    if (own + Math.min(units, limit) <= this.#shares.allowance(meter.name, limit, now)) return 0
    meter.refuse(now, Math.min(units, limit))
    this.#near.set(meter.name, meter)
    return 1
  }

  #note(meter: Meter, now: number): void {
    if (this.#shares.gateways > 1 && meter.granted.used(now) >= this.#shares.claimsFrom(meter.limit))
      this.#near.set(meter.name, meter)
  }

  #scopes({ account, key }: Caller): Scope[] {
    const whole = account.standing === 'free' ? this.limits.free : this.limits.billed
    const scopes: Scope[] = [{ name: account.id, limit: whole }]
    if (key.requestsPerMinute !== null || key.tokensPerMinute !== null)
      scopes.push({
        name: key.id,
        limit: {
          requests: Math.min(whole.requests, key.requestsPerMinute ?? whole.requests),
          tokens: Math.min(whole.tokens, key.tokensPerMinute ?? whole.tokens),
        },
      })
    return scopes
  }

  #metersOf(scope: string): Meters {
    const known = this.#meters.get(scope)
    if (known) return known
    const fresh = { requests: new Meter(`requests ${scope}`), tokens: new Meter(`tokens ${scope}`) }
    this.#meters.set(scope, fresh)
    return fresh
  }
}

/** All admin keys of an account together. */
function adminScope({ account }: AdminCaller): Scope {
  return { name: `admin:${account.id}`, limit: { requests: ADMIN_REQUESTS_PER_MINUTE, tokens: 0 } }
}

function toHeaders(kind: RateKind, { limit, left, emptyInMs }: Left): Record<string, string> {
  return {
    [`x-ratelimit-limit-${kind}`]: String(limit),
    [`x-ratelimit-remaining-${kind}`]: String(left),
    [`x-ratelimit-reset-${kind}`]: toDuration(emptyInMs),
  }
}

function isKind(word: string): word is RateKind {
  return word === 'requests' || word === 'tokens'
}

/** As OpenAI writes them: `12ms`, `1s`, `6m0s`. */
export function toDuration(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
