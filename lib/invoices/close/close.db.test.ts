import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accounts, invoices, stripeEvents } from '@/db/schema'
import { getBilling } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { closeMonth, closePastPeriods } from '@/lib/invoices/month/commands'
import { getInvoice, getRunningBill, listInvoices } from '@/lib/invoices/queries'
import { addUsage, closeDeps, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { toInvoiceState } from '@/lib/invoices/status'
import { toPeriod } from '@/lib/period'
import { billAccount } from './commands'

const september = toPeriod('2026-09')
const october = toPeriod('2026-10')
const november = toPeriod('2026-11')
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-09-03T09:00:00Z'))
  await seedCatalog(world)
})
afterEach(async () => {
  await world.control('DELETE', '/_stripe/faults')
  await world.control('DELETE', '/_stripe/webhooks')
})
afterAll(async () => {
  const { count, latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest, 'answers and events that broke the contract').toEqual([])
  expect(count).toBe(0)
})

const at = (text: string) => {
  world.now = new Date(text)
  return world.now
}
const close = async (period = october, now = world.now) => {
  const closed = await closeMonth(closeDeps(world), period, now)
  if (!closed.ok) throw new Error(closed.error.message)
  return closed.value
}
const rowOf = async ({ accountId }: MemberCtx, period = october) => {
  const [row] = await world.db
    .select()
    .from(invoices)
    .where(and(eq(invoices.accountId, accountId), eq(invoices.period, period)))
  if (!row) throw new Error('no row')
  return row
}
const customerOf = async ({ accountId }: MemberCtx) =>
  (await world.db.select().from(accounts).where(eq(accounts.accountId, accountId)))[0]?.stripeCustomerId ?? ''
const inStripe = async (ctx: MemberCtx) =>
  (await world.stripe.invoices.list({ customer: await customerOf(ctx), limit: 100 })).data
const withLinesOf = async (ctx: MemberCtx, period = october) => getInvoice(ctx, (await rowOf(ctx, period)).id)

describe('closing a month', () => {
  it('refuses a period that is not over, and says when it is', async () => {
    const refused = await closeMonth(closeDeps(world), october, at('2026-10-31T23:59:59Z'))
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: 'period_open',
        message: 'October 2026 is not over: it can be closed from 1 Nov, 00:00 UTC on.',
      },
    })
  })

  it('makes one paid invoice whose total is the period, rounded once, in Stripe and here', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, october, 32_180_759, 5_260_954)
    await addUsage(world, ctx, november, 1_000_000, 0)
    const running = await getRunningBill({ ...ctx, now: new Date('2026-10-31T23:00:00Z') })
    at('2026-11-01T00:10:00Z')
    const summary = await close()
    // 32,180,759 × 150 + 5,260,954 × 600 = 7,983,686,250 nanos = $7.98
    expect(summary).toMatchObject({
      accounts: 1,
      totalCents: 798,
      totalNanos: 7_983_686_250n,
      failures: [],
      changed: 1,
    })
    const invoice = await withLinesOf(ctx)
    expect(invoice).toMatchObject({
      status: 'paid',
      totalNanos: 7_983_686_250n,
      totalCents: 798,
      amountDueCents: 798,
      amountPaidCents: 798,
      carriedCents: 0,
      appliedBalanceCents: 0,
      issuedAt: world.now,
      paidAt: world.now,
    })
    expect(invoice?.lines).toEqual(running.lines)
    const [remote, ...others] = await inStripe(ctx)
    expect(others).toEqual([])
    expect(remote).toMatchObject({
      id: invoice?.stripeInvoiceId,
      number: invoice?.number,
      total: 798,
      metadata: { account_id: ctx.accountId, period: '2026-10', invoice_id: invoice?.id },
    })
    const lines = await world.stripe.invoices.listLineItems(remote?.id ?? '')
    expect(lines.data.map(line => [line.description, line.amount])).toEqual([
      ['GPT-4o mini, input tokens: 32,180,759 at $0.15 per 1M tokens', 483],
      ['GPT-4o mini, output tokens: 5,260,954 at $0.60 per 1M tokens', 315],
    ])
  })

  it('changes nothing when run again', async () => {
    const before = await world.db.select().from(invoices)
    await world.control('DELETE', '/_stripe/requests')
    expect(await close()).toMatchObject({ changed: 0, failures: [] })
    expect(await world.db.select().from(invoices)).toEqual(before)
    expect(await world.control('GET', '/_stripe/requests')).toMatchObject({ total: 0 })
  })

  it('knows nothing due from nothing used, and makes no invoice for either', async () => {
    const [idle, tiny] = [await newPayer(world), await newPayer(world)]
    await addUsage(world, tiny, september, 33_333, 0)
    await close(september)
    expect(await rowOf(tiny, september)).toMatchObject({
      status: 'nothing_due',
      totalNanos: 4_999_950n,
      totalCents: 0,
    })
    expect(await listInvoices(idle, { limit: 10 })).toEqual([])
    expect(await inStripe(tiny)).toEqual([])
  })

  it('carries less than 50 cents into the next month, and says so on both', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, september, 2_066_667, 0) // 31.000005 cents
    await addUsage(world, ctx, october, 10_000_000, 0) // $1.50
    await billAccount(world, ctx.accountId, september, world.now)
    await billAccount(world, ctx.accountId, october, world.now)
    const [first, second] = [await rowOf(ctx, september), await rowOf(ctx)]
    expect(first).toMatchObject({
      status: 'paid',
      totalCents: 31,
      amountDueCents: 0,
      amountPaidCents: 0,
      carriedCents: 31,
    })
    expect(toInvoiceState(first)).toBe('carried')
    expect(second).toMatchObject({
      totalCents: 150,
      appliedBalanceCents: 31,
      amountDueCents: 181,
      amountPaidCents: 181,
    })
    for (const row of [first, second])
      expect(row.totalCents + row.appliedBalanceCents).toBe(row.amountDueCents + row.carriedCents)
  })

  it('makes up for every month missed, oldest first, and then has nothing more to do', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, november, 20_000_000, 0)
    const results = await closePastPeriods(closeDeps(world), at('2026-12-01T00:10:00Z'))
    expect(results.map(result => result.ok && result.value.period)).toEqual([november])
    expect(await rowOf(ctx, november)).toMatchObject({ status: 'paid', totalCents: 300 })
    expect(await closePastPeriods(closeDeps(world), world.now)).toEqual([])
  })
})

describe('collecting', () => {
  it('a declined card leaves the invoice open and the account past due, until it is paid', async () => {
    const ctx = await newPayer(world, '4000000000000341')
    await addUsage(world, ctx, october, 10_000_000, 0)
    await billAccount(world, ctx.accountId, october, at('2026-12-01T01:00:00Z'))
    const row = await rowOf(ctx)
    expect(row).toMatchObject({
      status: 'open',
      attemptedPayment: true,
      lastPaymentError: 'The bank declined the card.',
    })
    expect(await getBilling(ctx)).toMatchObject({ standing: 'past_due', pastDueSince: row.issuedAt })
    await world.stripe.invoices.pay(row.stripeInvoiceId ?? '', { paid_out_of_band: true })
    await world.receiveWebhooks()
    expect((await rowOf(ctx)).status).toBe('paid')
    expect((await getBilling(ctx)).standing).toBe('active')
  })

  it.each([
    ['4000002760003184', 'The bank asks you to confirm this payment.'],
    ['4000008260003178', 'The card has insufficient funds.'],
  ])('tells why %s did not pay', async (card, reason) => {
    const ctx = await newPayer(world, card)
    await addUsage(world, ctx, october, 10_000_000, 0)
    const row = await billAccount(world, ctx.accountId, october, world.now)
    expect(row).toMatchObject({ status: 'open', lastPaymentError: reason })
    expect(row.hostedUrl).toMatch(/^http/)
  })

  it('bills an account whose customer was deleted: it keeps the debt and may not go on', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, october, 10_000_000, 0)
    await world.stripe.customers.del(await customerOf(ctx))
    const row = await billAccount(world, ctx.accountId, october, world.now)
    await world.receiveWebhooks()
    expect(row).toMatchObject({
      status: 'open',
      attemptedPayment: true,
      lastPaymentError: 'There is no card to charge.',
    })
    expect(await getBilling(ctx)).toMatchObject({ standing: 'suspended', reason: 'owes_without_card' })
    await billAccount(world, ctx.accountId, october, world.now)
    expect(await inStripe(ctx)).toHaveLength(1)
  })

  it('settles by a void, and does not bill anew', async () => {
    const ctx = await newPayer(world, '4000000000000341')
    await addUsage(world, ctx, october, 10_000_000, 0)
    const { stripeInvoiceId } = await billAccount(world, ctx.accountId, october, world.now)
    await world.stripe.invoices.voidInvoice(stripeInvoiceId ?? '')
    await world.receiveWebhooks()
    expect((await getBilling(ctx)).standing).toBe('active')
    expect((await billAccount(world, ctx.accountId, october, world.now)).status).toBe('void')
    expect(await inStripe(ctx)).toHaveLength(1)
  })
})

describe('webhooks', () => {
  it.each([
    ['duplicated', { duplicates: 3 }],
    ['newest first', { reorder_ms: 60_000 }],
    ['all of that', { duplicates: 2, reorder_ms: 60_000 }],
  ])('%s end in the same state', async (_, weather) => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, october, 10_000_000, 0)
    await world.control('POST', '/_stripe/webhooks', weather)
    await billAccount(world, ctx.accountId, october, world.now)
    const direct = await rowOf(ctx)
    world.now = new Date(world.now.getTime() + 120_000)
    await world.receiveWebhooks()
    const { updatedAt: _then, ...expected } = direct
    expect(await rowOf(ctx)).toMatchObject(expected)
    const left = (await world.db.select().from(stripeEvents)).filter(event => event.processedAt === null)
    expect(left).toEqual([])
  })

  it('that were all lost are not needed for what the close itself knows', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, october, 10_000_000, 0)
    await world.control('POST', '/_stripe/webhooks', { drop: true })
    expect(await billAccount(world, ctx.accountId, october, world.now)).toMatchObject({ status: 'paid' })
  })

  it('that cannot be worked on now are tried again, and only then done', async () => {
    const ctx = await newPayer(world, '4000000000000341')
    await addUsage(world, ctx, october, 10_000_000, 0)
    const { stripeInvoiceId } = await billAccount(world, ctx.accountId, october, world.now)
    await world.receiveWebhooks()
    await world.stripe.invoices.pay(stripeInvoiceId ?? '', { paid_out_of_band: true })
    await world.control('POST', '/_stripe/faults', {
      kind: 'error',
      status: 503,
      operation: 'GetInvoicesId',
    })
    await world.receiveWebhooks()
    const waiting = (await world.db.select().from(stripeEvents)).filter(event => event.processedAt === null)
    expect(waiting.length).toBeGreaterThan(0)
    expect(waiting.every(event => event.attempts === 1 && event.lastError !== null)).toBe(true)
    expect((await getBilling(ctx)).standing).toBe('past_due')
    await world.control('DELETE', '/_stripe/faults')
    await world.db.update(stripeEvents).set({ nextAttemptAt: new Date(0) })
    await world.receiveWebhooks()
    expect((await getBilling(ctx)).standing).toBe('active')
  })
})

describe('a close that breaks off anywhere', () => {
  const onlyOne = async (ctx: MemberCtx, what: string) => {
    const row = await billAccount(world, ctx.accountId, october, world.now)
    expect(row, what).toMatchObject({ status: 'paid', totalCents: 798, amountPaidCents: 798 })
    const live = (await inStripe(ctx)).filter(({ status }) => status !== 'void')
    expect(live.map(({ id, total, status }) => [id, total, status])).toEqual([
      [row.stripeInvoiceId, 798, 'paid'],
    ])
  }
  const payer = async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, october, 32_180_759, 5_260_954)
    return ctx
  }

  const writes = ['PostInvoices', 'PostInvoicesIdAddLines', 'PostInvoicesIdFinalize', 'PostInvoicesIdPay']
  const kinds = ['error', 'error_after_work', 'drop', 'drop_after_work']
  const cases = writes.flatMap(operation => kinds.map(kind => ({ operation, kind })))

  // A 500 is kept by Stripe under the idempotency key and repeated from then on.
  it.each(cases)('$operation: $kind', async fault => {
    const ctx = await payer()
    const impatient = { db: world.db, stripe: world.newClient({ maxNetworkRetries: 0 }) }
    await world.control('POST', '/_stripe/faults', { ...fault, times: 2 })
    const broken = billAccount(impatient, ctx.accountId, october, world.now)
    const first = await broken.then(String, (error: unknown) => String(error))
    await world.control('DELETE', '/_stripe/faults')
    await onlyOne(ctx, first)
  })

  it.each([
    ['at once', 0],
    ['25 hours later, when Stripe has forgotten the idempotency keys', 25 * 3_600_000],
  ])('after each call in turn, resumed %s', async (_, laterMs) => {
    const deps = { db: world.db, stripe: world.newClient({ maxNetworkRetries: 0 }) }
    const clean = await payer()
    await world.control('DELETE', '/_stripe/requests')
    await billAccount(deps, clean.accountId, october, world.now)
    const calls = Number((await world.control('GET', '/_stripe/requests')).total)
    expect(calls, 'create, add lines, finalize, pay').toBe(4)
    for (let call = 1; call <= calls; call += 1) {
      const ctx = await payer()
      const skip = call > 1 ? { skip: call - 1 } : {}
      await world.control('POST', '/_stripe/faults', {
        kind: 'error_after_work',
        status: 503,
        ...skip,
        times: 1,
      })
      await expect(billAccount(deps, ctx.accountId, october, world.now), `call ${call}`).rejects.toThrow()
      world.now = new Date(world.now.getTime() + laterMs)
      await world.receiveWebhooks()
      await onlyOne(ctx, `broken after call ${call} of ${calls}`)
    }
  })

  it('by two at once makes one invoice', async () => {
    const ctx = await payer()
    const both = [1, 2].map(() => billAccount(world, ctx.accountId, october, world.now).catch(() => null))
    await Promise.all(both)
    await onlyOne(ctx, 'two closers')
  })

  it('replaces a draft that somebody else has changed', async () => {
    const ctx = await payer()
    await world.control('POST', '/_stripe/faults', {
      kind: 'error',
      status: 503,
      operation: 'PostInvoicesIdFinalize',
    })
    await expect(billAccount(world, ctx.accountId, october, world.now)).rejects.toThrow()
    await world.control('DELETE', '/_stripe/faults')
    const [draft] = await inStripe(ctx)
    await world.stripe.invoices.addLines(draft?.id ?? '', { lines: [{ amount: 5, description: 'stray' }] })
    await onlyOne(ctx, 'a stray line')
    expect((await rowOf(ctx)).attempt).toBe(2)
  })

  it('makes a draft anew that somebody deleted, whether its webhook comes before or after', async () => {
    for (const told of [true, false]) {
      const ctx = await payer()
      await world.control('POST', '/_stripe/faults', {
        kind: 'error',
        status: 503,
        operation: 'PostInvoicesIdFinalize',
      })
      await expect(billAccount(world, ctx.accountId, october, world.now)).rejects.toThrow()
      await world.control('DELETE', '/_stripe/faults')
      const [draft] = await inStripe(ctx)
      await world.stripe.invoices.del(draft?.id ?? '')
      if (told) await world.receiveWebhooks()
      expect((await getBilling(ctx)).standing).toBe('active')
      await onlyOne(ctx, 'a deleted draft')
    }
  })
})
