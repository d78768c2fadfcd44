import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invoices } from '@/db/schema'
import { getPayer } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { getBalance, getCarry } from '@/lib/invoices/balance/queries'
import { billAccount } from '@/lib/invoices/close/commands'
import { creditInvoice } from '@/lib/invoices/credits/commands'
import { listAttempts, listRefunds } from '@/lib/invoices/payments/queries'
import { findInvoice } from '@/lib/invoices/queries'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { periodOf, previousPeriod, toPeriod } from '@/lib/period'

let world: StripeWorld
beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-09-03T09:00:00Z'))
  await seedCatalog(world)
})
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

/** The bill of the month before `at`, of so many tokens at 150 nano-dollars, with all that Stripe tells of it. */
async function bill(ctx: MemberCtx, at: string, inputTokens: number) {
  world.now = new Date(at)
  const period = previousPeriod(periodOf(world.now))
  await addUsage(world, ctx, period, inputTokens, 0)
  await billAccount(world, ctx.accountId, period, world.now)
  await world.receiveWebhooks()
  return reread(ctx, period)
}

async function reread({ accountId }: MemberCtx, period: string) {
  const row = await findInvoice(world.db, accountId, toPeriod(period))
  if (!row) throw new Error(`no invoice of ${period}`)
  return row
}

describe('the payment history of an invoice', () => {
  it('has the attempt that paid it, its card and its receipt', async () => {
    const ctx = await newPayer(world)
    const invoice = await bill(ctx, '2026-10-01T00:10:00Z', 60_000_000)
    expect(await listAttempts(ctx, invoice.id)).toMatchObject([
      { status: 'succeeded', amountCents: 900, cardBrand: 'visa', cardLastFour: '4242', failure: null },
    ])
    const [attempt] = await listAttempts(ctx, invoice.id)
    expect(attempt?.receiptUrl).toContain('/receipt/')
    expect(invoice.billedTo).toMatchObject({
      email: (await getPayer(world.db, ctx.accountId)).email,
      taxIds: [],
    })
  })

  it('has every attempt with its reason, the later ones that Stripe makes by itself too, and who is asked', async () => {
    const ctx = await newPayer(world, '4000008260003178')
    const invoice = await bill(ctx, '2026-10-01T00:10:00Z', 60_000_000)
    const failed = { status: 'failed', failure: 'The card has insufficient funds.', cardLastFour: '3178' }
    expect(await listAttempts(ctx, invoice.id)).toMatchObject([failed])
    world.now = new Date('2026-10-05T00:00:00Z')
    await world.receiveWebhooks()
    expect(await listAttempts(ctx, invoice.id)).toMatchObject([failed, failed])
    await world.stripe.invoices.voidInvoice(invoice.stripeInvoiceId ?? '')
    await world.receiveWebhooks()
    expect(await reread(ctx, invoice.period)).toMatchObject({ status: 'void', voidedAt: world.now })
  })

  it('has what went back to the card, and knows when the bank sends it back', async () => {
    const ctx = await newPayer(world)
    const invoice = await bill(ctx, '2026-10-05T00:10:00Z', 60_000_000)
    const [{ id: charge = '' } = {}] = await listAttempts(ctx, invoice.id)
    const { id } = await world.stripe.refunds.create({ charge, amount: 250 })
    await world.receiveWebhooks()
    expect(await listRefunds(ctx, invoice.id)).toMatchObject([{ id, amountCents: 250, status: 'succeeded' }])
    await world.control('POST', `/_stripe/refunds/${id}/fail`, {})
    await world.receiveWebhooks()
    expect(await listRefunds(ctx, invoice.id)).toMatchObject([{ id, status: 'failed' }])
    expect((await reread(ctx, invoice.period)).refundedCents).toBe(0)
  })

  it('is told again without being kept twice, and is of one account alone', async () => {
    const ctx = await newPayer(world)
    const invoice = await bill(ctx, '2026-10-06T00:10:00Z', 60_000_000)
    await world.stripe.invoices.update(invoice.stripeInvoiceId ?? '', { metadata: { seen: 'twice' } })
    await world.receiveWebhooks()
    expect(await listAttempts(ctx, invoice.id)).toHaveLength(1)
    expect(await listAttempts(await world.newMember(), invoice.id)).toEqual([])
  })
})

describe('the balance between invoices', () => {
  it('is what Stripe holds for the customer after every carried month, credit and payment, and leads from month to month', async () => {
    const ctx = await newPayer(world)
    const { customerId } = await getPayer(world.db, ctx.accountId)
    const stripes = async () => {
      const customer = await world.stripe.customers.retrieve(customerId ?? '')
      return customer.deleted ? null : customer.balance
    }
    const small = await bill(ctx, '2026-11-01T00:10:00Z', 2_000_000) // $0.30
    expect([await getBalance(ctx), await stripes()]).toEqual([30, 30])
    const still = await bill(ctx, '2026-12-01T00:10:00Z', 1_000_000) // $0.15
    expect([await getBalance(ctx), await stripes()]).toEqual([45, 45])
    const paid = await bill(ctx, '2027-01-01T00:10:00Z', 20_000_000) // $3.00
    expect(paid).toMatchObject({ amountDueCents: 345, appliedBalanceCents: 45, amountPaidCents: 345 })
    expect([await getBalance(ctx), await stripes()]).toEqual([0, 0])
    expect(await getCarry(ctx, paid)).toMatchObject({
      fromCents: 45,
      from: [{ id: small.id }, { id: still.id }],
      creditCents: 0,
    })
    expect((await getCarry(ctx, small)).to?.id).toBe(still.id)

    const operator = { accountId: ctx.accountId, actorUserId: ctx.userId, now: world.now }
    const credit = {
      invoiceId: paid.id,
      amountCents: 100,
      to: 'balance',
      reason: 'duplicate',
      memo: 'x',
    } as const
    expect(await creditInvoice(world, operator, credit)).toMatchObject({ ok: true })
    await world.receiveWebhooks()
    expect([await getBalance(ctx), await stripes()]).toEqual([-100, -100])
    const lowered = await bill(ctx, '2027-02-01T00:10:00Z', 20_000_000)
    expect(await getCarry(ctx, lowered)).toMatchObject({ fromCents: 0, creditCents: -100 })
    expect([await getBalance(ctx), await stripes()]).toEqual([0, 0])
    const rows = await world.db.select().from(invoices).where(eq(invoices.accountId, ctx.accountId))
    for (const { totalCents, appliedBalanceCents, amountDueCents, carriedCents } of rows)
      expect(totalCents + appliedBalanceCents).toBe(amountDueCents + carriedCents)
  })
})
