import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { transaction } from '@/db/transaction'
import { periods, settlementFailures, usageBase, usageEvents } from '@/db/schema'
import { fenceGateway } from '@/lib/gateways/commands'
import { GatewayFenced } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId, KeyId } from '@/lib/ids'
import { checkLedger } from '@/lib/usage/ledger/queries'
import {
  countRejections,
  fundAndSettle,
  InsufficientBudget,
  settle,
  settleAll,
  settleIn,
  ShardMismatch,
} from './commands'
import { createLedgerWorld, eventOf, newKeyId, NOON, NOVEMBER, type LedgerWorld } from './testing'

let world: LedgerWorld
let [accountId, keyId, gatewayId]: [AccountId, KeyId, GatewayId] = ['acc_', 'key_', 'gw_']
beforeAll(async () => {
  world = await createLedgerWorld()
})
beforeEach(async () => {
  accountId = await world.newAccount()
  keyId = newKeyId()
  gatewayId = await world.newGateway()
})
afterAll(() => world.database.drop())

const expectSound = async (account: AccountId, totalNanos: bigint) =>
  expect(await checkLedger(world.db, account, NOVEMBER)).toMatchObject({ totalNanos, differences: [] })

describe('settling', () => {
  it('stores the event, adds it to its quarter of an hour and charges account and key', async () => {
    await world.fund(gatewayId, accountId, keyId, 100_000n)
    const event = eventOf(accountId, keyId, { admittedAt: new Date('2026-11-10T12:29:59.999Z') })
    const settled = await settle(world.db, gatewayId, [event], NOON)
    expect(settled.get(event.id)).toEqual({ costNanos: 11_900n, waivedNanos: 0n, duplicate: false })
    const [row] = await world.db.select().from(usageEvents).where(eq(usageEvents.accountId, accountId))
    expect(row).toEqual({ ...event, gatewayId, settledAt: NOON, waivedNanos: 0n })
    const base = await world.db.select().from(usageBase).where(eq(usageBase.accountId, accountId))
    expect(base).toMatchObject([
      { bucket: new Date('2026-11-10T12:15:00Z'), requests: 1, inputTokens: 1_000, costNanos: 11_900n },
    ])
    for (const scope of ['account', keyId])
      expect(await world.shard(accountId, scope, gatewayId)).toEqual({
        granted: 100_000n,
        spent: 11_900n,
        seq: 1,
      })
    await expectSound(accountId, 11_900n)
  })

  it('counts an event once however often it is settled, in one batch or in several, at once or later', async () => {
    await world.fund(gatewayId, accountId, keyId, 100_000n)
    const event = eventOf(accountId, keyId)
    await settle(world.db, gatewayId, [event, event], NOON)
    const again = await settle(world.db, gatewayId, [event, eventOf(accountId, keyId)], NOON)
    expect(again.get(event.id)).toEqual({ costNanos: 11_900n, waivedNanos: 0n, duplicate: true })
    const other = eventOf(accountId, keyId)
    await Promise.all(Array.from({ length: 8 }, () => settle(world.db, gatewayId, [other], NOON)))
    await expectSound(accountId, 3n * 11_900n)
    expect(await world.shard(accountId, 'account', gatewayId)).toMatchObject({ spent: 35_700n })
  })

  it('takes a thousand events of many accounts in one go', async () => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => world.newAccount()))
    const keys = accounts.map(newKeyId)
    for (const [i, account] of accounts.entries())
      await world.fund(gatewayId, account, keys[i] ?? keyId, 1_000_000n)
    const events = Array.from({ length: 1_000 }, (_, i) =>
      eventOf(accounts[i % 20] ?? accountId, keys[i % 20] ?? keyId),
    )
    await settle(world.db, gatewayId, events, NOON)
    for (const account of accounts) await expectSound(account, 50n * 11_900n)
  })

  it('runs on many gateways at once without loss and without deadlock', async () => {
    const keys = [keyId, newKeyId(), newKeyId()]
    const gateways = await Promise.all(Array.from({ length: 6 }, () => world.newGateway()))
    await Promise.all(
      gateways.map(async gateway => {
        for (let round = 0; round < 15; round += 1) {
          const events = keys.toSorted(() => Math.random() - 0.5).map(key => eventOf(accountId, key))
          const outcomes = await fundAndSettle(world.db, gateway, events, NOON)
          expect([...outcomes.values()].every(outcome => outcome.ok)).toBe(true)
        }
      }),
    )
    await expectSound(accountId, 6n * 15n * 3n * 11_900n)
  })

  it('is refused to a fenced gateway, and to one that was never there', async () => {
    await world.fund(gatewayId, accountId, keyId, 100_000n)
    await fenceGateway(world.db, gatewayId)
    const event = eventOf(accountId, keyId)
    await expect(settle(world.db, gatewayId, [event], NOON)).rejects.toThrow(GatewayFenced)
    await expect(settleAll(world.db, 'gw_none', [event], NOON)).rejects.toThrow(GatewayFenced)
    expect(await world.count('usage_events', accountId)).toBe(0)
  })

  it('never spends what was not granted, and leaves nothing behind when it fails', async () => {
    const event = eventOf(accountId, keyId)
    await expect(settle(world.db, gatewayId, [event], NOON)).rejects.toThrow(ShardMismatch)
    await world.fund(gatewayId, accountId, keyId, 11_899n)
    await expect(settle(world.db, gatewayId, [event], NOON)).rejects.toThrow(/within_grant/)
    await expectSound(accountId, 0n)
    expect(await world.count('usage_base', accountId)).toBe(0)
  })

  it('refuses to run where the ledger lock was not taken first: a close could slip in between', async () => {
    await world.fund(gatewayId, accountId, keyId, 100_000n)
    const event = eventOf(accountId, keyId)
    await expect(transaction(world.db, client => settleIn(client, gatewayId, [event], NOON))).rejects.toThrow(
      ShardMismatch,
    )
    expect(await world.count('usage_events', accountId)).toBe(0)
  })

  it('needs no shard for what costs nothing', async () => {
    const failed = eventOf(accountId, keyId, {
      status: 'failed',
      httpStatus: 502,
      costNanos: 0n,
      inputCostNanos: 0n,
    })
    await settle(world.db, gatewayId, [failed], NOON)
    expect(await world.count('usage_events', accountId)).toBe(1)
  })
})

describe('a batch with a bad event', () => {
  it('stores all the others and sets the bad one aside', async () => {
    await world.fund(gatewayId, accountId, keyId, 1_000_000n)
    const events = Array.from({ length: 9 }, () => eventOf(accountId, keyId))
    const nul = eventOf(accountId, keyId, { upstreamId: 'nul \0 and \ud800 half' })
    const stranger = eventOf(await world.newAccount(), keyId)
    const outcomes = await settleAll(
      world.db,
      gatewayId,
      [...events.slice(0, 4), nul, ...events.slice(4), stranger],
      NOON,
    )
    for (const { id } of events) expect(outcomes.get(id)).toMatchObject({ ok: true })
    for (const { id } of [nul, stranger]) expect(outcomes.get(id)).toMatchObject({ ok: false })
    const [failure] = await world.db
      .select()
      .from(settlementFailures)
      .where(eq(settlementFailures.accountId, accountId))
    expect(failure).toMatchObject({ requestId: nul.id, event: { costNanos: '11900' }, resolvedAt: null })
    expect(await world.count('settlement_failures', stranger.accountId)).toBe(1)
    await expectSound(accountId, 9n * 11_900n)
  })
})

describe('a closed period', () => {
  it('waives what comes after, says so however often it is settled, and moves it nowhere', async () => {
    await world.db.insert(periods).values({ period: '2026-10', state: 'closed' })
    const event = eventOf(accountId, keyId, { admittedAt: new Date('2026-10-31T23:59:59.999Z') })
    const settled = await settle(world.db, gatewayId, [event], NOON)
    expect(settled.get(event.id)).toEqual({ costNanos: 0n, waivedNanos: 11_900n, duplicate: false })
    const again = await settle(world.db, gatewayId, [event], NOON)
    expect(again.get(event.id)).toEqual({ costNanos: 0n, waivedNanos: 11_900n, duplicate: true })
    expect(await checkLedger(world.db, accountId, '2026-10')).toMatchObject({
      totalNanos: 0n,
      differences: [],
    })
    await expectSound(accountId, 0n)
    const [row] = await world.db.select().from(usageEvents).where(eq(usageEvents.accountId, accountId))
    expect(row).toMatchObject({ costNanos: 0n, inputCostNanos: 0n, waivedNanos: 11_900n, inputTokens: 1_000 })
  })
})

describe('funding', () => {
  it('refuses what the limits cannot pay, and stores none of it', async () => {
    const poor = await world.newAccount(20_000n)
    await fundAndSettle(world.db, gatewayId, [eventOf(poor, keyId)], NOON)
    await expect(fundAndSettle(world.db, gatewayId, [eventOf(poor, keyId)], NOON)).rejects.toThrow(
      InsufficientBudget,
    )
    await expectSound(poor, 11_900n)
    expect(await world.allocated(poor, 'account')).toBe(11_900n)
  })
})

describe('rejections', () => {
  it('are summed by hour, key, endpoint and reason', async () => {
    const rejection = {
      accountId,
      at: NOON,
      keyId,
      endpoint: '/chat/completions',
      reason: 'rate_limit_exceeded',
      requests: 2,
    }
    const later = { ...rejection, at: new Date('2026-11-10T12:59:59Z') }
    await countRejections(world.db, [rejection, later, { ...rejection, keyId: '' }])
    await countRejections(world.db, [rejection])
    await countRejections(world.db, [])
    const { rows } = await world.database.pool.query(
      'SELECT key_id, bucket, requests FROM rejections WHERE account_id = $1 ORDER BY key_id',
      [accountId],
    )
    expect(rows).toEqual([
      { key_id: '', bucket: NOON, requests: '2' },
      { key_id: keyId, bucket: NOON, requests: '6' },
    ])
  })
})
