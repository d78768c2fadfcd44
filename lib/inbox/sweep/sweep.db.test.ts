import { asc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accounts, invoices, stripeEvents } from '@/db/schema'
import { getBilling } from '@/lib/billing/queries'
import { startSetup } from '@/lib/billing/setup/commands'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { getLastSweep } from '@/lib/inbox/queries'
import { sweepStripe } from '@/lib/inbox/sweep/commands'
import { billAccount } from '@/lib/invoices/close/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { toPeriod } from '@/lib/period'

const october = toPeriod('2026-10')
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
})
afterEach(async () => {
  await world.control('DELETE', '/_stripe/webhooks')
  await world.control('DELETE', '/_stripe/faults')
})
afterAll(() => world.close())

const loseDeliveries = () => world.control('POST', '/_stripe/webhooks', { drop: true })
const sweep = () => sweepStripe(world.inbox, world.now, new Date())
const invoiceOf = async ({ accountId }: MemberCtx) => {
  const [row] = await world.db.select().from(invoices).where(eq(invoices.accountId, accountId))
  if (!row) throw new Error('no invoice')
  return row
}
async function debtor(): Promise<MemberCtx> {
  const ctx = await newPayer(world, '4000000000000341')
  await addUsage(world, ctx, october, 10_000_000, 0)
  world.now = new Date('2026-11-01T00:10:00Z')
  await billAccount(world, ctx.accountId, october, world.now)
  await world.receiveWebhooks()
  expect((await getBilling(ctx)).standing).toBe('past_due')
  return ctx
}

describe('the daily sweep', () => {
  it('finds nothing to do where every delivery came', async () => {
    await debtor()
    expect(await sweep()).toMatchObject({ missedEvents: 0, repaired: [] })
  })

  it('gets the events whose deliveries were lost, and does what they tell of', async () => {
    const ctx = await debtor()
    await loseDeliveries()
    await world.stripe.invoices.pay((await invoiceOf(ctx)).stripeInvoiceId ?? '', { paid_out_of_band: true })
    await world.receiveWebhooks()
    expect((await getBilling(ctx)).standing).toBe('past_due')
    world.now = new Date(world.now.getTime() + 600_000)
    const { missedEvents } = await sweep()
    expect(missedEvents).toBeGreaterThan(0)
    expect((await getBilling(ctx)).standing).toBe('active')
    expect((await invoiceOf(ctx)).status).toBe('paid')
    const swept = await world.db.select().from(stripeEvents).where(eq(stripeEvents.source, 'sweep'))
    expect(swept).toHaveLength(missedEvents)
    expect(swept.every(({ processedAt }) => processedAt !== null)).toBe(true)
    expect(await sweep()).toMatchObject({ missedEvents: 0, repaired: [] })
  })

  it('does not call missed what may still be on its way', async () => {
    const ctx = await debtor()
    await loseDeliveries()
    await world.stripe.invoices.voidInvoice((await invoiceOf(ctx)).stripeInvoiceId ?? '')
    await world.receiveWebhooks()
    const { missedEvents, repaired } = await sweep()
    expect(missedEvents).toBe(0)
    // What it tells of is seen all the same.
    expect(repaired).toContain((await invoiceOf(ctx)).id)
  })

  it('completes a set-up that neither the return nor a webhook told of', async () => {
    const ctx = await world.newMember()
    await loseDeliveries()
    const { url } = await startSetup(ctx, world.stripe, {
      initialLimitNanos: null,
      appUrl: 'https://x.example',
    })
    await world.fillCheckout(url.split('/').at(-1)?.split(/[?#]/)[0] ?? '', '4242424242424242')
    expect((await getBilling(ctx)).standing).toBe('free')
    await sweep()
    expect(await getBilling(ctx)).toMatchObject({ standing: 'active', card: { lastFour: '4242' } })
  })

  it('goes on past what it cannot read, and gets that the next time', async () => {
    const [first, last] = [await newPayer(world), await newPayer(world)]
    await world.receiveWebhooks()
    await loseDeliveries()
    for (const ctx of [first, last]) {
      const [account] = await world.db.select().from(accounts).where(eq(accounts.accountId, ctx.accountId))
      await world.stripe.customers.update(account?.stripeCustomerId ?? '', { name: 'Halcyon Labs' })
    }
    const impatient = { ...world.inbox, stripe: world.newClient({ maxNetworkRetries: 0 }) }
    await world.control('POST', '/_stripe/faults', { kind: 'error', operation: 'GetCustomersId', times: 1 })
    const { failed, repaired } = await sweepStripe(impatient, world.now, new Date())
    expect(failed).toHaveLength(1)
    expect(repaired).toContain(last.accountId)
    expect((await sweep()).failed).toEqual([])
  })

  it('repairs what events are too old to tell of: cards, customers and invoices', async () => {
    const [carded, deleted, owing] = [await newPayer(world), await newPayer(world), await debtor()]
    await loseDeliveries()
    const customerOf = async ({ accountId }: MemberCtx) =>
      (await world.db.select().from(accounts).where(eq(accounts.accountId, accountId)))[0]
        ?.stripeCustomerId ?? ''
    const { data } = await world.stripe.customers.listPaymentMethods(await customerOf(carded))
    await world.stripe.paymentMethods.detach(data[0]?.id ?? '')
    const owed = await invoiceOf(owing)
    await world.stripe.invoices.voidInvoice(owed.stripeInvoiceId ?? '')
    await world.stripe.customers.del(await customerOf(deleted))
    world.now = new Date(world.now.getTime() + 40 * 86_400_000)
    await world.tick()
    const { repaired, from } = await sweep()
    expect(from).toEqual(new Date(world.now.getTime() - 30 * 86_400_000))
    const told = await world.db
      .select({ type: stripeEvents.type })
      .from(stripeEvents)
      .where(eq(stripeEvents.objectId, owed.stripeInvoiceId ?? ''))
      .orderBy(asc(stripeEvents.type))
    expect(told.map(({ type }) => type)).not.toContain('invoice.voided')
    expect(repaired).toEqual(expect.arrayContaining([carded.accountId, deleted.accountId, owed.id]))
    const standings = [carded, owing, deleted].map(async ctx => (await getBilling(ctx)).standing)
    expect(await Promise.all(standings)).toEqual(['free', 'active', 'free'])
    expect((await sweep()).repaired).toEqual([])
  })

  it('looks back to the last sweep, however long the worker was away', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, october, 10_000_000, 0)
    await billAccount(world, ctx.accountId, october, world.now)
    await world.receiveWebhooks()
    await sweep()
    await loseDeliveries()
    const { stripeInvoiceId } = await invoiceOf(ctx)
    const paid = await world.stripe.invoicePayments.list({ invoice: stripeInvoiceId ?? '' })
    // Of an invoice that is paid nothing but its events tells.
    const intent = String(paid.data[0]?.payment.payment_intent)
    await world.stripe.refunds.create({ payment_intent: intent, amount: 40 })
    const away = world.now
    world.now = new Date(away.getTime() + 20 * 86_400_000)
    const { from, missedEvents } = await sweep()
    expect(from.getTime()).toBeLessThan(away.getTime())
    expect(missedEvents).toBeGreaterThan(0)
    expect((await invoiceOf(ctx)).refundedCents).toBe(40)
  })

  it('begins anew where the one before did not come to its end', async () => {
    const last = await getLastSweep(world.db)
    world.now = new Date(world.now.getTime() + 5 * 86_400_000)
    const impatient = { ...world.inbox, stripe: world.newClient({ maxNetworkRetries: 0 }) }
    await world.control('POST', '/_stripe/faults', { kind: 'error', operation: 'GetEvents', times: 1 })
    await expect(sweepStripe(impatient, world.now, new Date())).rejects.toThrow()
    expect(await getLastSweep(world.db)).toEqual(last)
    const { from } = await sweep()
    expect(from.getTime()).toBeLessThan(last?.until.getTime() ?? 0)
    expect((await getLastSweep(world.db))?.until).toEqual(new Date(world.now.getTime() - 600_000))
  })
})
