import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scope } from '@/lib/control/channel'
import type { GatewayId, KeyId, RequestId } from '@/lib/ids'
import { Budget } from '@/lib/limits/budget'
import type { Nanos } from '@/lib/money'
import { ACCOUNT, KEYS, ModelGateway, ModelLedger, PERIOD, type Message } from '@/lib/limits/testing'

const SCOPES: readonly Scope[] = ['account', ...KEYS]

type Step =
  | { kind: 'request'; gateway: number; key: number; nanos: number }
  | { kind: 'deliver'; message: number; answer: 'arrives' | 'is lost' }
  | { kind: 'abandon'; message: number }
  | { kind: 'settle'; gateway: number; hold: number; percent: number }
  | { kind: 'acknowledge'; gateway: number }
  | { kind: 'release'; gateway: number; hold: number }
  | { kind: 'limit'; scope: number; nanos: number | null; applied: boolean }
  | { kind: 'apply'; gateway: number }
  | { kind: 'background'; gateway: number }
  | { kind: 'squeeze'; gateway: number }
  | { kind: 'wait'; ms: number }
  | { kind: 'crash'; gateway: number }

const index = fc.nat({ max: 5 })
const steps = {
  request: { gateway: index, key: index, nanos: fc.integer({ min: 0, max: 60 }) },
  deliver: { message: index, answer: fc.constantFrom('arrives', 'arrives', 'arrives', 'is lost') },
  abandon: { message: index },
  settle: { gateway: index, hold: index, percent: fc.constantFrom(0, 50, 100) },
  acknowledge: { gateway: index },
  release: { gateway: index, hold: index },
  limit: {
    scope: fc.constantFrom(0, 0, 0, 1, 2),
    nanos: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 8 }),
    applied: fc.boolean(),
  },
  apply: { gateway: index },
  background: { gateway: index },
  squeeze: { gateway: index },
  wait: { ms: fc.constantFrom(1, 300, 1_500, 40_000) },
  crash: { gateway: index },
} as const satisfies Record<Step['kind'], Record<string, fc.Arbitrary<unknown>>>
const kinds = Object.keys(steps) as Step['kind'][]
const weights: Record<Step['kind'], number> = {
  request: 10,
  deliver: 12,
  abandon: 3,
  settle: 6,
  acknowledge: 4,
  release: 1,
  limit: 2,
  apply: 2,
  background: 3,
  squeeze: 3,
  wait: 2,
  crash: 1,
}
const step = fc.oneof(
  ...kinds.map(kind => {
    const fields: Record<string, fc.Arbitrary<unknown>> = steps[kind]
    return { weight: weights[kind], arbitrary: fc.record({ kind: fc.constant(kind), ...fields }) }
  }),
) as fc.Arbitrary<unknown> as fc.Arbitrary<Step>

/** Some gateways over one ledger, with every message between them delivered late, twice, or never answered. */
class World {
  readonly ledger = new ModelLedger()
  readonly messages: Message[] = []
  readonly gateways: ModelGateway[] = []
  /** Every limit there was, per scope, newest last. */
  readonly limitHistory: Map<Scope, Nanos | null>[] = []
  nowMs = 1_000
  minted = 0

  constructor(gateways: number, limit: Nanos) {
    this.ledger.limits.set('account', limit)
    this.limitHistory.push(new Map(this.ledger.limits))
    for (let i = 0; i < gateways; i += 1) this.start()
  }

  start(): void {
    const gateway = new ModelGateway(`gw_${this.minted++}` as GatewayId, this.messages)
    gateway.appliedLimits = this.limitHistory.length - 1
    this.gateways.push(gateway)
  }

  run(step: Step): void {
    switch (step.kind) {
      case 'request':
        return this.request(pick(this.gateways, step.gateway), pickKey(step.key), BigInt(step.nanos))
      case 'deliver':
        return this.deliver(step.message, step.answer === 'arrives')
      case 'abandon':
        return this.abandon(pick(this.messages, step.message))
      case 'settle':
        return this.settle(pick(this.gateways, step.gateway), step.hold, BigInt(step.percent))
      case 'acknowledge':
        return this.acknowledge(pick(this.gateways, step.gateway))
      case 'release':
        return this.release(pick(this.gateways, step.gateway), step.hold)
      case 'limit':
        this.ledger.limits.set(pickScope(step.scope), step.nanos === null ? null : BigInt(step.nanos))
        this.limitHistory.push(new Map(this.ledger.limits))
        if (step.applied) for (const gateway of this.gateways) this.applyLimits(gateway)
        return
      case 'apply':
        return this.applyLimits(pick(this.gateways, step.gateway))
      case 'background':
        return this.background(pick(this.gateways, step.gateway))
      case 'squeeze':
        return this.squeeze(pick(this.gateways, step.gateway))
      case 'wait':
        this.nowMs += step.ms
        return
      case 'crash':
        return this.crash(step.gateway)
    }
  }

  request(gateway: ModelGateway | undefined, keyId: KeyId, nanos: Nanos): void {
    if (!gateway) return
    const outcome = gateway.request(`req_${this.minted++}` as RequestId, keyId, nanos, this.nowMs)
    if (outcome.kind === 'reserved') this.admitted(gateway, keyId, nanos)
    if (outcome.kind === 'short') gateway.waiting.push({ keyId, nanos })
  }

  /** Those who waited for an answer try again. */
  retry(gateway: ModelGateway): void {
    for (const { keyId, nanos } of gateway.waiting.splice(0)) this.request(gateway, keyId, nanos)
  }

  admitted(gateway: ModelGateway, keyId: KeyId, nanos: Nanos): void {
    if (nanos === 0n) return
    for (const scope of ['account', keyId] as const) {
      const most = this.highestLimitSince(gateway.appliedLimits, scope)
      const could = this.couldSpend(scope)
      if (most !== null && could > most)
        throw new Error(`${scope}: requests could spend ${could} under a limit of ${most}`)
    }
  }

  /** What would be spent if every request in flight cost all that it may. */
  couldSpend(scope: Scope): Nanos {
    return this.gateways.reduce((sum, gateway) => sum + gateway.exposure(scope), this.ledger.spent(scope))
  }

  /** The limits that may still count for a gateway: those it has applied, and what came since. */
  highestLimitSince(version: number, scope: Scope): Nanos | null {
    const limits = this.limitHistory.slice(version).map(limits => limits.get(scope) ?? null)
    if (scope !== 'account' && limits.includes(null)) return null
    return limits.reduce<Nanos>(
      (most, limit) => ((limit ?? 10n ** 12n) > most ? (limit ?? 10n ** 12n) : most),
      0n,
    )
  }

  deliver(at: number, answered: boolean): void {
    const message = pick(this.messages, at)
    if (!message) return
    this.messages.splice(this.messages.indexOf(message), 1)
    if (this.ledger.fenced.has(message.gateway.id)) return
    const answer = message.run(this.ledger)
    if (message.abandoned) return
    if (answered) message.answered(answer)
    else message.failed()
    this.retry(message.gateway)
  }

  /** The gateway gives up waiting; the message itself may still arrive. */
  abandon(message: Message | undefined): void {
    if (!message || message.abandoned) return
    message.abandoned = true
    message.failed()
  }

  settle(gateway: ModelGateway | undefined, at: number, percent: Nanos): void {
    const open = [...(gateway?.holds.values() ?? [])].filter(hold => hold.settledNanos === null)
    const hold = pick(open, at)
    if (!gateway || !hold) return
    hold.settledNanos = (hold.nanos * percent) / 100n
    this.ledger.settle(gateway.id, hold.keyId, hold.settledNanos)
  }

  acknowledge(gateway: ModelGateway | undefined): void {
    for (const hold of gateway?.holds.values() ?? [])
      if (hold.settledNanos !== null) {
        gateway?.holds.delete(hold.id)
        gateway?.budget.settled(hold.id, hold.settledNanos, this.nowMs)
      }
  }

  release(gateway: ModelGateway | undefined, at: number): void {
    const open = [...(gateway?.holds.values() ?? [])].filter(hold => hold.settledNanos === null)
    const hold = pick(open, at)
    if (!hold) return
    gateway?.holds.delete(hold.id)
    gateway?.budget.release(hold.id, this.nowMs)
  }

  applyLimits(gateway: ModelGateway | undefined): void {
    if (!gateway) return
    for (const scope of gateway.budget.scopesOf(ACCOUNT))
      gateway.budget.limitChanged(ACCOUNT, scope, this.ledger.limitOf(scope))
    gateway.appliedLimits = this.limitHistory.length - 1
  }

  background(gateway: ModelGateway | undefined): void {
    gateway?.sendGiveBacks(gateway.budget.giveBacks(this.nowMs), this.nowMs)
    for (const request of gateway?.budget.topUps(this.nowMs) ?? []) gateway?.sendLease(request, this.nowMs)
    gateway?.budget.forget(this.nowMs)
  }

  squeeze(gateway: ModelGateway | undefined): void {
    for (const scope of SCOPES) gateway?.budget.squeeze(ACCOUNT, scope, PERIOD)
    gateway?.sendGiveBacks(gateway.budget.giveBacks(this.nowMs), this.nowMs)
  }

  /** Its requests in flight end without an event; another gateway takes its place. */
  crash(at: number): void {
    const gateway = pick(this.gateways, at)
    if (!gateway) return
    this.ledger.fenceAndReclaim(gateway.id)
    gateway.holds.clear()
    this.gateways.splice(this.gateways.indexOf(gateway), 1)
    this.start()
  }

  /** Every message arrives, every request ends, everything idle goes back. */
  comeToRest(): void {
    for (const gateway of this.gateways) {
      gateway.waiting.length = 0
      this.applyLimits(gateway)
      while ([...gateway.holds.values()].some(hold => hold.settledNanos === null))
        this.settle(gateway, 0, 50n)
      this.acknowledge(gateway)
    }
    for (let rounds = 0; rounds < 20; rounds += 1) {
      while (this.messages.length > 0) this.deliver(0, true)
      for (const gateway of this.gateways) gateway.sendGiveBacks(gateway.budget.giveAllBack(), this.nowMs)
    }
  }

  /** What the ledger promises whatever happens; that no shard spends more than its grant, `settle` checks. */
  check(): void {
    for (const scope of SCOPES) {
      const shards = [...this.ledger.shards]
        .filter(([key]) => key.endsWith(` ${scope}`))
        .map(([, shard]) => shard)
      const granted = shards.reduce((sum, shard) => sum + shard.granted, 0n)
      if ((this.ledger.allocated.get(scope) ?? 0n) !== granted)
        throw new Error(`${scope}: ${this.ledger.allocated.get(scope)} allocated, ${granted} granted`)
    }
  }
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items.length === 0 ? undefined : items[at % items.length]
}

function pickScope(at: number): Scope {
  return pick(SCOPES, at) ?? 'account'
}

function pickKey(at: number): KeyId {
  return pick(KEYS, at) ?? 'key_1'
}

describe('budgets over many gateways', () => {
  it('never let requests reserve past the limit in force, whatever is late, lost, repeated, changed or killed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.bigInt({ min: 20n, max: 200n }),
        fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }),
        (gateways, limit, steps) => {
          const world = new World(gateways, limit)
          for (const each of steps) {
            world.run(each)
            world.check()
          }
        },
      ),
      { numRuns: 1_500 },
    )
  }, 60_000)

  it('leave nothing behind: at rest, only what was spent is handed out, and what remains can be spent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.bigInt({ min: 1n, max: 300n }),
        fc.array(step, { maxLength: 60, size: 'max' }),
        (gateways, limit, steps) => {
          const world = new World(gateways, limit)
          for (const each of steps) world.run(each)
          world.comeToRest()
          for (const scope of SCOPES)
            expect(world.ledger.allocated.get(scope) ?? 0n).toBe(world.ledger.spent(scope))
          const [gateway] = world.gateways
          const left = SCOPES.slice(0, 2)
            .map(scope => [world.ledger.limitOf(scope).limitNanos, world.ledger.spent(scope)] as const)
            .reduce(
              (least, [limit, spent]) => (limit !== null && limit - spent < least ? limit - spent : least),
              1_000n,
            )
          if (left <= 0n || !gateway) return
          world.nowMs += 2_000
          gateway.request('req_last', pickKey(0), left, world.nowMs)
          while (world.messages.length > 0) world.deliver(0, true)
          expect(gateway.request('req_last', pickKey(0), left, world.nowMs)).toEqual({ kind: 'reserved' })
        },
      ),
      { numRuns: 300 },
    )
  }, 60_000)
})

describe('a budget', () => {
  const setup = (limit: Nanos) => {
    const world = new World(1, limit)
    const gateway = world.gateways[0] ?? new ModelGateway('gw_x', [])
    const deliver = () => {
      while (world.messages.length > 0) world.deliver(0, true)
    }
    return { world, gateway, budget: gateway.budget, deliver }
  }

  it('refuses by the limit what remains cannot pay, naming all that a person needs to know', () => {
    const { gateway, world, deliver } = setup(100n)
    gateway.request('req_1', 'key_1', 70n, 0)
    deliver()
    gateway.request('req_1', 'key_1', 70n, 0)
    world.settle(gateway, 0, 100n)
    world.acknowledge(gateway)
    gateway.request('req_2', 'key_1', 31n, 0)
    deliver()
    expect(gateway.request('req_2', 'key_1', 31n, 0)).toEqual({
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
    expect(gateway.request('req_3', 'key_1', 30n, 0).kind).toBe('short')
    deliver()
    expect(gateway.request('req_3', 'key_1', 30n, 0)).toEqual({ kind: 'reserved' })
  })

  it('refuses as reserved what requests in flight hold, and lets it through once they end cheaper', () => {
    const { gateway, world, deliver } = setup(100n)
    gateway.request('req_1', 'key_1', 70n, 0)
    deliver()
    gateway.request('req_1', 'key_1', 70n, 0)
    gateway.request('req_2', 'key_1', 50n, 0)
    deliver()
    expect(gateway.request('req_2', 'key_1', 50n, 0)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'reserved', remainingNanos: 100n },
    })
    world.settle(gateway, 0, 10n)
    world.acknowledge(gateway)
    expect(gateway.request('req_2', 'key_1', 50n, 1).kind).toBe('reserved')
  })

  it('names the key where its own limit is in the way', () => {
    const { gateway, world, deliver } = setup(1_000n)
    world.ledger.limits.set('key_1', 5n)
    gateway.request('req_1', 'key_1', 6n, 0)
    deliver()
    expect(gateway.request('req_1', 'key_1', 6n, 0)).toMatchObject({
      kind: 'refused',
      refusal: { scope: 'key_1', setBy: 'key', limitNanos: 5n },
    })
  })

  it('stops at once when the limit is lowered below what is spent, though grant is left', () => {
    const { gateway, world, deliver, budget } = setup(100n)
    gateway.request('req_1', 'key_1', 80n, 0)
    deliver()
    gateway.request('req_1', 'key_1', 80n, 0)
    world.settle(gateway, 0, 50n)
    world.acknowledge(gateway)
    world.run({ kind: 'limit', scope: 0, nanos: 40, applied: true })
    world.applyLimits(gateway)
    expect(gateway.request('req_2', 'key_1', 1n, 0)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'limit', limitNanos: 40n, spentNanos: 40n, remainingNanos: 0n },
    })
    gateway.sendGiveBacks(budget.giveBacks(0), 0)
    deliver()
    expect(world.ledger.allocated.get('account')).toBe(40n)
    world.run({ kind: 'limit', scope: 0, nanos: 41, applied: true })
    world.applyLimits(gateway)
    gateway.request('req_2', 'key_1', 1n, 0)
    deliver()
    expect(gateway.request('req_2', 'key_1', 1n, 0)).toEqual({ kind: 'reserved' })
  })

  it('admits nothing more once a lease has told of a lower limit, though older grant is left and no notice has come', () => {
    const { gateway, world, deliver } = setup(100n)
    gateway.request('req_1', 'key_1', 60n, 0)
    deliver()
    world.run({ kind: 'limit', scope: 0, nanos: 10, applied: false })
    gateway.request('req_2', 'key_1', 90n, 0)
    deliver()
    world.applyLimits(gateway)
    expect(gateway.request('req_3', 'key_1', 5n, 0)).not.toEqual({ kind: 'reserved' })
  })

  it('does not trust an answer that was decided before the limit was lowered', () => {
    const { gateway, world, budget } = setup(100n)
    const lease = budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 60n }], 0)
    if (!lease) throw new Error('a lease is needed')
    const answer = world.ledger.lease(lease)
    world.run({ kind: 'limit', scope: 0, nanos: 10, applied: true })
    budget.applyLease(lease, answer, 0)
    const asked = { id: 'req_1', accountId: ACCOUNT, keyId: 'key_1', period: PERIOD, nanos: 5n } as const
    expect(budget.reserve(asked, 0)).toEqual({ kind: 'short' })
    gateway.sendGiveBacks(budget.giveBacks(0), 0)
    while (world.messages.length > 0) world.deliver(0, true)
    gateway.request('req_1', 'key_1', 5n, 0)
    while (world.messages.length > 0) world.deliver(0, true)
    expect(budget.reserve(asked, 0)).toEqual({ kind: 'reserved' })
  })

  it('reserves nothing in a barred period, and says which is the oldest it still holds', () => {
    const { gateway, budget, deliver } = setup(100n)
    gateway.request('req_1', 'key_1', 10n, 0)
    deliver()
    gateway.request('req_1', 'key_1', 10n, 0)
    expect(budget.oldestReservedPeriod()).toBe(PERIOD)
    budget.bar(PERIOD)
    expect(gateway.request('req_2', 'key_1', 0n, 0)).toEqual({ kind: 'barred' })
    expect(budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 5n }], 0)).toBeNull()
    budget.settled('req_1', 10n, 0)
    expect(budget.oldestReservedPeriod()).toBeNull()
  })

  it('never takes a cost beyond its reservation, nor the same request twice', () => {
    const { gateway, budget, deliver } = setup(100n)
    gateway.request('req_1', 'key_1', 10n, 0)
    deliver()
    gateway.request('req_1', 'key_1', 10n, 0)
    expect(() =>
      budget.reserve({ id: 'req_1', accountId: ACCOUNT, keyId: 'key_1', period: PERIOD, nanos: 1n }, 0),
    ).toThrow(/already/)
    expect(() => budget.settled('req_1', 11n, 0)).toThrow(RangeError)
    budget.settled('req_1', 9n, 0)
    expect(() => budget.settled('req_1', 9n, 0)).toThrow(/holds nothing/)
  })

  it('leases about a second of spend ahead and tops up before it runs out, so that requests do not wait', () => {
    const { gateway, world, budget, deliver } = setup(1_000_000n)
    let waited = 0
    for (let ms = 0; ms < 10_000; ms += 10) {
      const id = `req_${ms}` as RequestId
      if (gateway.request(id, 'key_1', 20n, ms).kind === 'short') {
        waited += 1
        deliver()
        expect(gateway.request(id, 'key_1', 20n, ms)).toEqual({ kind: 'reserved' })
      }
      world.settle(gateway, 0, 50n)
      world.nowMs = ms
      world.acknowledge(gateway)
      if (ms % 100 === 0) {
        for (const lease of budget.topUps(ms)) gateway.sendLease(lease, ms)
        deliver()
      }
    }
    expect(waited).toBeLessThan(10)
    const held = (world.ledger.allocated.get('account') ?? 0n) - world.ledger.spent('account')
    // 100 requests a second cost 1,000 nanos.
    expect(held).toBeLessThanOrEqual(2_100n)
  })

  it('gives back what is idle: soon where the budget is tight, later where it is not', () => {
    const tight = setup(100n)
    tight.gateway.request('req_1', 'key_1', 60n, 0)
    tight.deliver()
    expect(tight.budget.giveBacks(900)).toEqual([])
    expect(tight.budget.giveBacks(1_000)).toMatchObject([{ returns: [{ scope: 'account', nanos: 60n }] }])
    const wide = setup(100_000n)
    wide.gateway.request('req_1', 'key_1', 60n, 0)
    wide.deliver()
    expect(wide.budget.giveBacks(29_999)).toEqual([])
    expect(wide.budget.giveBacks(30_000)).toMatchObject([{ returns: [{ scope: 'account', nanos: 60n }] }])
  })

  it('knows the room for a new request only once a lease has told', () => {
    const { gateway, budget, deliver } = setup(100n)
    expect(budget.room(ACCOUNT, 'key_1', PERIOD)).toBeUndefined()
    const probe = budget.leaseFor(ACCOUNT, PERIOD, [{ keyId: 'key_1', nanos: 0n }], 0)
    if (!probe) throw new Error('a probe is a lease')
    gateway.sendLease(probe, 0)
    deliver()
    expect(budget.room(ACCOUNT, 'key_1', PERIOD)).toBe(100n)
    expect(new Budget('gw_other').facts(ACCOUNT, 'account', PERIOD)).toBeNull()
  })
})
