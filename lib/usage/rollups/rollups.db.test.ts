import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountId, GatewayId, KeyId } from '@/lib/ids'
import { addDays } from '@/lib/usage/buckets'
import { fundAndSettle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { checkLedger } from '@/lib/usage/ledger/queries'
import { createLedgerWorld, eventOf, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { foldRollups } from './commands'
import { rebuildEverything, rebuildRollups } from './rebuild/commands'

const MONTH_START = new Date('2026-11-01T00:00:00.000Z')

let world: LedgerWorld
let [accountId, keyId, gatewayId]: [AccountId, KeyId, GatewayId] = ['acc_', 'key_', 'gw_']
beforeAll(async () => {
  world = await createLedgerWorld()
})
beforeEach(async () => {
  accountId = await world.newAccount()
  keyId = newKeyId()
  gatewayId = await world.newGateway()
  await setMarks(new Date('2026-10-31T00:00:00Z'))
})
afterAll(() => world.database.drop())

/** As if the fold had come so far, and nothing was settled there. */
async function setMarks(at: Date): Promise<void> {
  const t = sql`${at.toISOString()}::timestamptz`
  await world.db.execute(
    sql`UPDATE ledger_state SET hourly_until = ${t}, daily_until = ${t}, hourly_marked_until = ${t}, daily_marked_until = ${t}`,
  )
}

const at = (minutes: number) => new Date(MONTH_START.getTime() + minutes * 60_000)
const settleAt = (...minutes: number[]) =>
  settleEvents(minutes.map(m => eventOf(accountId, keyId, { admittedAt: at(m) })))
async function settleEvents(events: readonly UsageEvent[], gateway = gatewayId): Promise<void> {
  for (const outcome of (await fundAndSettle(world.db, gateway, events, NOON)).values())
    expect(outcome).toMatchObject({ ok: true })
}

/** The folded table, summed naively from the events. */
async function differences(table: 'usage_hourly' | 'usage_daily', until: Date): Promise<unknown[]> {
  const unit = sql.raw(table === 'usage_hourly' ? `'hour'` : `'day'`)
  const { rows } = await world.db.execute(sql`
    WITH want AS (
      SELECT date_trunc(${unit}, admitted_at, 'UTC') AS bucket, key_id, status, count(*)::bigint AS requests,
        sum(cost_nanos)::bigint AS cost_nanos, sum(input_tokens)::bigint AS input_tokens
      FROM usage_events WHERE account_id = ${accountId} AND admitted_at < ${until.toISOString()}::timestamptz GROUP BY 1, 2, 3
    ), have AS (
      SELECT bucket, key_id, status, sum(requests)::bigint AS requests, sum(cost_nanos)::bigint AS cost_nanos,
        sum(input_tokens)::bigint AS input_tokens
      FROM ${sql.raw(table)} WHERE account_id = ${accountId} AND bucket < ${until.toISOString()}::timestamptz
      GROUP BY 1, 2, 3
    )
    (TABLE want EXCEPT TABLE have) UNION ALL (TABLE have EXCEPT TABLE want)`)
  return rows
}

async function expectFolded(now: Date, total: bigint): Promise<void> {
  const { hours, days } = await foldRollups(world.db, now)
  expect(await differences('usage_hourly', hours)).toEqual([])
  expect(await differences('usage_daily', days)).toEqual([])
  expect(await checkLedger(world.db, accountId, '2026-11')).toMatchObject({
    totalNanos: total,
    differences: [],
  })
}

describe('folding', () => {
  it('comes up to the last hour and day that ended a quarter of an hour ago', async () => {
    const folded = await foldRollups(world.db, new Date('2026-11-03T00:14:59Z'))
    expect(folded).toEqual({
      hours: new Date('2026-11-02T23:00:00Z'),
      days: new Date('2026-11-02T00:00:00Z'),
    })
    expect(await foldRollups(world.db, new Date('2026-11-03T00:15:00Z'))).toEqual({
      hours: new Date('2026-11-03T00:00:00Z'),
      days: new Date('2026-11-03T00:00:00Z'),
    })
  })

  it('sums each hour and day once, however often it runs, and adds what comes late', async () => {
    await settleAt(0, 14, 15, 59, 60, 1_439, 1_440, 3_000)
    await expectFolded(at(2 * 1_440 + 30), 8n * 11_900n)
    await settleAt(5, 1_439, 3_001)
    await expectFolded(at(2 * 1_440 + 30), 11n * 11_900n)
    await expectFolded(at(5 * 1_440), 11n * 11_900n)
  })

  it('does not mind being stopped between marking a span and folding it', async () => {
    await settleAt(10, 70)
    const t = sql`${at(240).toISOString()}::timestamptz`
    await world.db.execute(sql`UPDATE ledger_state SET hourly_marked_until = ${t}`)
    await settleAt(11, 130)
    expect(await checkLedger(world.db, accountId, '2026-11')).toMatchObject({ differences: [] })
    await expectFolded(at(240), 4n * 11_900n)
  })

  it('loses and doubles nothing while requests of the very same hours are settled, and other folds run', async () => {
    const gateways = [gatewayId, await world.newGateway(), await world.newGateway()]
    let settled = 0
    const settling = gateways.map(async (gateway, g) => {
      for (let i = 0; i < 40; i += 1) {
        const events = [0, 1, 2].map(n => eventOf(accountId, keyId, { admittedAt: at(i * 13 + n * 7 + g) }))
        await settleEvents(events, gateway)
        settled += events.length
      }
    })
    const folding = [0, 1].map(async () => {
      for (let minutes = 60; minutes <= 1_500; minutes += 60) await foldRollups(world.db, at(minutes + 15))
    })
    await Promise.all([...settling, ...folding])
    expect(settled).toBe(360)
    await expectFolded(at(1_500), 360n * 11_900n)
  })

  it('equals a naive sum for any order of settling, late settling and folding', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('settle' as const),
        minutes: fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 6 }),
        status: fc.constantFrom('succeeded' as const, 'failed' as const),
      }),
      fc.record({ kind: fc.constant('fold' as const), minutes: fc.integer({ min: 0, max: 5_000 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async steps => {
        accountId = await world.newAccount()
        keyId = newKeyId()
        await setMarks(new Date('2026-10-31T00:00:00Z'))
        let total = 0n
        for (const each of steps) {
          if (each.kind === 'fold') {
            await foldRollups(world.db, at(each.minutes))
            continue
          }
          const paid = each.status === 'succeeded'
          const cost = paid ? {} : { costNanos: 0n, inputCostNanos: 0n }
          await settleEvents(
            each.minutes.map(m =>
              eventOf(accountId, keyId, { admittedAt: at(m), status: each.status, ...cost }),
            ),
          )
          if (paid) total += BigInt(each.minutes.length) * 11_900n
        }
        await expectFolded(addDays(MONTH_START, 4), total)
      }),
      { numRuns: 12 },
    )
  })
})

describe('rebuilding', () => {
  it('finds nothing to repair, and repairs what something else broke', async () => {
    await settleAt(0, 100, 1_500)
    await foldRollups(world.db, at(4_000))
    const rebuild = () => rebuildRollups(world.db, accountId, { from: MONTH_START, to: at(4_000) })
    expect(await rebuild()).toEqual(new Map())
    for (const table of ['usage_base', 'usage_hourly', 'usage_marginals', 'usage_day_courses'])
      await world.db.execute(
        sql`UPDATE ${sql.identifier(table)} SET cost_nanos = cost_nanos + 1 WHERE account_id = ${accountId}`,
      )
    await world.db.execute(sql`DELETE FROM usage_daily WHERE account_id = ${accountId}`)
    const broken = await checkLedger(world.db, accountId, '2026-11')
    expect(broken.differences).toContainEqual({ what: 'hourly cost', expected: 35_700n, actual: 35_703n })
    const repaired = await rebuild()
    expect([...repaired.keys()].sort()).toEqual([
      'usage_base',
      'usage_daily',
      'usage_day_courses',
      'usage_hourly',
      'usage_marginals',
    ])
    expect([repaired.get('usage_base'), repaired.get('usage_daily')]).toEqual([3, 2])
    expect(await rebuild()).toEqual(new Map())
    expect(await checkLedger(world.db, accountId, '2026-11')).toMatchObject({ differences: [] })
  })

  it('of everything says which account and month was wrong, once, and goes on where it was stopped', async () => {
    await settleAt(0, 100, 1_500)
    await foldRollups(world.db, at(4_000))
    await rebuildEverything(world.db, NOON, { restart: true })
    await world.db.execute(sql`DELETE FROM usage_marginals WHERE account_id = ${accountId}`)
    const found: string[] = []
    const onRepaired = (of: AccountId, period: string) => found.push(`${of} ${period}`)
    const stop = () => {
      throw new Error('stopped')
    }
    await expect(rebuildEverything(world.db, NOON, { onRepaired: stop })).rejects.toThrow('stopped')
    const { compared, wrong } = await rebuildEverything(world.db, NOON, { onRepaired })
    expect({ wrong, found }).toEqual({ wrong: 0, found: [] })
    expect(await rebuildRollups(world.db, accountId, { from: MONTH_START, to: at(4_000) })).toEqual(new Map())
    expect(compared).toBeGreaterThanOrEqual(1)
    await world.db.execute(sql`DELETE FROM usage_base WHERE account_id = ${accountId}`)
    expect((await rebuildEverything(world.db, NOON, { onRepaired })).wrong).toBe(1)
    expect(found).toEqual([`${accountId} 2026-11`])
  })
})
