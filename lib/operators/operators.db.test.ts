import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts, operatorLog, settlementFailures, usageEvents, users } from '@/db/schema'
import { startSession } from '@/lib/accounts/sessions/commands'
import { getLiveSession } from '@/lib/accounts/sessions/queries'
import { createUser } from '@/lib/accounts/commands'
import { holdAccount } from '@/lib/billing/holds/commands'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx, OperatorCtx } from '@/lib/ctx'
import type { UserId } from '@/lib/ids'
import { closeMonth } from '@/lib/invoices/month/commands'
import { closeDeps, newPayer, seedCatalog, settleUsage } from '@/lib/invoices/testing'
import { setCeiling } from '@/lib/limits/commands'
import { fromUsd } from '@/lib/money'
import type { AccountListing } from '@/lib/operators/accounts/account-list'
import { countAccounts, listAccounts } from '@/lib/operators/accounts/queries'
import type { AuditFilter } from '@/lib/operators/audit/entries'
import { listAuditEntries } from '@/lib/operators/audit/queries'
import { grantOperator, revokeOperator } from '@/lib/operators/commands'
import { getOpenPeriods, getTotalFigures } from '@/lib/operators/exposure/queries'
import { resolveFailure } from '@/lib/operators/losses/commands'
import { listLosses, listLossesByAccount, listSettlementFailures } from '@/lib/operators/losses/queries'
import { getAttention, listOperators } from '@/lib/operators/queries'
import { toPeriod } from '@/lib/period'
import { eventOf, newKeyId } from '@/lib/usage/testing'

const october = toPeriod('2026-10')
let world: StripeWorld
let payer: MemberCtx
let debtor: MemberCtx
let idler: MemberCtx
let operator: OperatorCtx

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
  payer = await newPayer(world)
  debtor = await newPayer(world, '4000000000000341')
  idler = await newPayer(world, null)
  operator = { db: world.db, userId: await newPerson('ops@serika.example'), now: world.now }
  await rename(payer, 'Northwind')
  await rename(debtor, '100% Debt_or')
  await rename(idler, 'Acorn')
  await settleUsage(world, payer, [[60_000_000, 0]]) // $9.00
  await settleUsage(world, debtor, [[20_000_000, 0]]) // $3.00
})
afterAll(() => world.close())

async function newPerson(email: string, emailVerifiedAt: Date | null = new Date()): Promise<UserId> {
  const id = await createUser(
    world.db,
    { name: 'Noor Haddad', email, passwordHash: null, emailVerifiedAt },
    new Date(),
  )
  if (!id) throw new Error(`${email} is taken`)
  return id
}

async function rename({ accountId }: MemberCtx, name: string): Promise<void> {
  await world.db.update(accounts).set({ name }).where(eq(accounts.accountId, accountId))
}

const all: AccountListing = {
  search: '',
  view: 'all',
  order: 'exposure',
  reversed: false,
  page: 1,
  pageSize: 50,
}
const list = async (change: Partial<AccountListing> = {}) =>
  listAccounts(world.db, { ...all, ...change }, await getOpenPeriods(world.db, world.now))
const namesOf = async (change: Partial<AccountListing>) => (await list(change)).map(({ name }) => name)

describe('becoming an operator', () => {
  it('is for people who have confirmed their address, holds at once for sessions that live, and is written down', async () => {
    const { db, now } = world
    const userId = await newPerson('noor@serika.example')
    await newPerson('typed@serika.example', null)
    const sessionId = await startSession(db, userId, { userAgent: null, address: '192.0.2.1' }, new Date())
    const isOperator = async () => (await getLiveSession(db, sessionId, new Date()))?.user.isOperator

    expect(await grantOperator(db, 'nobody@serika.example', now)).toMatchObject({
      error: { code: 'unknown_user' },
    })
    expect(await grantOperator(db, 'typed@serika.example', now)).toMatchObject({
      error: { code: 'unverified_user' },
    })
    expect(await isOperator()).toBe(false)
    expect(await grantOperator(db, 'noor@serika.example', now)).toEqual({ ok: true, value: 'granted' })
    expect(await isOperator()).toBe(true)
    expect(await grantOperator(db, 'noor@serika.example', now)).toMatchObject({ value: 'already_operator' })
    expect(await listOperators(db)).toEqual([{ email: 'noor@serika.example', name: 'Noor Haddad' }])
    expect(await revokeOperator(db, 'noor@serika.example', now)).toEqual({ ok: true, value: 'revoked' })
    expect(await isOperator()).toBe(false)
    expect(await revokeOperator(db, 'noor@serika.example', now)).toMatchObject({ value: 'not_operator' })

    const log = await db.select().from(operatorLog).where(eq(operatorLog.target, userId))
    expect(log.map(({ action, actorUserId }) => [action, actorUserId])).toEqual([
      ['operator.granted', null],
      ['operator.revoked', null],
    ])
  })
})

describe('accounts in sight of operators', () => {
  it('count what was used and is not billed as exposure, whatever the month', async () => {
    world.now = new Date('2026-11-01T00:05:00Z')
    await settleUsage(world, debtor, [[10_000_000, 0]]) // $1.50
    const [first, second, third] = await list()
    expect(first).toMatchObject({ name: 'Northwind', spentNanos: 0n, unbilledNanos: fromUsd('9') })
    expect(second).toMatchObject({
      name: '100% Debt_or',
      spentNanos: fromUsd('1.5'),
      unbilledNanos: fromUsd('4.5'),
      unpaidCents: 0,
      exposureNanos: fromUsd('4.5'),
    })
    expect(third).toMatchObject({ name: 'Acorn', standing: 'free', exposureNanos: 0n })
  })

  it('are exposed by what they owe once it is billed, and no more by what they paid', async () => {
    expect(await closeMonth(closeDeps(world), october, world.now)).toMatchObject({ ok: true })
    await world.receiveWebhooks()
    const rows = await list()
    expect(rows.map(({ exposureNanos }) => exposureNanos)).toEqual([fromUsd('4.5'), 0n, 0n])
    expect(rows[0]).toMatchObject({
      name: '100% Debt_or',
      standing: 'past_due',
      unbilledNanos: fromUsd('1.5'),
      unpaidCents: 300,
      ownerEmail: expect.stringMatching(/^mira\d+@example\.com$/),
    })
    expect(await getTotalFigures(world.db, await getOpenPeriods(world.db, world.now))).toEqual({
      spentNanos: fromUsd('1.5'),
      unbilledNanos: fromUsd('1.5'),
      unpaidCents: 300,
      exposureNanos: fromUsd('4.5'),
    })
  })

  it('are sorted, turned round and read page by page', async () => {
    expect(await namesOf({ order: 'name' })).toEqual(['100% Debt_or', 'Acorn', 'Northwind'])
    expect(await namesOf({ order: 'name', reversed: true })).toEqual(['Northwind', 'Acorn', '100% Debt_or'])
    expect(await namesOf({ order: 'created' })).toHaveLength(3)
    const pages = [1, 2, 3, 4].map(page => namesOf({ order: 'name', page, pageSize: 1 }))
    expect((await Promise.all(pages)).flat()).toEqual(['100% Debt_or', 'Acorn', 'Northwind'])
    await setCeiling({ ...operator, actorUserId: operator.userId }, idler.accountId, fromUsd('2000'))
    expect((await namesOf({ order: 'ceiling' }))[0]).toBe('Acorn')
    expect((await namesOf({ order: 'spend' }))[0]).toBe('100% Debt_or')
  })

  it('are found by name, address, own id and Stripe’s ids; what means something to SQL is only text', async () => {
    const [row] = await world.db.select().from(accounts).where(eq(accounts.accountId, payer.accountId))
    const [owner] = await world.db.select().from(users).where(eq(users.id, payer.userId))
    expect(await namesOf({ search: 'NORTH' })).toEqual(['Northwind'])
    expect(await namesOf({ search: owner?.email ?? '' })).toEqual(['Northwind'])
    expect(await namesOf({ search: payer.accountId })).toEqual(['Northwind'])
    expect(await namesOf({ search: row?.stripeCustomerId ?? '' })).toEqual(['Northwind'])
    expect(await namesOf({ search: '0%' })).toEqual(['100% Debt_or'])
    expect(await namesOf({ search: 't_o' })).toEqual(['100% Debt_or'])
    for (const search of ['%%%', '__', "'; --", '\\', 'cus_none'])
      expect(await namesOf({ search })).toEqual([])
    expect(await countAccounts(world.db, 'NORTH')).toMatchObject({ all: 1, active: 1, past_due: 0 })
  })

  it('are narrowed by standing and by holds', async () => {
    await holdAccount(
      world.db,
      { accountId: payer.accountId, actorUserId: operator.userId, now: world.now },
      'stolen card',
    )
    expect(await namesOf({ view: 'held' })).toEqual(['Northwind'])
    expect(await namesOf({ view: 'suspended' })).toEqual(['Northwind'])
    expect(await namesOf({ view: 'past_due' })).toEqual(['100% Debt_or'])
    expect(await namesOf({ view: 'free' })).toEqual(['Acorn'])
    expect(await countAccounts(world.db, '')).toEqual({
      all: 3,
      active: 0,
      past_due: 1,
      suspended: 1,
      held: 1,
      free: 1,
    })
  })
})

describe('the audit log', () => {
  const entries = (change: Partial<AuditFilter>) =>
    listAuditEntries(world.db, { by: 'all', action: null, search: '', limit: 1_000, before: null, ...change })

  it('is read page by page, accounts’ and the platform’s own entries together, nothing twice and nothing left out', async () => {
    const whole = await entries({})
    expect(whole.some(({ account }) => account === null)).toBe(true)
    expect(whole.map(({ at }) => at.getTime())).toEqual(
      whole.map(({ at }) => at.getTime()).sort((a, b) => b - a),
    )
    const read: string[] = []
    for (let before: AuditFilter['before'] = null; ;) {
      const page = await entries({ limit: 4, before })
      read.push(...page.map(({ id }) => id))
      const last = page.at(-1)
      if (!last || page.length < 4) break
      before = { at: last.at, id: last.id }
    }
    expect(read).toEqual(whole.map(({ id }) => id))
  })

  it('tells operators’ acts from members’ and from what the platform does by itself', async () => {
    const whole = await entries({})
    const by = { operators: await entries({ by: 'operators' }), members: await entries({ by: 'members' }) }
    const platform = await entries({ by: 'platform' })
    expect(new Set(by.operators.map(({ action }) => action))).toEqual(
      new Set(['operator.granted', 'operator.revoked', 'ceiling.changed', 'account.held']),
    )
    expect(by.members.every(({ actor }) => actor !== null)).toBe(true)
    expect(platform.map(({ action }) => action)).toContain('standing.changed')
    expect(by.operators.length + by.members.length + platform.length).toBe(whole.length)
  })

  it('is searched by account, by person and by act', async () => {
    const held = await entries({ action: 'account.held' })
    expect(held).toMatchObject([
      {
        account: { name: 'Northwind' },
        actor: { email: 'ops@serika.example' },
        details: { reason: 'stolen card' },
      },
    ])
    expect(await entries({ search: 'ops@serika', action: 'account.held' })).toEqual(held)
    expect(await entries({ search: payer.accountId, by: 'operators' })).toEqual(held)
    expect(await entries({ search: 'no such thing' })).toEqual([])
    const onAcorn = await entries({ search: 'acorn' })
    expect(new Set(onAcorn.map(({ account }) => account?.name))).toEqual(new Set(['Acorn']))
  })
})

describe('what the platform bore itself', () => {
  beforeAll(async () => {
    const { priceId, modelId } = (await anyEvent()) ?? { priceId: 'p', modelId: 'm' }
    const borne = (ctx: MemberCtx, at: string, absorbedNanos: bigint, waivedNanos: bigint) => ({
      ...eventOf(ctx.accountId, newKeyId(), { modelId, priceId, absorbedNanos }, new Date(at)),
      waivedNanos,
      gatewayId: 'gw_test',
      settledAt: new Date(at),
    })
    await world.db
      .insert(usageEvents)
      .values([
        borne(payer, '2026-10-31T23:59:59.999Z', 5n, 0n),
        borne(payer, '2026-11-01T00:00:00.000Z', 7n, 0n),
        borne(debtor, '2026-11-02T00:00:00.000Z', 0n, 11n),
        borne(debtor, '2026-11-03T00:00:00.000Z', 1n, 0n),
      ])
    await world.db.insert(settlementFailures).values(
      ['req_1', 'req_2'].map((requestId, i) => ({
        accountId: debtor.accountId,
        requestId,
        event: i === 0 ? { modelId: 'm', endpoint: '/chat/completions', costNanos: '42' } : { modelId: 3 },
        reason: 'a number out of range',
        failedAt: new Date(`2026-11-0${i + 4}T00:00:00Z`),
      })),
    )
  })
  const anyEvent = async () => (await world.db.select().from(usageEvents).limit(1))[0]

  it('stands by month of admission, and by account', async () => {
    expect(await listLosses(world.db, 12)).toEqual([
      {
        period: '2026-11',
        absorbedNanos: 8n,
        absorbedRequests: 2,
        waivedNanos: 11n,
        waivedRequests: 1,
        failures: 2,
      },
      {
        period: '2026-10',
        absorbedNanos: 5n,
        absorbedRequests: 1,
        waivedNanos: 0n,
        waivedRequests: 0,
        failures: 0,
      },
    ])
    expect(await listLossesByAccount(world.db, toPeriod('2026-11'), 10)).toEqual([
      { accountId: debtor.accountId, name: '100% Debt_or', absorbedNanos: 1n, waivedNanos: 11n, requests: 2 },
      { accountId: payer.accountId, name: 'Northwind', absorbedNanos: 7n, waivedNanos: 0n, requests: 1 },
    ])
  })

  it('lists what could not be stored until somebody has resolved it, once, with a note', async () => {
    const open = () =>
      listSettlementFailures(world.db, { openOnly: true, accountId: null, limit: 10, before: null })
    expect(await open()).toMatchObject([
      { requestId: 'req_2', modelId: 'unknown', costNanos: null },
      { requestId: 'req_1', modelId: 'm', costNanos: 42n, accountName: '100% Debt_or' },
    ])
    expect((await getAttention(world.db)).openFailures).toBe(2)
    const act = { accountId: debtor.accountId, requestId: 'req_2', note: 'the provider sent nonsense' }
    expect(await resolveFailure(operator, { ...act, accountId: payer.accountId })).toMatchObject({
      error: { code: 'unknown_failure' },
    })
    expect(await resolveFailure(operator, act)).toMatchObject({ ok: true })
    expect(await resolveFailure(operator, act)).toMatchObject({ error: { code: 'unknown_failure' } })
    expect((await open()).map(({ requestId }) => requestId)).toEqual(['req_1'])
    const logged = await listAuditEntries(world.db, {
      by: 'operators',
      action: 'settlement_failure.resolved',
      search: '',
      limit: 10,
      before: null,
    })
    expect(logged).toMatchObject([{ target: 'req_2', details: { note: 'the provider sent nonsense' } }])
  })
})
