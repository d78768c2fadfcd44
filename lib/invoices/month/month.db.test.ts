import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { invoices, periods, prices, usageBase } from '@/db/schema'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { closeMonth } from '@/lib/invoices/month/commands'
import { listLines, listMonthCloses } from '@/lib/invoices/queries'
import { addUsage, closeDeps, model, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { startOf, toPeriod } from '@/lib/period'

const october = toPeriod('2026-10')
const november = toPeriod('2026-11')
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
})
afterEach(() => world.control('DELETE', '/_stripe/faults'))
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

const close = (period = october) => closeMonth({ ...closeDeps(world), progressEveryMs: 5 }, period, world.now)

/** Usage at so many price rows of one model: two lines each. */
async function addManyPrices({ accountId }: MemberCtx, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => ({ i, id: `prc_many_${i}`, variant: `tier_${i}` }))
  await world.db.insert(prices).values(
    rows.map(({ i, id, variant }) => ({
      id,
      variant,
      modelId: model,
      effectiveFrom: new Date('2026-01-01T00:00:00Z'),
      inputNanos: BigInt(100 + i),
      outputNanos: BigInt(500 + i),
    })),
  )
  await world.db.insert(usageBase).values(
    rows.map(({ i, id }) => ({
      accountId,
      bucket: startOf(october),
      keyId: 'key_many',
      endpoint: '/chat/completions' as const,
      modelId: model,
      priceId: id,
      status: 'succeeded' as const,
      requests: 1,
      inputTokens: 10_001 + i,
      outputTokens: 20_003 + i,
      images: 0,
      estimatedRequests: 0,
      costNanos: BigInt(10_001 + i) * BigInt(100 + i) + BigInt(20_003 + i) * BigInt(500 + i),
      inputCostNanos: BigInt(10_001 + i) * BigInt(100 + i),
    })),
  )
}

describe('a close of many accounts', () => {
  it('says how far it is, what it could not do, and when it is done', async () => {
    const payers = [await newPayer(world), await newPayer(world), await newPayer(world)]
    for (const payer of payers) await addUsage(world, payer, october, 10_000_000, 0)
    world.now = new Date('2026-11-01T00:10:00Z')
    await world.control('POST', '/_stripe/faults', {
      kind: 'error',
      status: 400,
      operation: 'PostInvoices',
      times: 1,
    })
    const first = await close()
    expect(first).toMatchObject({
      ok: true,
      value: { accounts: 3, failures: [{ accountId: expect.any(String) as string }] },
    })
    expect(await listMonthCloses(world.db, 5)).toMatchObject([
      {
        period: october,
        state: 'incomplete',
        accounts: 3,
        processed: 3,
        changed: 2,
        failures: 1,
        totalCents: 300,
      },
    ])
    const invoicedAt = async () => (await world.db.select().from(periods))[0]?.invoicedAt
    expect(await invoicedAt()).toBeNull()
    expect(await close()).toMatchObject({ ok: true, value: { changed: 1, failures: [] } })
    const [done] = await listMonthCloses(world.db, 5)
    expect(done).toMatchObject({
      state: 'done',
      processed: 3,
      failures: 0,
      totalCents: 450,
      states: { paid: { count: 3 } },
    })
    expect(done?.updatedAt.getTime()).toBeGreaterThanOrEqual(done?.startedAt.getTime() ?? Number.NaN)
    expect(await invoicedAt()).toEqual(world.now)
  })

  it('goes on where Stripe says that it is too fast', async () => {
    const payer = await newPayer(world)
    await addUsage(world, payer, november, 10_000_000, 0)
    world.now = new Date('2026-12-01T00:10:00Z')
    await world.control('POST', '/_stripe/faults', { kind: 'error', status: 429, times: 2 })
    expect(await close(november)).toMatchObject({ ok: true, value: { failures: [], totalCents: 150 } })
  })
})

it('more than 250 items are folded into the last line, here and in Stripe, and nothing of the total is lost', async () => {
  const payer = await newPayer(world)
  await addManyPrices(payer, 150)
  const closed = await close()
  expect(closed).toMatchObject({ ok: true, value: { failures: [] } })
  const [invoice] = await world.db.select().from(invoices).where(eq(invoices.accountId, payer.accountId))
  const lines = await listLines(world.db, payer.accountId, invoice?.id ?? '')
  expect(lines).toHaveLength(250)
  expect(lines.at(-1)?.description).toBe('Other usage, 51 further items')
  expect(lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(invoice?.totalCents)
  const usage = await world.db.select().from(usageBase).where(eq(usageBase.accountId, payer.accountId))
  expect(invoice?.totalNanos).toBe(usage.reduce((sum, { costNanos }) => sum + costNanos, 0n))
  const inStripe = await world.stripe.invoices
    .listLineItems(invoice?.stripeInvoiceId ?? '', { limit: 100 })
    .autoPagingToArray({ limit: 1_000 })
  expect(inStripe).toHaveLength(250)
  expect(inStripe.reduce((sum, { amount }) => sum + amount, 0)).toBe(invoice?.totalCents)
})
