import { and, eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts, auditLog } from '@/db/schema'
import { completeSetup, startSetup } from '@/lib/billing/setup/commands'
import { getBilling } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { billAccount } from '@/lib/invoices/close/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { openPortal, returnFromPortal } from '@/lib/billing/portal/commands'
import { makeDefaultCard, removeCard } from './commands'

const appUrl = 'https://developers.example.com'
const declining = '4000000000000341'
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-11-05T09:00:00Z'))
  await seedCatalog(world)
})
// Whatever we sent and whatever came back was checked against Stripe's contract on the way.
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

const addCard = async (ctx: MemberCtx, number = '5555555555554444') => {
  world.now = new Date(world.now.getTime() + 60_000)
  const { url } = await startSetup({ ...ctx, now: world.now }, world.stripe, {
    initialLimitNanos: null,
    appUrl,
  })
  const id = url.split('/').at(-1) ?? ''
  await world.fillCheckout(id, number)
  await completeSetup(world, id, world.now)
}
/** The same person, now. */
const later = (ctx: MemberCtx): MemberCtx => ({ ...ctx, now: world.now })
const cardsOf = async (ctx: MemberCtx) => (await getBilling(later(ctx))).cards
const idOf = async (ctx: MemberCtx, lastFour: string) =>
  (await cardsOf(ctx)).find(card => card.lastFour === lastFour)?.id ?? ''
const customerOf = async ({ db, accountId }: MemberCtx) =>
  (await db.select().from(accounts).where(eq(accounts.accountId, accountId)))[0]?.stripeCustomerId ?? ''
const remoteDefault = async (ctx: MemberCtx) => {
  const customer = await world.stripe.customers.retrieve(await customerOf(ctx))
  return customer.deleted ? null : customer.invoice_settings.default_payment_method
}
const auditOf = async ({ db, accountId }: MemberCtx) =>
  (
    await db
      .select({ action: auditLog.action, actor: auditLog.actorUserId })
      .from(auditLog)
      .where(and(eq(auditLog.accountId, accountId), like(auditLog.action, 'billing.%card%')))
      .orderBy(auditLog.at, auditLog.id)
  ).map(({ action, actor }) => [action, actor])

describe('several cards', () => {
  it('one is the default, here and in Stripe; another can be made it, and that is written down', async () => {
    const ctx = await newPayer(world)
    await addCard(ctx)
    expect((await cardsOf(ctx)).map(({ lastFour, isDefault }) => [lastFour, isDefault])).toEqual([
      ['4444', true],
      ['4242', false],
    ])
    const first = await idOf(ctx, '4242')
    expect(await makeDefaultCard(later(ctx), world.stripe, first)).toMatchObject({ ok: true })
    expect((await getBilling(ctx)).card).toMatchObject({ id: first, lastFour: '4242' })
    expect(await remoteDefault(ctx)).toBe(first)
    expect(await auditOf(ctx)).toContainEqual(['billing.default_card_changed', ctx.userId])
  })

  it('the default cannot be removed while there is another, the other can: then it is gone in Stripe too', async () => {
    const ctx = await newPayer(world)
    await addCard(ctx)
    const [main, other] = [await idOf(ctx, '4444'), await idOf(ctx, '4242')]
    expect(await removeCard(later(ctx), world.stripe, main)).toMatchObject({
      ok: false,
      error: { code: 'card_needed' },
    })
    expect(await removeCard(later(ctx), world.stripe, other)).toMatchObject({ ok: true })
    expect((await cardsOf(ctx)).map(({ id }) => id)).toEqual([main])
    const held = await world.stripe.customers.listPaymentMethods(await customerOf(ctx))
    expect(held.data.map(({ id }) => id)).toEqual([main])
    expect(await auditOf(ctx)).toContainEqual(['billing.card_removed', ctx.userId])
  })

  it('of two that remove a card each at once, one is refused', async () => {
    const ctx = await newPayer(world)
    await addCard(ctx)
    await addUsage(world, ctx, '2026-11', 1_000, 0)
    const [main, other] = [await idOf(ctx, '4444'), await idOf(ctx, '4242')]
    const outcomes = await Promise.all([other, main].map(id => removeCard(later(ctx), world.stripe, id)))
    expect(outcomes.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1)
    expect((await cardsOf(ctx)).length).toBe(1)
  })

  it('a card of somebody else is not known', async () => {
    const [mine, theirs] = [await newPayer(world), await newPayer(world)]
    const foreign = await idOf(theirs, '4242')
    for (const change of [makeDefaultCard, removeCard])
      expect(await change(mine, world.stripe, foreign)).toMatchObject({
        ok: false,
        error: { code: 'unknown_card' },
      })
    expect((await cardsOf(theirs)).map(({ id }) => id)).toEqual([foreign])
  })

  it('an expired card cannot become the default', async () => {
    const ctx = await newPayer(world)
    await addCard(ctx)
    const old = await idOf(ctx, '4242')
    await world.control('POST', `/_stripe/payment_methods/${old}/renew`, { exp_month: 10, exp_year: 2026 })
    expect(await makeDefaultCard(later(ctx), world.stripe, old)).toMatchObject({
      ok: false,
      error: { code: 'card_expired' },
    })
    expect((await cardsOf(ctx)).find(({ id }) => id === old)).toMatchObject({
      expired: true,
      expiresSoon: true,
    })
  })
})

describe('the last card', () => {
  it('goes when nothing is owed: the account is free again', async () => {
    const ctx = await newPayer(world)
    expect(await removeCard(later(ctx), world.stripe, await idOf(ctx, '4242'))).toMatchObject({ ok: true })
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free', card: null, cards: [] })
  })

  it('stays while an invoice is unpaid, and goes once it is paid', async () => {
    const ctx = await newPayer(world, declining)
    await addUsage(world, ctx, '2026-10', 10_000_000, 0)
    const { stripeInvoiceId } = await billAccount(world, ctx.accountId, '2026-10', world.now)
    const card = await idOf(ctx, '0341')
    const refused = await removeCard(later(ctx), world.stripe, card)
    expect(refused).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('not paid yet') as string },
    })
    expect((await getBilling(ctx)).standing).toBe('past_due')
    await world.stripe.invoices.pay(stripeInvoiceId ?? '', { paid_out_of_band: true })
    await world.receiveWebhooks()
    expect(await removeCard(later(ctx), world.stripe, card)).toMatchObject({ ok: true })
  })

  it('stays while usage waits for its invoice', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, '2026-11', 1_000, 0)
    const refused = await removeCard(later(ctx), world.stripe, await idOf(ctx, '4242'))
    expect(refused).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('next invoice') as string },
    })
    expect((await cardsOf(ctx)).length).toBe(1)
  })
})

describe('what is done in Stripe’s portal', () => {
  const inPortal = async (ctx: MemberCtx, path: string, form: Record<string, string> = {}) => {
    const url = await openPortal(ctx, world.stripe, { appUrl })
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    })
    expect(answer.status).toBe(303)
  }
  const typed = { number: '5555555555554444', expiry: '08 / 39', cvc: '123', name: 'Mira', country: 'IE' }

  it.each([
    ['is told by webhooks', () => world.receiveWebhooks()],
    ['is seen at the return', (ctx: MemberCtx) => returnFromPortal(ctx, world)],
  ])('a new card that is not the default %s', async (_, learn) => {
    const ctx = await newPayer(world)
    await world.receiveWebhooks()
    await inPortal(ctx, '/cards', typed)
    await learn(ctx)
    expect((await cardsOf(ctx)).map(({ lastFour, isDefault }) => [lastFour, isDefault])).toEqual([
      ['4242', true],
      ['4444', false],
    ])
  })

  it('comes out as it does here: another default', async () => {
    const [there, here] = [await newPayer(world), await newPayer(world)]
    for (const ctx of [there, here]) await addCard(ctx)
    await inPortal(there, `/cards/${await idOf(there, '4242')}/default`)
    await world.receiveWebhooks()
    await makeDefaultCard(later(here), world.stripe, await idOf(here, '4242'))
    const faces = async (ctx: MemberCtx) =>
      (await cardsOf(ctx)).map(({ lastFour, isDefault }) => [lastFour, isDefault])
    expect(await faces(there)).toEqual(await faces(here))
    expect((await getBilling(there)).standing).toBe('active')
  })

  it('may take the default away: no invoice can be charged, so the account is free until one is chosen', async () => {
    const ctx = await newPayer(world)
    await addCard(ctx)
    await inPortal(ctx, `/cards/${await idOf(ctx, '4444')}/remove`)
    await world.receiveWebhooks()
    expect(await getBilling(ctx)).toMatchObject({ standing: 'free', card: null })
    await makeDefaultCard(later(ctx), world.stripe, await idOf(ctx, '4242'))
    expect(await getBilling(ctx)).toMatchObject({ standing: 'active', card: { lastFour: '4242' } })
  })
})
