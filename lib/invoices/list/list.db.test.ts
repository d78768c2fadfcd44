import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invoices } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { newId } from '@/lib/ids'
import { getInvoice, type InvoiceRow } from '@/lib/invoices/queries'
import { toInvoiceState } from '@/lib/invoices/status'
import { periodsBetween, toPeriod, type Period } from '@/lib/period'
import { createLedgerWorld, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { noFilter, statusChoices, type StatusChoice } from './filter'
import { findInvoices, listInvoiceYears } from './queries'

const months = periodsBetween(toPeriod('2025-06'), toPeriod('2026-10'))
let world: LedgerWorld
let ctx: Ctx
beforeAll(async () => {
  world = await createLedgerWorld()
})
beforeEach(async () => {
  ctx = { db: world.db, accountId: await world.newAccount(), now: NOON }
})
afterAll(() => world.database.drop())

const row = fc.record({
  period: fc.constantFrom(...months),
  status: fc.constantFrom(
    'preparing',
    'draft',
    'open',
    'paid',
    'uncollectible',
    'void',
    'nothing_due',
  ) as fc.Arbitrary<InvoiceRow['status']>,
  totalCents: fc.integer({ min: 0, max: 30_000 }),
  amountDueCents: fc.constantFrom<number[]>(0, 0, 15_836),
  carriedCents: fc.constantFrom<number[]>(0, 31),
  amountPaidCents: fc.constantFrom<number[]>(0, 15_836),
  refundedCents: fc.constantFrom<number[]>(0, 0, 500, 15_836),
  disputedCents: fc.constantFrom<number[]>(0, 0, 500),
  chargedBackCents: fc.constantFrom<number[]>(0, 0, 500),
  needsAuthentication: fc.boolean(),
  paymentFailedAt: fc.constantFrom(null, NOON),
})
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never
const untouched = { refundedCents: 0, disputedCents: 0, chargedBackCents: 0 }
const rows = fc.uniqueArray(row, { selector: ({ period }) => period, maxLength: 17 })

async function store(data: readonly Row[], to = ctx): Promise<string[]> {
  const ids = data.map(() => newId('invoice', NOON))
  if (data.length > 0)
    await world.db.insert(invoices).values(
      data.map((one, i) => ({
        ...one,
        accountId: to.accountId,
        id: ids[i] ?? '',
        number: `ABC_${one.period}`,
        attempt: 1,
        totalNanos: BigInt(one.totalCents) * 10_000_000n,
        createdAt: NOON,
        updatedAt: NOON,
      })),
    )
  return ids
}

const periodsOf = (found: { rows: readonly { period: string }[] }) => found.rows.map(({ period }) => period)

describe('the list of invoices', () => {
  it('has in each status just what is called so, latest first, in pages of any size, and knows how many and how much was received', async () => {
    const choices = Object.keys(statusChoices) as StatusChoice[]
    const cases = fc.record({
      data: rows,
      status: fc.constantFrom(null, ...choices),
      year: fc.constantFrom(null, 2025, 2026, 2024),
      limit: fc.integer({ min: 1, max: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ data, status, year, limit }) => {
        ctx = { ...ctx, accountId: await world.newAccount() }
        await store(data)
        const expected = data
          .filter(
            one =>
              status === null || (statusChoices[status] as readonly string[]).includes(toInvoiceState(one)),
          )
          .filter(({ period }) => year === null || period.startsWith(String(year)))
        const seen: string[] = []
        for (let before: Period | null = null; ;) {
          const page = await findInvoices(ctx, { ...noFilter, status, year }, { before, limit })
          expect([page.count, page.receivedCents]).toEqual([
            expected.length,
            expected.reduce(
              (sum, { amountPaidCents, disputedCents, chargedBackCents }) =>
                sum + amountPaidCents - disputedCents - chargedBackCents,
              0,
            ),
          ])
          seen.push(...periodsOf(page))
          const last = page.rows.at(-1)
          if (!page.more || !last) break
          before = toPeriod(last.period)
        }
        expect(seen).toEqual(
          expected
            .map(({ period }) => period)
            .toSorted()
            .toReversed(),
        )
        expect(await listInvoiceYears(ctx)).toEqual(
          [...new Set(data.map(({ period }) => Number(period.slice(0, 4))))].toSorted((a, b) => b - a),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('is searched by number, letter for letter, and by amount', async () => {
    const base = {
      status: 'paid',
      carriedCents: 0,
      amountPaidCents: 0,
      ...untouched,
      needsAuthentication: false,
      paymentFailedAt: null,
    } as const
    await store([
      { ...base, period: toPeriod('2026-10'), totalCents: 15_836, amountDueCents: 15_867 },
      { ...base, period: toPeriod('2026-09'), totalCents: 31, amountDueCents: 0 },
    ])
    const search = async (text: string) =>
      periodsOf(await findInvoices(ctx, { ...noFilter, search: text }, { before: null, limit: 10 }))
    expect(await search('abc_2026-1')).toEqual(['2026-10'])
    expect(await search('abc%2026')).toEqual([])
    expect(await search('158')).toEqual(['2026-10'])
    expect(await search('$158.67')).toEqual(['2026-10'])
    expect(await search('0.31')).toEqual(['2026-09'])
    expect(await search("'; DROP TABLE invoices; --")).toEqual([])
  })

  it('is of one account alone, and so is an invoice by its id', async () => {
    const stranger: Ctx = { ...ctx, accountId: await world.newAccount() }
    const [id = ''] = await store([
      {
        period: toPeriod('2026-10'),
        status: 'paid',
        totalCents: 900,
        amountDueCents: 900,
        carriedCents: 0,
        amountPaidCents: 900,
        ...untouched,
        needsAuthentication: false,
        paymentFailedAt: null,
      },
    ])
    expect(await getInvoice(ctx, id)).toMatchObject({ id })
    expect(await getInvoice(stranger, id)).toBeNull()
    expect(await getInvoice(ctx, `${id}\0`)).toBeNull()
    expect(await findInvoices(stranger, noFilter, { before: null, limit: 10 })).toMatchObject({
      rows: [],
      count: 0,
    })
  })
})
