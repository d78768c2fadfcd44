import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts, auditLog, paymentMethods, setupSessions, spendLimits } from '@/db/schema'
import { suspendOverdue } from '@/lib/billing/commands'
import { getBilling } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { fromUsd } from '@/lib/money'
import { completeSetup, startSetup } from './commands'

const appUrl = 'https://developers.example.com'
const good = '4242424242424242'
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-11-05T09:00:00Z'))
})
afterAll(() => world.close())

const start = async (ctx: MemberCtx, initialLimitNanos: bigint | null = fromUsd('50')) => {
  const { url } = await startSetup(ctx, world.stripe, { initialLimitNanos, appUrl })
  return url.split('/').at(-1)?.split(/[?#]/)[0] ?? ''
}
const complete = (id: string) => completeSetup(world, id, world.now)
const limitOf = async ({ db, accountId }: MemberCtx) =>
  (await db.select().from(spendLimits).where(eq(spendLimits.accountId, accountId)))[0]?.limitNanos
const cardsOf = ({ db, accountId }: MemberCtx) =>
  db
    .select()
    .from(paymentMethods)
    .where(eq(paymentMethods.accountId, accountId))
    .orderBy(paymentMethods.createdAt)

describe('Set Up Billing', () => {
  it('makes a free account active, with the card and the limit that were chosen', async () => {
    const ctx = await world.newMember()
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free', card: null, billingSince: null })
    const id = await start(ctx, fromUsd('75.5'))
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free' })
    await world.fillCheckout(id, good)
    expect(await complete(id)).toBe('complete')
    expect(await getBilling(ctx)).toMatchObject({
      standing: 'active',
      billingSince: world.now,
      card: { brand: 'visa', lastFour: '4242' },
    })
    expect(await limitOf(ctx)).toBe(75_500_000_000n)
    const [account] = await ctx.db.select().from(accounts).where(eq(accounts.accountId, ctx.accountId))
    expect(account).toMatchObject({ standing: 'active', standingSince: world.now })
    const customer = await world.stripe.customers.retrieve(account?.stripeCustomerId ?? '')
    expect(customer).toMatchObject({ metadata: { account_id: ctx.accountId } })
  })

  it.each([
    ['4242424242424242', undefined],
    ['5555555555554444', undefined],
    ['4000002500003155', 'complete'],
    ['4000002760003184', 'complete'],
    ['4000008260003178', 'complete'],
    ['4000000000000341', undefined],
  ] as const)('takes the card %s', async (card, authentication) => {
    const ctx = await world.newMember()
    const id = await start(ctx)
    await world.fillCheckout(id, card, authentication)
    expect(await complete(id)).toBe('complete')
    expect((await getBilling(ctx)).card?.lastFour).toBe(card.slice(-4))
  })

  it.each([
    ['4000000000000002', undefined],
    ['4000000000009995', undefined],
    ['4000000000000069', undefined],
    ['4000000000000127', undefined],
    ['4000000000000119', undefined],
    ['4000002500003155', 'fail'],
  ] as const)('changes nothing for the card %s, which is refused', async (card, authentication) => {
    const ctx = await world.newMember()
    const id = await start(ctx)
    await world.fillCheckout(id, card, authentication)
    expect(await complete(id)).toBe('open')
    await world.receiveWebhooks()
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free', card: null, billingSince: null })
    expect(await limitOf(ctx)).toBeUndefined()
    await world.fillCheckout(id, good)
    expect(await complete(id)).toBe('complete')
  })

  it('takes up a session that is still open, with the limit chosen last', async () => {
    const ctx = await world.newMember()
    const first = await start(ctx, fromUsd('50'))
    expect(await start(ctx, fromUsd('20'))).toBe(first)
    await world.fillCheckout(first, good)
    await complete(first)
    expect(await limitOf(ctx)).toBe(fromUsd('20'))
    expect(await start(ctx, null)).not.toBe(first)
  })

  it('leaves the limit alone when only the card is changed; the newer card is the one that counts', async () => {
    const ctx = await world.newMember()
    const first = await start(ctx)
    await world.fillCheckout(first, good)
    await complete(first)
    world.now = new Date(world.now.getTime() + 60_000)
    const second = await start(ctx, null)
    await world.fillCheckout(second, '5555555555554444')
    await complete(second)
    expect(await getBilling(ctx)).toMatchObject({ card: { brand: 'mastercard', lastFour: '4444' } })
    expect(await limitOf(ctx)).toBe(fromUsd('50'))
    expect((await cardsOf(ctx)).map(card => card.isDefault)).toEqual([false, true])
  })
})

describe('return and webhook', () => {
  it.each([
    ['the return alone', ['return']],
    ['the webhook alone', ['webhook']],
    ['the return first', ['return', 'webhook']],
    ['the webhook first', ['webhook', 'return']],
    ['each twice', ['webhook', 'return', 'webhook', 'return']],
    ['both at once', ['both']],
  ])('end in the same state: %s', async (_, order) => {
    const ctx = await world.newMember()
    const id = await start(ctx)
    await world.fillCheckout(id, good)
    for (const step of order) {
      if (step === 'return') await complete(id)
      else if (step === 'webhook') await world.receiveWebhooks()
      else await Promise.all([complete(id), complete(id), world.receiveWebhooks()])
    }
    expect(await getBilling(ctx)).toMatchObject({ standing: 'active', card: { lastFour: '4242' } })
    const saved = await ctx.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.accountId, ctx.accountId), eq(auditLog.action, 'billing.card_saved')))
    expect(saved).toHaveLength(1)
    expect(await cardsOf(ctx)).toHaveLength(1)
  })

  it('a late webhook of the first of two cards does not bring it back', async () => {
    const ctx = await world.newMember()
    const first = await start(ctx)
    await world.fillCheckout(first, good)
    await ctx.db.update(setupSessions).set({ status: 'expired' }).where(eq(setupSessions.id, first))
    world.now = new Date(world.now.getTime() + 60_000)
    const second = await start(ctx)
    await world.fillCheckout(second, '5555555555554444')
    expect(await complete(second)).toBe('complete')
    await ctx.db.update(setupSessions).set({ status: 'open' }).where(eq(setupSessions.id, first))
    expect(await complete(first)).toBe('complete')
    expect((await getBilling(ctx)).card?.lastFour).toBe('4444')
  })

  it('refuses a session that nobody stored, and one of another customer', async () => {
    expect(await complete('cs_test_unknown')).toBe('unknown')
    const [mine, theirs] = [await world.newMember(), await world.newMember()]
    const id = await start(theirs)
    await world.fillCheckout(id, good)
    await theirs.db
      .update(accounts)
      .set({ stripeCustomerId: 'cus_other' })
      .where(eq(accounts.accountId, theirs.accountId))
    expect(await complete(id)).toBe('unknown')
    expect((await getBilling(theirs)).standing).toBe('free')
    expect((await getBilling(mine)).standing).toBe('free')
  })

  it('marks an expired session, and a new one can be begun', async () => {
    const ctx = await world.newMember()
    const id = await start(ctx)
    await world.stripe.checkout.sessions.expire(id)
    await world.receiveWebhooks()
    const [stored] = await ctx.db.select().from(setupSessions).where(eq(setupSessions.id, id))
    expect(stored?.status).toBe('expired')
    expect(await start(ctx)).not.toBe(id)
  })
})

describe('what happens in Stripe afterwards', () => {
  it('frees an account whose customer was deleted there, and gives it a new one at the next set-up', async () => {
    const ctx = await world.newMember()
    const id = await start(ctx)
    await world.fillCheckout(id, good)
    await complete(id)
    const [before] = await ctx.db.select().from(accounts).where(eq(accounts.accountId, ctx.accountId))
    await world.stripe.customers.del(before?.stripeCustomerId ?? '')
    await world.receiveWebhooks()
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free', card: null })
    const again = await start(ctx, null)
    await world.fillCheckout(again, good)
    await complete(again)
    const [after] = await ctx.db.select().from(accounts).where(eq(accounts.accountId, ctx.accountId))
    expect(after).toMatchObject({ standing: 'active' })
    expect(after?.stripeCustomerId).not.toBe(before?.stripeCustomerId)
  })

  it('follows a card that is detached there', async () => {
    const ctx = await world.newMember()
    const id = await start(ctx)
    await world.fillCheckout(id, good)
    await complete(id)
    const [card] = await cardsOf(ctx)
    await world.stripe.paymentMethods.detach(card?.id ?? '')
    await world.receiveWebhooks()
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free', card: null })
  })
})

describe('time', () => {
  it('suspends when the grace is over, with no event to tell', async () => {
    const ctx = await world.newMember()
    const overdue = {
      standing: 'past_due',
      pastDueSince: new Date(world.now.getTime() - 7 * 86_400_000),
    } as const
    await ctx.db.update(accounts).set(overdue).where(eq(accounts.accountId, ctx.accountId))
    expect(await suspendOverdue(ctx.db, world.now)).toBe(1)
    // Nothing is owed after all: the facts decide, not what the row said.
    const [account] = await ctx.db.select().from(accounts).where(eq(accounts.accountId, ctx.accountId))
    expect(account).toMatchObject({ standing: 'free', pastDueSince: null })
  })
})
