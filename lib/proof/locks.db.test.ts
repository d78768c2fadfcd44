import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '@/db/client'
import { fenceGateway, heartbeat } from '@/lib/gateways/commands'
import { GatewayFenced } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId, KeyId } from '@/lib/ids'
import { lease } from '@/lib/limits/leases/commands'
import { gate, openTampered, replacing, type TamperedDb } from '@/lib/proof/testing'
import { settle } from '@/lib/usage/commands'
import { checkLedger } from '@/lib/usage/ledger/queries'
import { closePeriod } from '@/lib/usage/periods/commands'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { createLedgerWorld, eventOf, newKeyId, NOON, NOVEMBER, type LedgerWorld } from '@/lib/usage/testing'

const DECEMBER = new Date('2026-12-01T00:20:00.000Z')
const untouched = (text: string) => text

let world: LedgerWorld
let accountId: AccountId
let [one, two]: [GatewayId, GatewayId] = ['gw_', 'gw_']
const keys: [KeyId, KeyId] = [newKeyId(), newKeyId()].sort() as [KeyId, KeyId]
const opened: TamperedDb[] = []

beforeEach(async () => {
  world = await createLedgerWorld()
  accountId = await world.newAccount()
  ;[one, two] = [await world.newGateway(), await world.newGateway()]
})
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
  await world.database.drop()
})

function tampered(options: Parameters<typeof openTampered>[1]): TamperedDb {
  const made = openTampered(world.database.url, options)
  opened.push(made)
  return made
}

/** How many connections of this database wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await world.database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rows[0]?.n ?? 0
}

/** Runs both while a third transaction holds one row that they both want, so that each has taken what it takes before it. */
async function whileHeld(
  rowSql: string,
  values: readonly unknown[],
  runs: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const holder = await world.database.pool.connect()
  await holder.query('BEGIN')
  await holder.query(rowSql, [...values])
  const running: Promise<unknown>[] = []
  for (const run of runs) {
    running.push(run())
    await expect.poll(waiting).toBe(running.length)
  }
  await holder.query('COMMIT')
  holder.release()
  await Promise.all(running)
}

describe('locks on budgets', () => {
  const lease2 = (db: Db, gatewayId: GatewayId, scopes: readonly ('account' | KeyId)[], seq: number) =>
    lease(db, {
      gatewayId,
      accountId,
      period: NOVEMBER,
      asks: scopes.map(scope => ({ scope, seq, minNanos: 1n, needNanos: 1n, wantNanos: 0n })),
    })

  it.each([
    ['in the order of their names, wait for each other', untouched, []],
    [
      'in the order asked for, deadlock',
      replacing('ORDER BY b.scope FOR UPDATE', 'ORDER BY array_position($4::text[], b.scope) FOR UPDATE'),
      ['40P01'],
    ],
  ])('taken %s', async (_how, rewrite, failures) => {
    const { db, failures: seen } = tampered({ rewrite })
    for (const gateway of [one, two]) await lease2(db, gateway, ['account', keys[0]], 0)
    await whileHeld(
      `SELECT 1 FROM budgets WHERE account_id = $1 AND scope = 'account' FOR UPDATE`,
      [accountId],
      [() => lease2(db, one, ['account', keys[0]], 1), () => lease2(db, two, [keys[0], 'account'], 1)],
    )
    expect(seen).toEqual(failures)
    expect(await world.allocated(accountId, 'account')).toBe(4n)
  })
})

describe('locks on rollups', () => {
  it.each([
    ['in the order of their keys, wait for each other', untouched, []],
    [
      'in any order, deadlock',
      replacing(/(GROUP BY 1, 2, 3, 4, 5, 6, 7\s+ORDER BY 1, 2, 3),/g, '$1 DESC,'),
      ['40P01'],
    ],
  ])('taken %s', async (_how, rewrite, failures) => {
    const first = tampered({})
    const second = tampered({ rewrite })
    for (const gateway of [one, two])
      for (const key of keys) await world.fund(gateway, accountId, key, 100_000n)
    const both = () => keys.map(key => eventOf(accountId, key))
    await settle(world.db, one, both(), NOON)
    await whileHeld(
      `SELECT 1 FROM usage_base WHERE account_id = $1 AND key_id = $2 FOR UPDATE`,
      [accountId, keys[0]],
      [
        () => settle(first.db, one, both(), NOON).catch(() => undefined),
        () => settle(second.db, two, both(), NOON).catch(() => undefined),
      ],
    )
    expect([...first.failures, ...second.failures]).toEqual(failures)
  })
})

/** Everything but the ledger's own lock; that it is held is said all the same. */
const withoutLock = replacing(/pg_advisory_xact_lock\w*\(\d+\), /, '')

describe('a settlement under way', () => {
  /** Settles one event, and lets `flip` run to its end, or into a lock, before the COMMIT. */
  async function settleAround(
    rewrite: (text: string) => string,
    flip: () => Promise<unknown>,
  ): Promise<void> {
    const commit = gate()
    const { db } = tampered({
      rewrite,
      before: async text => {
        if (text !== 'COMMIT') return
        commit.reach()
        await commit.opened
      },
    })
    await world.fund(one, accountId, keys[0], 100_000n)
    const settling = settle(db, one, [eventOf(accountId, keys[0])], NOON)
    await commit.reached
    let isFlipped = false
    const flipping = flip().then(() => {
      isFlipped = true
    })
    await expect.poll(async () => isFlipped || (await waiting()) > 0).toBe(true)
    commit.open()
    await Promise.all([settling, flipping])
  }

  it.each([
    ['with the lock, is in the fold that comes meanwhile', untouched, true],
    ['without it, is missing there for ever', withoutLock, false],
  ])('%s', async (_what, rewrite, isRight) => {
    await settleAround(rewrite, () => foldRollups(world.db, DECEMBER))
    const { totalNanos, differences } = await checkLedger(world.db, accountId, NOVEMBER)
    expect(totalNanos).toBe(11_900n)
    expect(differences.length === 0).toBe(isRight)
  })

  it.each([
    ['with the lock, is charged before its month closes', untouched, true],
    ['without it, is charged to a month that has closed', withoutLock, false],
  ])('%s', async (_what, rewrite, isRight) => {
    const beat = async (id: GatewayId) => {
      const pulse = await heartbeat(world.db, { id, mode: 'demo', ackedEpoch: 1, oldestReservedPeriod: null })
      expect(pulse.fenced).toBe(false)
    }
    let atClose = -1n
    await settleAround(rewrite, async () => {
      const closing = closePeriod(world.db, NOVEMBER, DECEMBER)
      await expect
        .poll(async () => (await world.database.pool.query('SELECT 1 FROM periods')).rowCount)
        .toBe(1)
      for (const id of [one, two]) await beat(id)
      expect(await closing).toEqual({ ok: true, value: 'closed' })
      atClose = (await checkLedger(world.db, accountId, NOVEMBER)).totalNanos
    })
    const { totalNanos } = await checkLedger(world.db, accountId, NOVEMBER)
    expect(totalNanos === atClose).toBe(isRight)
  })
})

describe('a fenced gateway', () => {
  it.each([
    ['settles and leases nothing', untouched, true],
    ['would, if statements did not ask', replacing(/ AND fenced_at IS NULL/g, ''), false],
  ])('%s', async (_what, rewrite, isRefused) => {
    const { db } = tampered({ rewrite })
    await world.fund(one, accountId, keys[0], 100_000n)
    await fenceGateway(world.db, one)
    const writes = [
      () => settle(db, one, [eventOf(accountId, keys[0])], NOON),
      () =>
        lease(db, {
          gatewayId: one,
          accountId,
          period: NOVEMBER,
          asks: [{ scope: 'account', seq: 1, minNanos: 1n, needNanos: 1n, wantNanos: 0n }],
        }),
    ]
    for (const write of writes)
      if (isRefused) await expect(write()).rejects.toThrow(GatewayFenced)
      else await expect(write()).resolves.toBeDefined()
  })
})
