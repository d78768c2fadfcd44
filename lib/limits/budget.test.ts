import { describe, expect, it } from 'vitest'
import type { KeyId, RequestId } from '@/lib/ids'
import { Budget, type Hold } from '@/lib/limits/budget'
import type { GiveBackRequest, LeaseRequest } from '@/lib/limits/lease'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'
import { ACCOUNT, ModelLedger } from '@/lib/proof/ledger'
import { production } from '@/lib/proof/rules'

const PERIOD: Period = '2026-11'
const GATEWAY = 'gw_1'

/** One gateway and its ledger. What many of them do to each other is the proof's matter. */
class World {
  readonly ledger = new ModelLedger(production)
  readonly budget = new Budget(GATEWAY)
  readonly holds: Hold[] = []
  readonly #committed = new Map<RequestId, Nanos>()
  /** Operations on their way to the ledger and back. */
  readonly #operations: (() => void)[] = []
  nowMs = 1_000

  constructor(limit: Nanos) {
    this.ledger.register(GATEWAY, 0)
    this.setLimit(limit)
  }

  get allocated(): Nanos {
    return this.ledger.budgets.get(`${PERIOD} account`) ?? 0n
  }

  setLimit(limit: Nanos): void {
    this.ledger.limits.set('account', limit)
  }

  applyLimits(): void {
    for (const scope of this.budget.scopesOf(ACCOUNT))
      this.budget.limitChanged(ACCOUNT, scope, this.ledger.limitOf(scope))
  }

  /** Tries to admit; sends the lease it lacks. */
  request(id: RequestId, keyId: KeyId, nanos: Nanos, nowMs: number) {
    const hold: Hold = { id, accountId: ACCOUNT, keyId, period: PERIOD, nanos }
    const outcome = this.budget.reserve(hold, nowMs)
    if (outcome.kind === 'reserved') this.holds.push(hold)
    if (outcome.kind === 'short') {
      const lease = this.budget.leaseFor(ACCOUNT, PERIOD, [hold], nowMs)
      if (lease) this.sendLease(lease, nowMs)
    }
    return outcome
  }

  sendLease(request: LeaseRequest, nowMs: number): void {
    this.#operations.push(() => this.budget.applyLease(request, this.ledger.lease(request), nowMs))
  }

  sendGiveBacks(requests: readonly GiveBackRequest[], nowMs: number): void {
    for (const request of requests)
      this.#operations.push(() => this.budget.applyGiveBack(request, this.ledger.giveBack(request), nowMs))
  }

  deliver(): void {
    for (const operation of this.#operations.splice(0)) operation()
  }

  /** The oldest open request costs so much of what it held. */
  settle(percent: Nanos): void {
    const hold = this.holds.shift()
    if (!hold) throw new Error('nothing is held')
    const costNanos = (hold.nanos * percent) / 100n
    const admittedAt = new Date(`${PERIOD}-10T12:00:00.000Z`)
    const event = { ...hold, admittedAt, costNanos, absorbedNanos: 0n, billNanos: costNanos }
    this.ledger.commitSettle(this.ledger.beginSettle(GATEWAY, [event]))
    this.#committed.set(hold.id, costNanos)
  }

  acknowledge(): void {
    for (const [id, costNanos] of this.#committed) this.budget.settled(id, costNanos, this.nowMs)
    this.#committed.clear()
  }
}

describe('a budget', () => {
  const setup = (limit: Nanos) => {
    const world = new World(limit)
    return { world, budget: world.budget, deliver: () => world.deliver() }
  }

  it('refuses by the limit what remains cannot pay, naming all that a person needs to know', () => {
    const { world, deliver } = setup(100n)
    world.request('req_1', 'key_1', 70n, 0)
    deliver()
    world.request('req_1', 'key_1', 70n, 0)
    world.settle(100n)
    world.acknowledge()
    world.request('req_2', 'key_1', 31n, 0)
    deliver()
    expect(world.request('req_2', 'key_1', 31n, 0)).toEqual({
      kind: 'refused',
      refusal: {
        scope: 'account',
        reason: 'limit',
        limitNanos: 100n,
        setBy: 'account',
        spentNanos: 70n,
        remainingNanos: 30n,
        askedNanos: 31n,
      },
    })
    expect(world.request('req_3', 'key_1', 30n, 0).kind).toBe('short')
    deliver()
    expect(world.request('req_3', 'key_1', 30n, 0)).toEqual({ kind: 'reserved' })
  })

  it('refuses as reserved what requests in flight hold, and lets it through once they end cheaper', () => {
    const { world, deliver } = setup(100n)
    world.request('req_1', 'key_1', 70n, 0)
    deliver()
    world.request('req_1', 'key_1', 70n, 0)
    world.request('req_2', 'key_1', 50n, 0)
    deliver()
    expect(world.request('req_2', 'key_1', 50n, 0)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'reserved', remainingNanos: 100n },
    })
    world.settle(10n)
    world.acknowledge()
    expect(world.request('req_2', 'key_1', 50n, 1).kind).toBe('reserved')
  })

  it('names the key where its own limit is in the way', () => {
    const { world, deliver } = setup(1_000n)
    world.ledger.limits.set('key_1', 5n)
    world.request('req_1', 'key_1', 6n, 0)
    deliver()
    expect(world.request('req_1', 'key_1', 6n, 0)).toMatchObject({
      kind: 'refused',
      refusal: { scope: 'key_1', setBy: 'key', limitNanos: 5n },
    })
  })

  it('stops at once when the limit is lowered below what is spent, though grant is left', () => {
    const { world, deliver, budget } = setup(100n)
    world.request('req_1', 'key_1', 80n, 0)
    deliver()
    world.request('req_1', 'key_1', 80n, 0)
    world.settle(50n)
    world.acknowledge()
    world.setLimit(40n)
    world.applyLimits()
    expect(world.request('req_2', 'key_1', 1n, 0)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'limit', limitNanos: 40n, spentNanos: 40n, remainingNanos: 0n },
    })
    world.sendGiveBacks(budget.giveBacks(0), 0)
    deliver()
    expect(world.allocated).toBe(40n)
    world.setLimit(41n)
    world.applyLimits()
    world.request('req_2', 'key_1', 1n, 0)
    deliver()
    expect(world.request('req_2', 'key_1', 1n, 0)).toEqual({ kind: 'reserved' })
  })

  it('admits nothing more once a lease has told of a lower limit, though older grant is left and no notice has come', () => {
    const { world, deliver } = setup(100n)
    world.request('req_1', 'key_1', 60n, 0)
    deliver()
    world.setLimit(10n)
    world.request('req_2', 'key_1', 90n, 0)
    deliver()
    world.applyLimits()
    expect(world.request('req_3', 'key_1', 5n, 0)).not.toEqual({ kind: 'reserved' })
  })

  it('does not trust an answer that was decided before the limit was lowered', () => {
    const { world, budget } = setup(100n)
    const lease = budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 60n }], 0)
    if (!lease) throw new Error('a lease is needed')
    const answer = world.ledger.lease(lease)
    world.setLimit(10n)
    world.applyLimits()
    budget.applyLease(lease, answer, 0)
    const asked = { id: 'req_1', accountId: ACCOUNT, keyId: 'key_1', period: PERIOD, nanos: 5n } as const
    expect(budget.reserve(asked, 0)).toEqual({ kind: 'short' })
    world.sendGiveBacks(budget.giveBacks(0), 0)
    world.deliver()
    world.request('req_1', 'key_1', 5n, 0)
    world.deliver()
    expect(budget.reserve(asked, 0)).toEqual({ kind: 'reserved' })
  })

  it('admits nothing beyond a limit that others leased past while it was raised, and lowered again before any notice came', () => {
    const { world, deliver } = setup(100n)
    world.request('req_1', 'key_1', 60n, 0)
    deliver()
    world.setLimit(200n)
    world.ledger.register('gw_2', 0)
    const ask = { scope: 'account', seq: 0, minNanos: 90n, needNanos: 90n, wantNanos: 0n } as const
    world.ledger.lease({ gatewayId: 'gw_2', accountId: ACCOUNT, period: PERIOD, asks: [ask] })
    world.setLimit(100n)
    world.applyLimits()
    expect(world.allocated).toBeGreaterThan(100n)
    expect(world.request('req_2', 'key_1', 60n, 0)).not.toEqual({ kind: 'reserved' })
  })

  it('admits nothing by an answer of such a time that arrives after the limit was lowered again', () => {
    const { world, deliver, budget } = setup(100n)
    world.request('req_1', 'key_1', 60n, 0)
    deliver()
    world.request('req_1', 'key_1', 60n, 0)
    world.setLimit(200n)
    const request = budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 100n }], 0)
    if (!request) throw new Error('no lease was made up')
    const answer = world.ledger.lease(request)
    world.setLimit(100n)
    world.applyLimits()
    budget.applyLease(request, answer, 0)
    expect(world.allocated).toBeGreaterThan(100n)
    expect(world.request('req_2', 'key_1', 100n, 0)).not.toEqual({ kind: 'reserved' })
  })

  it('goes on after a change that left its limit as it was, once an answer has shown so', () => {
    const { world, deliver } = setup(100n)
    world.request('req_1', 'key_1', 60n, 0)
    deliver()
    world.applyLimits()
    world.request('req_1', 'key_1', 60n, 0)
    deliver()
    expect(world.request('req_1', 'key_1', 60n, 0)).toEqual({ kind: 'reserved' })
  })

  it('reserves nothing in a barred period, and says which is the oldest it still holds', () => {
    const { world, budget, deliver } = setup(100n)
    world.request('req_1', 'key_1', 10n, 0)
    deliver()
    world.request('req_1', 'key_1', 10n, 0)
    expect(budget.oldestReservedPeriod()).toBe(PERIOD)
    budget.bar(PERIOD)
    expect(world.request('req_2', 'key_1', 0n, 0)).toEqual({ kind: 'barred' })
    expect(budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 5n }], 0)).toBeNull()
    budget.settled('req_1', 10n, 0)
    expect(budget.oldestReservedPeriod()).toBeNull()
  })

  it('never takes a cost beyond its reservation, nor the same request twice', () => {
    const { world, budget, deliver } = setup(100n)
    world.request('req_1', 'key_1', 10n, 0)
    deliver()
    world.request('req_1', 'key_1', 10n, 0)
    expect(() =>
      budget.reserve({ id: 'req_1', accountId: ACCOUNT, keyId: 'key_1', period: PERIOD, nanos: 1n }, 0),
    ).toThrow(/already/)
    expect(() => budget.settled('req_1', 11n, 0)).toThrow(RangeError)
    budget.settled('req_1', 9n, 0)
    expect(() => budget.settled('req_1', 9n, 0)).toThrow(/holds nothing/)
  })

  it('leases about a second of spend ahead and tops up before it runs out, so that requests do not wait', () => {
    const { world, budget, deliver } = setup(1_000_000n)
    let waited = 0
    for (let ms = 0; ms < 10_000; ms += 10) {
      const id = `req_${ms}` as RequestId
      if (world.request(id, 'key_1', 20n, ms).kind === 'short') {
        waited += 1
        deliver()
        expect(world.request(id, 'key_1', 20n, ms)).toEqual({ kind: 'reserved' })
      }
      world.settle(50n)
      world.nowMs = ms
      world.acknowledge()
      if (ms % 100 === 0) {
        for (const lease of budget.topUps(ms)) world.sendLease(lease, ms)
        deliver()
      }
    }
    expect(waited).toBeLessThan(10)
    const held = world.allocated - world.ledger.spent(PERIOD, 'account')
    // 100 requests a second cost 1,000 nanos.
    expect(held).toBeLessThanOrEqual(2_100n)
  })

  it('gives back what is idle: soon where the budget is tight, later where it is not', () => {
    const tight = setup(100n)
    tight.world.request('req_1', 'key_1', 60n, 0)
    tight.deliver()
    expect(tight.budget.giveBacks(900)).toEqual([])
    expect(tight.budget.giveBacks(1_000)).toMatchObject([{ returns: [{ scope: 'account', nanos: 60n }] }])
    const wide = setup(100_000n)
    wide.world.request('req_1', 'key_1', 60n, 0)
    wide.deliver()
    expect(wide.budget.giveBacks(29_999)).toEqual([])
    expect(wide.budget.giveBacks(30_000)).toMatchObject([{ returns: [{ scope: 'account', nanos: 60n }] }])
  })

  it('knows the room for a new request only once a lease has told', () => {
    const { world, budget, deliver } = setup(100n)
    expect(budget.room(ACCOUNT, 'key_1', PERIOD)).toBeUndefined()
    const probe = budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 0n }], 0)
    if (!probe) throw new Error('a probe is a lease')
    world.sendLease(probe, 0)
    deliver()
    expect(budget.room(ACCOUNT, 'key_1', PERIOD)).toBe(100n)
  })
})
