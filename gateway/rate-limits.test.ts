import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateLimits, toDuration } from '@/gateway/rate-limits'
import type { OtherGateway, Reports } from '@/gateway/rates/shares'
import { divide } from '@/gateway/rates/shares'
import { Refusal } from '@/gateway/refusal'
import type { Caller } from '@/lib/keys/authentication/queries'

const requests = 600
const tokens = 1_000_000
const caller = {
  account: { id: 'acc_1', standing: 'active' },
  key: { id: 'key_1', requestsPerMinute: null, tokensPerMinute: null },
} as unknown as Caller
const exchangeMs = 150
const exchangeTakesMs = 40

/** Gateways on one simulated clock; what they say to each other takes its time, as through the database. */
class Fleet {
  nowMs = 1_000_000
  readonly gateways: RateLimits[]
  readonly #alive: boolean[]
  readonly #said = new Map<number, { reports: Reports; atMs: number }>()
  readonly #under: { dueMs: number; act: () => void }[] = []
  readonly grants: { atMs: number; units: number }[] = []

  constructor(count: number, perMinute = requests) {
    this.gateways = Array.from({ length: count }, () => {
      const limits = { requests: perMinute, tokens }
      const gateway = new RateLimits({ free: limits, billed: limits }, () => this.nowMs)
      gateway.setLiveGateways(count)
      return gateway
    })
    this.#alive = this.gateways.map(() => true)
  }

  /** Lets time pass in steps of 10 ms; gateways exchange at times of their own. */
  pass(ms: number): void {
    for (const until = this.nowMs + ms; this.nowMs < until;) {
      this.nowMs += 10
      for (let next = this.#under[0]; next && next.dueMs <= this.nowMs; next = this.#under[0]) {
        this.#under.shift()
        next.act()
      }
      this.gateways.forEach((_, i) => {
        if (this.#alive[i] && (this.nowMs + i * 70) % exchangeMs < 10) this.#exchange(i)
      })
    }
  }

  /** It stops without a word; a little later the others see that it is gone. */
  kill(index: number): void {
    this.#alive[index] = false
    this.gateways.forEach(gateway => gateway.setLiveGateways(this.#alive.filter(Boolean).length))
  }

  ask(index: number, units = 1, kind: 'requests' | 'tokens' = 'requests'): boolean {
    try {
      if (kind === 'requests') this.gateways[index]?.takeRequest(caller)
      else this.gateways[index]?.takeTokens(caller, units)
      this.grants.push({ atMs: this.nowMs, units })
      return true
    } catch (error) {
      if (error instanceof Refusal && error.code === 'rate_limit_exceeded') return false
      throw error
    }
  }

  /** The most that was granted within any 59 seconds: a sliding minute is exact to the second. */
  most(): number {
    let [most, sum, first] = [0, 0, 0]
    for (const grant of this.grants) {
      sum += grant.units
      for (let oldest = this.grants[first]; oldest && oldest.atMs <= grant.atMs - 59_000;) {
        sum -= oldest.units
        first += 1
        oldest = this.grants[first]
      }
      most = Math.max(most, sum)
    }
    return most
  }

  #exchange(i: number): void {
    const reports = this.gateways[i]?.report() ?? new Map()
    this.#under.push({
      dueMs: this.nowMs + exchangeTakesMs / 2,
      act: () => {
        this.#said.set(i, { reports, atMs: this.nowMs })
        const others: OtherGateway[] = [...this.#said].flatMap(([j, said]) =>
          j === i
            ? []
            : [{ reports: said.reports, ageMs: this.nowMs - said.atMs, isLive: this.#alive[j] === true }],
        )
        this.#under.push({
          dueMs: this.nowMs + exchangeTakesMs / 2,
          act: () => this.gateways[i]?.learn(others),
        })
      },
    })
  }
}

describe('a client on one connection', () => {
  it.each([2, 3, 8])('has its whole limit within a second of asking for it, of %i gateways', count => {
    const fleet = new Fleet(count)
    fleet.pass(1_000)
    let granted = 0
    for (let ms = 0; ms < 1_100; ms += 10) {
      while (fleet.ask(0)) granted += 1
      fleet.pass(10)
    }
    expect(granted).toBe(requests)
    expect(fleet.ask(0)).toBe(false)
    expect(fleet.gateways[0]?.headers(caller)).toMatchObject({
      'x-ratelimit-limit-requests': '600',
      'x-ratelimit-remaining-requests': '0',
    })
  })

  it('keeps it minute after minute', () => {
    const fleet = new Fleet(2)
    let granted = 0
    for (let ms = 0; ms < 180_000; ms += 50) {
      if (fleet.ask(0)) granted += 1
      fleet.pass(50)
    }
    expect(granted).toBeGreaterThanOrEqual(requests * 3 - 1)
  })

  it('may send a request of most of the limit in tokens, after a moment', () => {
    const fleet = new Fleet(4)
    expect(fleet.ask(0, 900_000, 'tokens')).toBe(false)
    fleet.pass(1_100)
    expect(fleet.ask(0, 900_000, 'tokens')).toBe(true)
    expect(fleet.ask(0, 900_000, 'tokens')).toBe(false)
  })

  it('may send one larger than the limit when nothing else was sent', () => {
    const fleet = new Fleet(2)
    expect(fleet.ask(0, 3_000_000, 'tokens')).toBe(false)
    fleet.pass(1_100)
    expect(fleet.ask(0, 3_000_000, 'tokens')).toBe(true)
  })
})

it('far from the limit a new connection is served at once, wherever it ends', () => {
  const fleet = new Fleet(3)
  for (let i = 0; i < 90; i += 1) expect(fleet.ask(i % 3)).toBe(true)
})

it('what is left is said as a whole, whichever gateway is asked', () => {
  const fleet = new Fleet(2)
  for (let i = 0; i < 200; i += 1) fleet.ask(0)
  for (let i = 0; i < 10; i += 1) fleet.ask(1)
  fleet.pass(1_500)
  for (const gateway of fleet.gateways)
    expect(gateway.headers(caller)).toMatchObject({
      'x-ratelimit-limit-requests': '600',
      'x-ratelimit-remaining-requests': '390',
      'x-ratelimit-reset-requests': expect.stringMatching(/^5[89]s|1m0s$/),
    })
})

it('a gateway that dies locks nobody out for more than a minute', () => {
  const fleet = new Fleet(2)
  fleet.pass(500)
  for (let ms = 0; ms < 2_000; ms += 10) {
    while (fleet.ask(0));
    fleet.pass(10)
  }
  fleet.kill(0)
  expect(fleet.ask(1)).toBe(false)
  fleet.pass(60_000)
  let granted = 0
  while (fleet.ask(1)) granted += 1
  expect(granted).toBe(requests)
})

it('whatever is asked where and when, the sum passes the limit by at most a sixteenth per further gateway', () => {
  const perMinute = 96
  const step = fc.record({
    gateway: fc.nat({ max: 2 }),
    burst: fc.oneof(fc.nat({ max: 6 }), fc.constant(perMinute)),
    passMs: fc.oneof(fc.nat({ max: 400 }), fc.nat({ max: 8_000 })),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 3 }),
      fc.array(step, { maxLength: 80, size: 'max' }),
      (count, steps) => {
        const fleet = new Fleet(count, perMinute)
        for (const { gateway, burst, passMs } of steps) {
          for (let i = 0; i < burst && fleet.ask(gateway % count); i += 1);
          fleet.pass(passMs)
        }
        expect(fleet.most()).toBeLessThanOrEqual(perMinute * (1 + (count - 1) / 16))
      },
    ),
    // Few fleets with long histories: to make one takes longer than to run it.
    { numRuns: 20 },
  )
})

it('dividing an equal part each, as one would without claims, leaves a single connection half of its limit', () => {
  const lone = new Fleet(2)
  let granted = 0
  while (lone.ask(0)) granted += 1
  expect(granted).toBe(requests / 2)
})

describe('dividing a limit', () => {
  it('gives nobody more than wanted while another has less', () => {
    expect(divide(600, [100, 900])).toEqual([100, 500])
    expect(divide(600, [400, 400])).toEqual([300, 300])
    expect(divide(600, [100, 200])).toEqual([250, 350])
    expect(divide(600, [0])).toEqual([600])
  })

  it('never gives away more than there is, nor keeps anything', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: 10 }), (whole, wants) => {
        const sum = divide(whole, wants).reduce((a, b) => a + b, 0)
        expect(sum).toBeCloseTo(whole, 3)
      }),
    )
  })
})

it('durations are written as OpenAI writes them', () => {
  expect([0, 11.2, 999, 1_000, 1_001, 59_000, 59_001, 60_000, 360_000].map(toDuration)).toEqual([
    '0ms',
    '12ms',
    '999ms',
    '1s',
    '2s',
    '59s',
    '1m0s',
    '1m0s',
    '6m0s',
  ])
})
