import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invoices, members, notices, users } from '@/db/schema'
import { recomputeStanding, suspendOverdue } from '@/lib/billing/commands'
import { sendReminders } from '@/lib/billing/dunning/commands'
import { holdAccount, liftHold } from '@/lib/billing/holds/commands'
import { queueNotices } from '@/lib/billing/notices/commands'
import { getBilling } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import { createUser } from '@/lib/accounts/commands'
import type { MemberCtx } from '@/lib/ctx'
import { newId } from '@/lib/ids'
import { billAccount } from '@/lib/invoices/close/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { toPeriod } from '@/lib/period'

const october = toPeriod('2026-10')
const failedAt = new Date('2026-11-01T00:10:00Z')
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
})
afterAll(() => world.close())

const day = (days: number) => new Date(failedAt.getTime() + days * 86_400_000)

/** What the worker does by itself, at that moment. */
async function workerAt(now: Date): Promise<void> {
  world.now = now
  await suspendOverdue(world.db, now)
  await Promise.all([sendReminders(world.db, now), sendReminders(world.db, now)])
  await Promise.all([queueNotices(world.db, now), queueNotices(world.db, now)])
}

async function debtor(card: string): Promise<MemberCtx> {
  const ctx = await newPayer(world, card)
  await addUsage(world, ctx, october, 10_000_000, 0)
  world.now = failedAt
  await billAccount(world, ctx.accountId, october, failedAt)
  return ctx
}

async function addressesOf({ accountId }: MemberCtx): Promise<string[]> {
  const rows = await world.db
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.accountId, accountId))
  return rows.map(({ email }) => email)
}

/** Queued mails to an account's people, as the queue holds them. */
async function mailsTo(
  ctx: MemberCtx,
): Promise<{ template: string; to: string; data: Record<string, unknown> }[]> {
  const addresses = await addressesOf(ctx)
  const { rows } = await world.db.execute<{
    data: { template: string; to: string; data: Record<string, unknown> }
  }>(sql`SELECT data FROM pgboss.job WHERE name = 'mail' ORDER BY created_on, id`)
  return rows.map(({ data }) => data).filter(({ to }) => addresses.includes(to))
}

/** What they are told of debts: that billing is set up is no part of it. */
const templatesTo = async (ctx: MemberCtx) =>
  (await mailsTo(ctx)).map(({ template }) => template).filter(template => template !== 'billing_active')
const invoiceOf = async ({ accountId }: MemberCtx) =>
  (await world.db.select().from(invoices).where(eq(invoices.accountId, accountId)))[0]

describe('an account whose card declines', () => {
  it('is reminded on day 0, 3 and 6, suspended after 7, and back at the moment of payment; each told once', async () => {
    const ctx = await debtor('4000000000000341')
    expect(await getBilling({ ...ctx, now: failedAt })).toMatchObject({
      standing: 'past_due',
      suspendsAt: day(7),
    })
    const seen: string[][] = []
    for (const days of [0, 0.5, 2.99, 3, 3.01, 6, 6.99]) {
      await workerAt(day(days))
      seen.push(await templatesTo(ctx))
    }
    expect(seen.map(mails => mails.length)).toEqual([1, 1, 1, 2, 2, 3, 3])
    expect(new Set(seen.at(-1))).toEqual(new Set(['payment_failed']))
    expect((await mailsTo(ctx)).find(({ template }) => template === 'payment_failed')?.data).toMatchObject({
      amountCents: 150,
      period: 'October 2026',
      reason: 'The bank declined the card.',
      suspendsAt: day(7).toISOString(),
    })
    await workerAt(day(7))
    await workerAt(day(8))
    expect((await getBilling({ ...ctx, now: day(8) })).standing).toBe('suspended')
    expect((await templatesTo(ctx)).slice(3)).toEqual(['account_suspended'])
    await world.stripe.invoices.pay((await invoiceOf(ctx))?.stripeInvoiceId ?? '', { paid_out_of_band: true })
    await world.receiveWebhooks()
    expect((await getBilling({ ...ctx, now: day(8) })).standing).toBe('active')
    await workerAt(day(8.1))
    await workerAt(day(9))
    expect((await templatesTo(ctx)).slice(4).toSorted()).toEqual(['account_restored', 'payment_received'])
  })

  it('is told everyone who owns or manages it or does its billing, and nobody else', async () => {
    const ctx = await debtor('4000000000000341')
    for (const role of ['billing', 'admin', 'developer', 'viewer'] as const) {
      const email = `${role}@halcyon.example`
      const person = { name: role, email, passwordHash: null, emailVerifiedAt: failedAt }
      await world.db.transaction(async tx => {
        const userId = await createUser(tx, person, failedAt)
        const id = newId('member', failedAt)
        await tx
          .insert(members)
          .values({ accountId: ctx.accountId, id, userId: userId ?? '', role, createdAt: failedAt })
      })
    }
    await workerAt(day(0))
    const told = (await mailsTo(ctx))
      .filter(({ template }) => template === 'payment_failed')
      .map(({ to }) => to)
    expect(told).toHaveLength(3)
    expect(told).toEqual(expect.arrayContaining(['billing@halcyon.example', 'admin@halcyon.example']))
  })

  it('of a worker that was away gets the latest reminder, not all that were missed', async () => {
    const ctx = await debtor('4000000000000341')
    await workerAt(day(6.5))
    expect(await templatesTo(ctx)).toEqual(['payment_failed'])
    const last = (await mailsTo(ctx)).find(({ template }) => template === 'payment_failed')
    expect(last?.data).toMatchObject({ day: 6 })
  })
})

it('a payment that the bank wants confirmed is a state of its own, with the page to do it on', async () => {
  const ctx = await debtor('4000002760003184')
  const invoice = await invoiceOf(ctx)
  expect(invoice).toMatchObject({ status: 'open', needsAuthentication: true })
  expect((await getBilling({ ...ctx, now: failedAt })).authentication).toMatchObject({
    id: invoice?.id,
    reason: 'The bank asks you to confirm this payment.',
  })
  await workerAt(day(0))
  expect((await mailsTo(ctx)).filter(({ template }) => template !== 'billing_active')).toMatchObject([
    { template: 'payment_confirmation', data: { hostedUrl: invoice?.hostedUrl } },
  ])
  await world.stripe.invoices.pay(invoice?.stripeInvoiceId ?? '', { paid_out_of_band: true })
  await world.receiveWebhooks()
  expect(await getBilling({ ...ctx, now: day(1) })).toMatchObject({
    standing: 'active',
    authentication: null,
  })
})

it('a hold of an operator is in force at once, told by nobody, and gone when it is lifted', async () => {
  const ctx = await newPayer(world)
  const operator = { accountId: ctx.accountId, actorUserId: ctx.userId, now: world.now }
  await holdAccount(world.db, operator, 'looks like fraud')
  expect(await getBilling(ctx)).toMatchObject({ standing: 'suspended', reason: 'held' })
  await workerAt(day(10))
  expect(await templatesTo(ctx)).toEqual([])
  await recomputeStanding(world.db, ctx.accountId, world.now)
  await liftHold(world.db, operator)
  expect(await getBilling(ctx)).toMatchObject({ standing: 'active', heldAt: null })
  expect(await world.db.$count(notices, eq(notices.accountId, ctx.accountId))).toBe(1)
})
