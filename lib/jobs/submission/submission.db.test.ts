import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDb } from '@/db/client'
import { accounts, apiKeys, spendLimits } from '@/db/schema'
import { fenceGateway } from '@/lib/gateways/commands'
import { GatewayFenced, JOBS_GATEWAY } from '@/lib/gateways/fenced'
import {
  createJobWorld,
  DyingDb,
  PRICE,
  submissionOf,
  untilBlocked,
  type JobWorld,
  type Payer,
} from '@/lib/jobs/testing'
import { storeSpendLimit } from '@/lib/limits/commands'
import { lease } from '@/lib/limits/leases/commands'
import type { Nanos } from '@/lib/money'
import { closePeriod } from '@/lib/usage/periods/commands'
import { NOON, NOVEMBER } from '@/lib/usage/testing'
import { submitJob, SubmissionUnknown } from './commands'

const DECEMBER = new Date('2026-12-01T00:10:00.000Z')
let world: JobWorld
let dying: DyingDb
beforeAll(async () => {
  world = await createJobWorld()
  dying = new DyingDb(world.db)
})
afterAll(() => world.database.drop())

const submit = (payer: Payer, db = world.db) => submitJob(db, world.gatewayId, submissionOf(payer))
const jobsOf = (payer: Payer) => world.count('jobs', payer.accountId)
const limit = (payer: Payer, scope: 'account' | Payer['keyId'], limitNanos: Nanos) =>
  world.db.insert(spendLimits).values({ accountId: payer.accountId, scope, limitNanos, updatedAt: NOON })
const nothing = { allocated: [0n, 0n], granted: [0n, 0n], spent: [0n, 0n] }

/** Locks the account's budget as a transaction would that is just about to change it. */
async function holdBudget({ accountId }: Payer): Promise<() => Promise<void>> {
  const client = await world.database.pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT 1 FROM budgets WHERE account_id = $1 FOR UPDATE', [accountId])
  return async () => {
    await client.query('COMMIT')
    client.release()
  }
}

describe('submissions in a flood', () => {
  it('do not keep whoever takes the right to them waiting until they end', async () => {
    const payer = await world.newPayer()
    const { db, close } = openDb(world.database.url, { max: 12 })
    const kinds: string[] = []
    const lane = async () => {
      for (let i = 0; i < 40; i += 1)
        kinds.push((await submitJob(db, world.gatewayId, submissionOf(payer))).kind)
    }
    const flood = Promise.all(Array.from({ length: 12 }, lane))
    await expect.poll(() => kinds.length).toBeGreaterThan(20)
    const before = kinds.length
    await world.db.update(apiKeys).set({ status: 'disabled' }).where(eq(apiKeys.id, payer.keyId))
    expect(kinds.length - before).toBeLessThan(120)
    await flood
    await close()
    const after = kinds.lastIndexOf('submitted')
    expect(new Set(kinds.slice(after + 1))).toEqual(new Set(['changed']))
    expect(await jobsOf(payer)).toBe(kinds.filter(kind => kind === 'submitted').length)
  })
})

describe('a submitted job', () => {
  it('has its row, its message, and its price in the hands of gateway jobs', async () => {
    const payer = await world.newPayer()
    const ref = await world.submit(payer)
    expect(await world.job(ref)).toMatchObject({
      status: 'QUEUED',
      request: { prompt: 'a fox', size: '832x1216', seed: 7 },
      reservedNanos: PRICE,
      admittedAt: NOON,
      deadlineAt: new Date(NOON.getTime() + 3_600_000),
    })
    expect(await world.messages(payer.accountId)).toBe(1)
    const held = [PRICE, PRICE]
    expect(await world.money(payer)).toEqual({ allocated: held, granted: held, spent: [0n, 0n] })
    expect(await world.shard(payer.accountId, 'account', JOBS_GATEWAY)).toMatchObject({ seq: 1 })
  })

  it('is there as a whole or not at all, at whatever statement its gateway dies', async () => {
    const payer = await world.newPayer()
    let [submitted, deaths] = [0n, 0]
    for (let statement = 1, died = true; died; statement += 1) {
      dying.dieAt(statement, 'before')
      const outcome = await submit(payer, dying.db).catch(() => null)
      died = dying.live()
      if (outcome) submitted += 1n
      else deaths += 1
      const held = submitted * PRICE
      expect(await world.money(payer)).toMatchObject({ allocated: [held, held], granted: [held, held] })
      expect([await jobsOf(payer), await world.messages(payer.accountId)]).toEqual(
        Array(2).fill(Number(submitted)),
      )
    }
    expect(deaths).toBeGreaterThan(5)
  })

  it.each(['before', 'after'] as const)(
    'is one job when the answer to its commit is lost, %s it took effect',
    async when => {
      const payer = await world.newPayer()
      dying.dieAt('COMMIT', when)
      expect(await submit(payer, dying.db)).toEqual({ kind: 'submitted' })
      expect(dying.live()).toBe(true)
      expect([await jobsOf(payer), await world.messages(payer.accountId)]).toEqual([1, 1])
      expect((await world.money(payer)).granted).toEqual([PRICE, PRICE])
    },
  )

  it('is not known to be there or not when the ledger stays away', async () => {
    const payer = await world.newPayer()
    dying.dieAt('COMMIT', 'after', 2)
    await expect(submit(payer, dying.db)).rejects.toBeInstanceOf(SubmissionUnknown)
    expect(await jobsOf(payer)).toBe(1)
  })
})

describe('what is not taken on leaves nothing behind', () => {
  it.each([
    ['account', 'limit'],
    ['key', 'limit'],
    ['account', 'reserved'],
  ] as const)('by the %s’s budget (%s)', async (of, reason) => {
    const payer = await world.newPayer()
    const scope = of === 'account' ? 'account' : payer.keyId
    await limit(payer, scope, reason === 'limit' ? PRICE - 1n : PRICE)
    if (reason === 'reserved') await world.fund(await world.newGateway(), payer.accountId, payer.keyId, 1n)
    expect(await submit(payer)).toMatchObject({ kind: 'short', refusals: [{ scope, reason }] })
    expect([await jobsOf(payer), await world.messages(payer.accountId)]).toEqual([0, 0])
    expect((await world.money(payer)).granted).toEqual([0n, 0n])
  })

  it('by a gateway that is fenced', async () => {
    const payer = await world.newPayer()
    const gatewayId = await world.newGateway()
    await fenceGateway(world.db, gatewayId)
    await expect(submitJob(world.db, gatewayId, submissionOf(payer))).rejects.toBeInstanceOf(GatewayFenced)
    expect(await world.money(payer)).toEqual(nothing)
    expect(await jobsOf(payer)).toBe(0)
  })

  it.each([
    ['a key that was disabled', { status: 'disabled' as const }, {}],
    ['a key with another secret', { secretHash: 'another' }, {}],
    ['a key without the permission', { permissions: ['text_generation' as const] }, {}],
    ['a suspended account', {}, { standing: 'suspended' as const }],
    ['an account on hold', {}, { heldAt: NOON }],
  ])('by %s since it was let in', async (_what, key, account) => {
    const payer = await world.newPayer()
    if (Object.keys(key).length > 0)
      await world.db.update(apiKeys).set(key).where(eq(apiKeys.id, payer.keyId))
    if (Object.keys(account).length > 0)
      await world.db.update(accounts).set(account).where(eq(accounts.accountId, payer.accountId))
    expect(await submit(payer)).toEqual({ kind: 'changed' })
    expect([await jobsOf(payer), await world.messages(payer.accountId)]).toEqual([0, 0])
  })
})

describe('at the limit', () => {
  it('many submissions and leases at once never hand out more than it', async () => {
    const payer = await world.newPayer(10n * PRICE)
    await limit(payer, payer.keyId, 8n * PRICE)
    const gateways = await Promise.all(Array.from({ length: 4 }, () => world.newGateway()))
    const ask = { seq: 0, minNanos: PRICE, needNanos: PRICE, wantNanos: 0n }
    const leases = gateways.map(gatewayId =>
      lease(world.db, {
        gatewayId,
        accountId: payer.accountId,
        period: NOVEMBER,
        asks: (['account', payer.keyId] as const).map(scope => ({ scope, ...ask })),
      }),
    )
    const outcomes = await Promise.all([...Array.from({ length: 30 }, () => submit(payer)), ...leases])
    const submitted = outcomes.filter(outcome => 'kind' in outcome && outcome.kind === 'submitted').length
    const leased = outcomes.flatMap(outcome =>
      'shards' in outcome ? outcome.shards.filter(({ scope }) => scope !== 'account') : [],
    )
    const ofKey = leased.reduce((sum, { grantedNanos }) => sum + grantedNanos, 0n)
    expect(BigInt(submitted) * PRICE + ofKey).toBe(8n * PRICE)
    expect(await jobsOf(payer)).toBe(submitted)
    const { allocated } = await world.money(payer)
    expect(allocated[1]).toBe(8n * PRICE)
    expect(allocated[0]).toBeLessThanOrEqual(10n * PRICE)
  })
})

describe('what changes while a job is being submitted', () => {
  it('a right that is taken, or a limit that is lowered, waits for the job, and counts from then on', async () => {
    const payer = await world.newPayer()
    await world.submit(payer)
    const release = await holdBudget(payer)
    const submitting = submit(payer)
    await untilBlocked(world, 1)
    const order: string[] = []
    const disabling = world.db
      .update(apiKeys)
      .set({ status: 'disabled' })
      .where(eq(apiKeys.id, payer.keyId))
      .then(() => order.push('disabled'))
    const ctx = { db: world.db, now: NOON, userId: 'usr_1', role: 'owner' } as const
    const lowering = world.db
      .transaction(tx => storeSpendLimit(tx, { ...ctx, accountId: payer.accountId }, 'account', PRICE))
      .then(() => order.push('lowered'))
    await untilBlocked(world, 3)
    expect(order).toEqual([])
    await release()
    expect(await submitting).toEqual({ kind: 'submitted' })
    await Promise.all([disabling, lowering])
    expect(await submit(payer)).toEqual({ kind: 'changed' })
    const rights = { ...payer.rights, status: 'disabled' }
    expect(await submit({ ...payer, rights })).toMatchObject({ kind: 'short' })
  })

  it('a key that is being disabled is waited for', async () => {
    const payer = await world.newPayer()
    let submitting = Promise.resolve<unknown>(null)
    await world.db.transaction(async tx => {
      await tx.update(apiKeys).set({ status: 'disabled' }).where(eq(apiKeys.id, payer.keyId))
      submitting = submit(payer)
      await untilBlocked(world, 1)
    })
    expect(await submitting).toEqual({ kind: 'changed' })
  })

  it('a period that is closed has no open job, however many are submitted as it closes', async () => {
    const own = await createJobWorld()
    const open = async () => {
      const { rows } = await own.db.execute<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM jobs WHERE status IN ('QUEUED', 'PROCESSING')`,
      )
      return rows[0]?.n
    }
    let closed = false
    let [submitted, barred] = [0, 0]
    const submitting = Array.from({ length: 6 }, async () => {
      const payer = await own.newPayer()
      for (let late = 0; late < 3; late += Number(closed)) {
        const { kind } = await submitJob(own.db, own.gatewayId, submissionOf(payer))
        if (kind === 'submitted') submitted += 1
        if (kind === 'barred') barred += 1
      }
    })
    const acknowledging = async () => {
      while (!closed)
        await own.db.execute(sql`UPDATE gateways SET acked_epoch = (SELECT epoch FROM control_state)`)
    }
    const closing = async () => {
      await new Promise(resolve => setTimeout(resolve, 200))
      for (;;) {
        const state = await closePeriod(own.db, NOVEMBER, DECEMBER)
        if (state.ok && state.value === 'closed') break
        await own.db.execute(sql`UPDATE jobs SET status = 'FAILED', request = NULL WHERE request IS NOT NULL`)
      }
      closed = true
    }
    await Promise.all([...submitting, acknowledging(), closing()])
    expect(await open()).toBe(0)
    expect([submitted > 0, barred > 0]).toEqual([true, true])
    await own.database.drop()
  })
})
