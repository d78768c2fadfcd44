import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureCustomer } from '@/lib/billing/customers/commands'
import { getPayer } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { getBalance } from '@/lib/invoices/balance/queries'
import { billAccount } from '@/lib/invoices/close/commands'
import { creditInvoice } from '@/lib/invoices/credits/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { toPeriod } from '@/lib/period'

let world: StripeWorld
beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-12-01T00:10:00Z'))
  await seedCatalog(world)
})
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

/** The bill of a month of so many tokens at 150 nano-dollars, with all that Stripe tells of it. */
async function bill(ctx: MemberCtx, month: string, inputTokens: number) {
  const period = toPeriod(month)
  await addUsage(world, ctx, period, inputTokens, 0)
  const row = await billAccount(world, ctx.accountId, period, world.now)
  await world.receiveWebhooks()
  return row
}

const customerOf = async ({ accountId }: MemberCtx) =>
  (await getPayer(world.db, accountId)).customerId ?? 'none'

async function deleteCustomer(ctx: MemberCtx): Promise<void> {
  await world.stripe.customers.del(await customerOf(ctx))
  await world.receiveWebhooks()
}

async function stripesBalance(ctx: MemberCtx): Promise<number | null> {
  const customer = await world.stripe.customers.retrieve(await customerOf(ctx))
  return customer.deleted ? null : customer.balance
}

describe('the balance of a customer that was deleted in Stripe', () => {
  /** $0.30 carried from September, and its customer is gone. */
  const carrier = async () => {
    const ctx = await newPayer(world)
    await bill(ctx, '2026-09', 2_000_000)
    await deleteCustomer(ctx)
    return ctx
  }

  it('is taken up by the next invoice, to its new customer', async () => {
    const ctx = await carrier()
    expect(await getBalance(ctx)).toBe(30)
    const next = await bill(ctx, '2026-10', 20_000_000)
    expect(next).toMatchObject({ totalCents: 300, appliedBalanceCents: 30, amountDueCents: 330 })
    expect([await getBalance(ctx), await stripesBalance(ctx)]).toEqual([0, 0])
  })

  it('is kept where it is credit', async () => {
    const ctx = await newPayer(world)
    const { id: invoiceId } = await bill(ctx, '2026-09', 20_000_000)
    const operator = { accountId: ctx.accountId, actorUserId: ctx.userId, now: world.now }
    const given = { amountCents: 100, to: 'balance', reason: 'duplicate', memo: 'x' } as const
    expect(await creditInvoice(world, operator, { invoiceId, ...given })).toMatchObject({ ok: true })
    await world.receiveWebhooks()
    await deleteCustomer(ctx)
    const next = await bill(ctx, '2026-10', 20_000_000)
    expect(next).toMatchObject({ totalCents: 300, appliedBalanceCents: -100, amountDueCents: 200 })
    expect([await getBalance(ctx), await stripesBalance(ctx)]).toEqual([0, 0])
  })

  const operations = ['PostCustomers', 'PostCustomersIdBalanceTransactions']
  const kinds = ['error', 'error_after_work', 'drop', 'drop_after_work']
  const cases = operations.flatMap(operation => kinds.map(kind => ({ operation, kind })))

  it.each(cases)('reaches the new one once, where it breaks off: $operation: $kind', async fault => {
    const ctx = await carrier()
    const impatient = { db: world.db, stripe: world.newClient({ maxNetworkRetries: 0 }) }
    await world.control('POST', '/_stripe/faults', { ...fault, times: 2 })
    // Where only the connection broke, the SDK may mend it by itself.
    const first = await ensureCustomer(impatient, ctx.accountId).catch(() => 'broke off')
    await world.control('DELETE', '/_stripe/faults')
    const customerId = await ensureCustomer(impatient, ctx.accountId)
    expect(await customerOf(ctx)).toBe(customerId)
    expect(['broke off', customerId]).toContain(first)
    const { data: moves } = await world.stripe.customers.listBalanceTransactions(customerId)
    expect(moves.map(({ amount, currency }) => [amount, currency])).toEqual([[30, 'usd']])
  })

  it('reaches the new one once, where two ask at once', async () => {
    const ctx = await carrier()
    const [one, other] = await Promise.all([1, 2].map(() => ensureCustomer(world, ctx.accountId)))
    expect(one).toBe(other)
    expect(await stripesBalance(ctx)).toBe(30)
  })
})

describe('a balance that somebody changed at Stripe', () => {
  const adjust = async (ctx: MemberCtx, amount: number) => {
    await world.stripe.customers.createBalanceTransaction(await customerOf(ctx), { amount, currency: 'usd' })
    await world.receiveWebhooks()
  }

  it('is what Stripe says, before invoices used it and after', async () => {
    const ctx = await newPayer(world)
    await adjust(ctx, -1_000)
    expect(await getBalance(ctx)).toBe(-1_000)
    expect(await bill(ctx, '2026-09', 20_000_000)).toMatchObject({
      appliedBalanceCents: -300,
      amountDueCents: 0,
    })
    expect([await getBalance(ctx), await stripesBalance(ctx)]).toEqual([-700, -700])
    expect(await bill(ctx, '2026-10', 60_000_000)).toMatchObject({ amountDueCents: 200 })
    expect([await getBalance(ctx), await stripesBalance(ctx)]).toEqual([0, 0])
  })

  it('goes to the next customer as it is', async () => {
    const ctx = await newPayer(world)
    await adjust(ctx, -1_000)
    await deleteCustomer(ctx)
    expect(await getBalance(ctx)).toBe(-1_000)
    expect(await bill(ctx, '2026-09', 20_000_000)).toMatchObject({ appliedBalanceCents: -300 })
    expect([await getBalance(ctx), await stripesBalance(ctx)]).toEqual([-700, -700])
  })

  it('is known as soon as an invoice or a credit is, without waiting for a webhook', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, toPeriod('2026-09'), 2_000_000, 0)
    await billAccount(world, ctx.accountId, toPeriod('2026-09'), world.now)
    expect(await getBalance(ctx)).toBe(30)
    await addUsage(world, ctx, toPeriod('2026-10'), 20_000_000, 0)
    const { id: invoiceId } = await billAccount(world, ctx.accountId, toPeriod('2026-10'), world.now)
    expect(await getBalance(ctx)).toBe(0)
    const operator = { accountId: ctx.accountId, actorUserId: ctx.userId, now: world.now }
    const given = { amountCents: 100, to: 'balance', reason: 'duplicate', memo: 'x' } as const
    expect(await creditInvoice(world, operator, { invoiceId, ...given })).toMatchObject({ ok: true })
    expect(await getBalance(ctx)).toBe(-100)
  })
})
