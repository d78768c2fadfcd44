import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invoiceLines, invoices } from '@/db/schema'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { closeMonth } from '@/lib/invoices/month/commands'
import { reconcilePeriod } from '@/lib/invoices/reconcile/commands'
import { listPeriodsToReconcile, listReconciliations } from '@/lib/invoices/reconcile/queries'
import { firstDifference, toTable } from '@/lib/invoices/reconcile/report'
import { closeDeps, newPayer, seedCatalog, settleUsage } from '@/lib/invoices/testing'
import { toPeriod } from '@/lib/period'
import { foldRollups } from '@/lib/usage/rollups/commands'

const october = toPeriod('2026-10')
const november = toPeriod('2026-11')
let world: StripeWorld
let payers: readonly [MemberCtx, MemberCtx, MemberCtx]

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
  payers = [await newPayer(world), await newPayer(world), await newPayer(world)]
  const [big, small, tiny] = payers
  await settleUsage(world, big, [
    [32_180_759, 5_260_954],
    [1, 1],
  ])
  await settleUsage(world, small, [[2_066_667, 0]])
  await settleUsage(world, tiny, [[3, 0]])
  world.now = new Date('2026-11-01T00:10:00Z')
  await foldRollups(world.db, world.now)
})
afterAll(() => world.close())

const check = () => {
  world.now = new Date(world.now.getTime() + 1_000)
  return reconcilePeriod(world, october, world.now)
}
const close = async () => {
  const closed = await closeMonth(closeDeps(world), october, world.now)
  expect(closed).toMatchObject({ ok: true, value: { failures: [] } })
}

describe('reconciling a month', () => {
  it('compares the ledger alone while there are no invoices', async () => {
    const found = await check()
    expect(found).toMatchObject({ invoiced: false })
    expect(found.accounts.map(({ differences, invoice }) => [differences, invoice])).toEqual(
      payers.map(() => [[], null]),
    )
    expect(toTable(found)).toContain('October 2026, not invoiced yet: the ledger alone')
  })

  it('finds events, rollups, shards, invoice and Stripe equal after a close, and keeps that', async () => {
    await close()
    expect(await listPeriodsToReconcile(world.db)).toEqual([october])
    const found = await check()
    expect(firstDifference([found])).toBeNull()
    const ofPayer = payers.map(({ accountId }) =>
      found.accounts.find(account => account.accountId === accountId),
    )
    const [big] = ofPayer
    // 32,180,760 × 150 + 5,260,955 × 600 nanos
    expect(big?.ledger).toEqual({
      events: 7_983_687_000n,
      base: 7_983_687_000n,
      hourly: 7_983_687_000n,
      daily: 7_983_687_000n,
      'account shards': 7_983_687_000n,
      'key shards': 7_983_687_000n,
    })
    expect(ofPayer.map(account => [account?.invoice?.totalCents, account?.stripeCents])).toEqual([
      [798, 798],
      [31, 31],
      [0, null],
    ])
    expect(await listPeriodsToReconcile(world.db)).toEqual([])
    expect(await listReconciliations(world.db, { limit: 1, period: october })).toMatchObject([
      { accounts: 3, differences: 0, totalNanos: 8_293_687_500n, invoicedCents: 829, firstDifferences: [] },
    ])
  })

  it('knows a month in which nothing was used', async () => {
    const found = await reconcilePeriod(world, november, world.now)
    expect(found.accounts).toEqual([])
    expect(toTable(found)).toContain('nothing was used')
  })
})

describe('a single nano-dollar or cent that is off, anywhere, is found and named', () => {
  // A leading minus: one less instead of one more, where the schema allows no more.
  const set = (column: string, table: string, where = 'true') => ({
    column: column.replace('-', ''),
    step: column.startsWith('-') ? -1 : 1,
    table,
    where,
  })
  const bigRow = 'input_tokens = 32180760'
  const cases: readonly (readonly [string, ReturnType<typeof set>, string])[] = [
    [
      'an event',
      set('cost_nanos', 'usage_events', 'input_tokens = 1'),
      'events and base cost: $7.983687001 ≠ $7.983687',
    ],
    ['base', set('cost_nanos', 'usage_base', bigRow), 'events and base cost: $7.983687 ≠ $7.983687001'],
    ['hourly', set('cost_nanos', 'usage_hourly', bigRow), 'events and hourly cost: $7.983687 ≠ $7.983687001'],
    ['daily', set('cost_nanos', 'usage_daily', bigRow), 'events and daily cost: $7.983687 ≠ $7.983687001'],
    [
      'the shard',
      set('-spent_nanos', 'budget_shards', `scope = 'account'`),
      'events and account shards cost: $7.983687 ≠ $7.983686999',
    ],
    [
      'the key’s shard',
      set('-spent_nanos', 'budget_shards', `scope <> 'account'`),
      'events and key shards cost: $7.983687 ≠ $7.983686999',
    ],
    ['the invoice', set('total_nanos', 'invoices'), 'events and invoice total: $7.983687 ≠ $7.983687001'],
    ['its total', set('total_cents', 'invoices'), 'invoice and Stripe: total: $7.99 ≠ $7.98'],
    ['what is due', set('amount_due_cents', 'invoices'), 'invoice and Stripe: amount due: $7.99 ≠ $7.98'],
    [
      'the balance',
      set('applied_balance_cents', 'invoices'),
      'invoice and Stripe: balance applied, less carried: $0.01 ≠ $0.00',
    ],
    ['money', set('amount_paid_cents', 'invoices'), 'invoice and Stripe: amount paid: $7.99 ≠ $7.98'],
    [
      'a line',
      set('cost_nanos', 'invoice_lines', 'line_no = 1'),
      'usage and invoice: line 1: $4.827114 ≠ $4.827114001',
    ],
    [
      'a line’s cents',
      set('cents', 'invoice_lines', 'line_no = 1'),
      'invoice and Stripe: line 1: $4.84 ≠ $4.83',
    ],
  ]

  it.each(cases)('%s', async (_, { column, step, table, where }, expected) => {
    const add = (delta: number) =>
      world.database.pool.query(
        `UPDATE ${table} SET ${column} = ${column} + ${delta} WHERE account_id = $1 AND ${where}`,
        [payers[0].accountId],
      )
    await add(step)
    const found = await check()
    await add(-step)
    expect(toTable(found)).toContain(expected)
    expect(found.accounts.filter(({ differences }) => differences.length > 0)).toHaveLength(1)
    expect(firstDifference([await check()])).toBeNull()
  })
})

describe('an invoice that Stripe does not have as we think', () => {
  it('is found: a second one, and one that is missing here', async () => {
    const [big, small] = payers
    const [row] = await world.db.select().from(invoices).where(eq(invoices.accountId, big.accountId))
    const [original] = (await world.stripe.invoices.list({ limit: 100 })).data.filter(
      invoice => invoice.id === row?.stripeInvoiceId,
    )
    await world.stripe.invoices.create({
      customer: String(original?.customer),
      currency: 'usd',
      metadata: { invoice_id: row?.id ?? '' },
    })
    expect(toTable(await check())).toContain('live invoices in Stripe: 1 ≠ 2')
    await world.db.delete(invoiceLines).where(eq(invoiceLines.accountId, small.accountId))
    await world.db.delete(invoices).where(eq(invoices.accountId, small.accountId))
    const found = await check()
    expect(toTable(found)).toContain('events and invoice: $0.31000005 ≠ no invoice')
    expect(firstDifference([found])).toMatch(/^October 2026, acc_.* differ, /)
    expect((await listReconciliations(world.db, { limit: 1 }))[0]?.differences).toBe(2)
  })
})
