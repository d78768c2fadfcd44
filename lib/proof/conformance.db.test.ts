import fc from 'fast-check'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { budgets, budgetShards, spendLimits, usageBase, usageEvents } from '@/db/schema'
import type { Scope } from '@/lib/control/channel'
import { fenceGateway, reclaimFenced } from '@/lib/gateways/commands'
import type { AccountId, GatewayId, KeyId } from '@/lib/ids'
import { giveBack, lease } from '@/lib/limits/leases/commands'
import type { Period } from '@/lib/period'
import type { ModelEvent } from '@/lib/proof/books'
import { CEILING, ModelLedger } from '@/lib/proof/ledger'
import { production } from '@/lib/proof/rules'
import { settle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { createLedgerWorld, eventOf, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'

const PERIODS: readonly Period[] = ['2026-10', '2026-11']

type Operation =
  | {
      kind: 'lease'
      gateway: number
      period: number
      scopes: number
      seq: number
      min: bigint
      more: bigint
      want: bigint
    }
  | { kind: 'give back'; gateway: number; period: number; scope: number; seq: number; nanos: bigint }
  | {
      kind: 'settle'
      gateway: number
      events: { key: number; period: number; nanos: bigint; again: boolean }[]
    }
  | { kind: 'limit'; scope: number; nanos: bigint | null }
  | { kind: 'fence'; gateway: number }
  | { kind: 'reclaim' }
  | { kind: 'close'; state: 'closing' | 'closed' }

const gateway = fc.constantFrom(0, 0, 1, 1, 2)
const period = fc.constantFrom(0, 1, 1, 1)
/** How far from the row's own number; mostly it is the right one. */
const seq = fc.constantFrom(0, 0, 0, 0, -1, 1)
const nanos = fc.bigInt({ min: 0n, max: 80n })
const one = <K extends Operation['kind']>(kind: K) => fc.constant(kind)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: one('lease'),
      gateway,
      period,
      scopes: fc.nat(4),
      seq,
      min: nanos,
      more: nanos,
      want: nanos,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: one('give back'), gateway, period, scope: fc.nat(2), seq, nanos }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: one('settle'),
      gateway,
      events: fc.array(
        fc.record({ key: fc.nat(1), period, nanos: fc.bigInt({ min: 0n, max: 25n }), again: fc.boolean() }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: one('limit'),
      scope: fc.nat(2),
      nanos: fc.option(fc.bigInt({ min: 0n, max: 400n })) as fc.Arbitrary<bigint | null>,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: one('fence'), gateway }) },
  { weight: 1, arbitrary: fc.record({ kind: one('reclaim') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: one('close'),
      state: fc.constantFrom('closing' as const, 'closed' as const),
    }),
  },
)

let world: LedgerWorld
beforeAll(async () => {
  world = await createLedgerWorld()
})
afterAll(() => world.database.drop())

/** The same operations, one after the other, on the model and on the database. */
class Pair {
  readonly model = new ModelLedger(production)
  readonly events: UsageEvent[] = []

  constructor(
    readonly accountId: AccountId,
    readonly gateways: readonly GatewayId[],
    readonly keys: readonly [KeyId, KeyId],
  ) {
    for (const id of gateways) this.model.register(id, 0)
  }

  static async create(): Promise<Pair> {
    await world.db.execute(sql`DELETE FROM periods`)
    const gateways = [await world.newGateway(), await world.newGateway(), await world.newGateway()]
    return new Pair(await world.newAccount(CEILING), gateways, [newKeyId(), newKeyId()])
  }

  /** What the database answers, and what the model does; an error counts by its kind. */
  async run(step: Operation): Promise<readonly [unknown, unknown]> {
    switch (step.kind) {
      case 'lease':
        return this.#lease(step)
      case 'give back':
        return this.#giveBack(step)
      case 'settle':
        return this.#settle(step)
      case 'limit':
        return this.#limit(this.#scope(step.scope), step.nanos)
      case 'fence':
        return both(fenceGateway(world.db, this.#gateway(step.gateway)), () =>
          this.model.fence(this.#gateway(step.gateway)),
        )
      case 'reclaim':
        await reclaimFenced(world.db)
        this.model.reclaim()
        return [null, null]
      case 'close':
        return this.#close(step.state)
    }
  }

  /** Every row of both, in the same shape. */
  async rows(): Promise<readonly [unknown, unknown]> {
    const of = { accountId: this.accountId }
    const [shards, allocated, stored, base] = await Promise.all([
      world.db.select().from(budgetShards).where(eq(budgetShards.accountId, of.accountId)),
      world.db.select().from(budgets).where(eq(budgets.accountId, of.accountId)),
      world.db.select().from(usageEvents).where(eq(usageEvents.accountId, of.accountId)),
      world.db.select().from(usageBase).where(eq(usageBase.accountId, of.accountId)),
    ])
    const baseSum = base.reduce((sum, row) => sum + row.costNanos, 0n)
    const database = [
      sorted(
        shards.map(row => [row.period, row.scope, row.gatewayId, row.grantedNanos, row.spentNanos, row.seq]),
      ),
      sorted(
        allocated
          .filter(row => row.allocatedNanos > 0n)
          .map(row => [row.period, row.scope, row.allocatedNanos]),
      ),
      sorted(stored.map(row => [row.id, row.costNanos, row.waivedNanos])),
      baseSum,
    ]
    const { model } = this
    const modelSum = [...model.books.base.values()].reduce((sum, each) => sum + each, 0n)
    const modelled = [
      sorted(
        [...model.shards.values()].map(row => [
          row.period,
          row.scope,
          row.gatewayId,
          row.granted,
          row.spent,
          row.seq,
        ]),
      ),
      sorted(
        [...model.budgets].filter(([, each]) => each > 0n).map(([key, each]) => [...key.split(' '), each]),
      ),
      sorted([...model.books.events.values()].map(row => [row.id, row.costNanos, row.waivedNanos])),
      modelSum,
    ]
    return [database, modelled]
  }

  #lease(step: Operation & { kind: 'lease' }) {
    const gatewayId = this.#gateway(step.gateway)
    const period = this.#period(step.period)
    const scopes = [[0], [1], [0, 1], [2, 0], [0, 1, 2]][step.scopes] ?? [0]
    const asks = scopes.map(at => ({
      scope: this.#scope(at),
      seq: this.#seq(gatewayId, period, at, step.seq),
      minNanos: step.min,
      needNanos: step.min + step.more,
      wantNanos: step.want,
    }))
    const request = { gatewayId, accountId: this.accountId, period, asks }
    return both(lease(world.db, request).then(byScope), () => byScope(this.model.lease(request)))
  }

  #giveBack(step: Operation & { kind: 'give back' }) {
    const gatewayId = this.#gateway(step.gateway)
    const period = this.#period(step.period)
    const scope = this.#scope(step.scope)
    const known = this.model.shards.get(`${period} ${scope} ${gatewayId}`)
    // A gateway gives back only where it has leased, and a number of 0 asks for a new shard.
    if (!known || known.seq === 0) return Promise.resolve([null, null] as const)
    const seq = Math.max(1, known.seq + step.seq)
    const request = {
      gatewayId,
      accountId: this.accountId,
      period,
      returns: [{ scope, seq, nanos: step.nanos }],
    }
    return both(giveBack(world.db, request).then(byScope), () => byScope(this.model.giveBack(request)))
  }

  #settle(step: Operation & { kind: 'settle' }) {
    const gatewayId = this.#gateway(step.gateway)
    const batch = step.events.map(({ key, period, nanos: costNanos, again }) => {
      const before = again ? this.events.at(-1) : undefined
      if (before) return before
      const admittedAt = new Date(`${this.#period(period)}-10T12:00:00.000Z`)
      return eventOf(this.accountId, this.keys[key] ?? this.keys[0], {
        admittedAt,
        costNanos,
        inputCostNanos: 0n,
      })
    })
    this.events.push(...batch)
    const model = batch.map((event): ModelEvent => ({ ...event, billNanos: event.costNanos }))
    return both(
      settle(world.db, gatewayId, batch, NOON).then(() => null),
      () => {
        this.model.commitSettle(this.model.beginSettle(gatewayId, model))
        return null
      },
    )
  }

  async #limit(scope: Scope, limitNanos: bigint | null): Promise<readonly [null, null]> {
    const row = { limitNanos, updatedAt: NOON }
    await world.db
      .insert(spendLimits)
      .values({ accountId: this.accountId, scope, ...row })
      .onConflictDoUpdate({ target: [spendLimits.accountId, spendLimits.scope], set: row })
    this.model.setLimit(scope, limitNanos)
    return [null, null]
  }

  async #close(state: 'closing' | 'closed'): Promise<readonly [null, null]> {
    const [closing = '2026-10'] = PERIODS
    await world.db.execute(
      sql`INSERT INTO periods (period, state) VALUES (${closing}, ${state}) ON CONFLICT (period) DO UPDATE SET state = excluded.state`,
    )
    this.model.books.periods.set(closing, { state, closingEpoch: 0 })
    return [null, null]
  }

  #seq(gatewayId: GatewayId, period: Period, scope: number, off: number): number {
    const row = this.model.shards.get(`${period} ${this.#scope(scope)} ${gatewayId}`)
    return row ? Math.max(0, row.seq + off) : 0
  }

  #gateway(at: number): GatewayId {
    return this.gateways[at] ?? 'gw_none'
  }

  #period(at: number): Period {
    return PERIODS[at] ?? '2026-11'
  }

  #scope(at: number): Scope {
    return at === 0 ? 'account' : (this.keys[at - 1] ?? 'account')
  }
}

describe('the model of the ledger', () => {
  it('answers and ends up as Postgres does, whatever is leased, returned, settled, fenced, reclaimed, limited or closed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 10, maxLength: 30, size: 'max' }),
        async operations => {
          const pair = await Pair.create()
          for (const each of operations) {
            const [answered, modelled] = await pair.run(each)
            expect(answered).toEqual(modelled)
            const [rows, modelRows] = await pair.rows()
            expect(rows).toEqual(modelRows)
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 120_000)
})

/** The outcomes of both, errors as the fact that there was one. */
async function both(database: Promise<unknown>, model: () => unknown): Promise<readonly [unknown, unknown]> {
  const answered = await database.catch(() => 'refused')
  try {
    return [answered ?? null, model() ?? null]
  } catch {
    return [answered ?? null, 'refused']
  }
}

function byScope({ barred, shards }: Awaited<ReturnType<typeof lease>>) {
  return { barred, shards: [...shards].sort((a, b) => (a.scope < b.scope ? -1 : 1)) }
}

function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map(row => row.join(' ')).sort()
}
