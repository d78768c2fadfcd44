import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { periods, spendLimits } from '@/db/schema'
import { fenceGateway, reclaimFenced } from '@/lib/gateways/commands'
import { GatewayFenced } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId, KeyId } from '@/lib/ids'
import type { LeaseAsk } from '@/lib/limits/lease'
import { fundAndSettle } from '@/lib/usage/commands'
import { createLedgerWorld, eventOf, newKeyId, NOON, NOVEMBER, type LedgerWorld } from '@/lib/usage/testing'
import { giveBack, lease } from './commands'

let world: LedgerWorld
let [accountId, keyId, gatewayId]: [AccountId, KeyId, GatewayId] = ['acc_', 'key_', 'gw_']
beforeAll(async () => {
  world = await createLedgerWorld()
})
beforeEach(async () => {
  accountId = await world.newAccount(1_000_000n)
  keyId = newKeyId()
  gatewayId = await world.newGateway()
})
afterAll(() => world.database.drop())

const ask = (needNanos: bigint, seq = 0, scope: LeaseAsk['scope'] = 'account'): LeaseAsk => ({
  scope,
  seq,
  minNanos: needNanos,
  needNanos,
  wantNanos: 0n,
})
const leaseOne = (asked: LeaseAsk, gateway = gatewayId) =>
  lease(world.db, { gatewayId: gateway, accountId, period: NOVEMBER, asks: [asked] })
const giveOne = (seq: number, nanos: bigint) =>
  giveBack(world.db, {
    gatewayId,
    accountId,
    period: NOVEMBER,
    returns: [{ scope: 'account', seq, nanos }],
  })

describe('a lease', () => {
  it('grants within the ceiling, and says how the budget stands', async () => {
    const { shards, barred } = await leaseOne(ask(400_000n))
    expect(barred).toBe(false)
    expect(shards).toEqual([
      {
        scope: 'account',
        seq: 1,
        grantedNanos: 400_000n,
        spentNanos: 0n,
        applied: true,
        limit: { limitNanos: 1_000_000n, setBy: 'operator', allocatedNanos: 400_000n, spentNanos: 0n },
      },
    ])
  })

  it('is applied once however often it arrives, and answers with the row as it is', async () => {
    await leaseOne(ask(100n))
    const { shards } = await leaseOne(ask(100n))
    expect(shards).toMatchObject([{ applied: false, seq: 1, grantedNanos: 100n }])
    expect(await world.allocated(accountId, 'account')).toBe(100n)
  })

  it('that grants nothing still uses its number up, so that a late copy of it grants nothing either', async () => {
    const other = await world.newGateway()
    await leaseOne(ask(1_000_000n), other)
    expect((await leaseOne(ask(10n))).shards).toMatchObject([{ applied: true, seq: 1, grantedNanos: 0n }])
    await giveBack(world.db, {
      gatewayId: other,
      accountId,
      period: NOVEMBER,
      returns: [{ scope: 'account', seq: 1, nanos: 1_000_000n }],
    })
    expect((await leaseOne(ask(10n))).shards).toMatchObject([{ applied: false, grantedNanos: 0n }])
  })

  it('of many gateways at once never hands out more than the limit, nor less than it could', async () => {
    await world.db
      .insert(spendLimits)
      .values({ accountId, scope: 'account', limitNanos: 997n, updatedAt: NOON })
    const gateways = await Promise.all(Array.from({ length: 10 }, () => world.newGateway()))
    await Promise.all(
      gateways.map(async gateway => {
        for (let seq = 0; seq < 12; seq += 1)
          await leaseOne({ scope: 'account', seq, minNanos: 1n, needNanos: 10n, wantNanos: 3n }, gateway)
      }),
    )
    const { rows } = await world.db.execute<{ granted: string }>(
      sql`SELECT sum(granted_nanos) AS granted FROM budget_shards WHERE account_id = ${accountId}`,
    )
    expect(BigInt(rows[0]?.granted ?? 0)).toBe(997n)
    expect(await world.allocated(accountId, 'account')).toBe(997n)
  })

  it('holds a key to its own limit, and the account to its own', async () => {
    await world.db.insert(spendLimits).values({ accountId, scope: keyId, limitNanos: 50n, updatedAt: NOON })
    const asks = [ask(60n), ask(60n, 0, keyId)]
    const { shards } = await lease(world.db, { gatewayId, accountId, period: NOVEMBER, asks })
    expect(shards).toMatchObject([
      { scope: 'account', grantedNanos: 60n },
      { scope: keyId, grantedNanos: 0n, limit: { limitNanos: 50n, setBy: 'key' } },
    ])
  })

  it('is refused in a period that is closing or closed, and to a fenced gateway', async () => {
    await world.db.insert(periods).values([
      { period: '2026-08', state: 'closing' },
      { period: '2026-07', state: 'closed' },
    ])
    for (const period of ['2026-07', '2026-08'] as const) {
      const answer = await lease(world.db, { gatewayId, accountId, period, asks: [ask(10n)] })
      expect(answer).toMatchObject({ barred: true, shards: [{ grantedNanos: 0n }] })
    }
    await fenceGateway(world.db, gatewayId)
    await expect(leaseOne(ask(10n))).rejects.toThrow(GatewayFenced)
  })
})

describe('a give-back', () => {
  it('returns what is unspent, once', async () => {
    await leaseOne(ask(500n))
    expect((await giveOne(1, 200n)).shards).toMatchObject([{ applied: true, seq: 2, grantedNanos: 300n }])
    expect((await giveOne(1, 200n)).shards).toMatchObject([{ applied: false, seq: 2, grantedNanos: 300n }])
    expect(await world.allocated(accountId, 'account')).toBe(300n)
  })

  it('never returns what is spent', async () => {
    await fundAndSettle(world.db, gatewayId, [eventOf(accountId, keyId)], NOON)
    await expect(giveOne(1, 1n)).rejects.toThrow(RangeError)
    expect(await world.allocated(accountId, 'account')).toBe(11_900n)
  })
})

describe('reclaiming', () => {
  it('takes back from fenced gateways exactly what they did not spend, in every period and scope, once', async () => {
    await world.fund(gatewayId, accountId, keyId, 100_000n)
    await fundAndSettle(world.db, gatewayId, [eventOf(accountId, keyId)], NOON)
    await lease(world.db, { gatewayId, accountId, period: '2026-12', asks: [ask(700n)] })
    await reclaimFenced(world.db)
    expect(await world.allocated(accountId, 'account')).toBe(100_000n)
    await fenceGateway(world.db, gatewayId)
    expect(await reclaimFenced(world.db)).toEqual({ gateways: 1, nanos: 88_100n + 700n })
    expect(await reclaimFenced(world.db)).toEqual({ gateways: 0, nanos: 0n })
    for (const scope of ['account', keyId]) expect(await world.allocated(accountId, scope)).toBe(11_900n)
    expect(await world.allocated(accountId, 'account', '2026-12')).toBe(0n)
    const { rows } = await world.db.execute(
      sql`SELECT 1 FROM budget_shards WHERE account_id = ${accountId} AND granted_nanos <> spent_nanos`,
    )
    expect(rows).toEqual([])
  })

  it('runs against leases and settlements of the living without deadlock or loss', async () => {
    const rich = await world.newAccount()
    const living = await Promise.all(Array.from({ length: 3 }, () => world.newGateway()))
    const dying = await Promise.all(Array.from({ length: 3 }, () => world.newGateway()))
    for (const gateway of dying) await world.fund(gateway, rich, keyId, 1_000n)
    await Promise.all([
      ...living.map(async gateway => {
        for (let i = 0; i < 10; i += 1) await fundAndSettle(world.db, gateway, [eventOf(rich, keyId)], NOON)
      }),
      ...dying.map(async gateway => {
        await fenceGateway(world.db, gateway)
        await reclaimFenced(world.db)
      }),
    ])
    await reclaimFenced(world.db)
    expect(await world.allocated(rich, 'account')).toBe(30n * 11_900n)
    expect(await world.allocated(rich, keyId)).toBe(30n * 11_900n)
  })
})
