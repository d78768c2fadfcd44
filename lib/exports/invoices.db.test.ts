import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { creditNotes, invoices } from '@/db/schema'
import { GET as getFocus } from '@/app/(dashboard)/billing/export/focus/route'
import { GET } from '@/app/(dashboard)/billing/export/invoices/route'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { Ctx, MemberCtx } from '@/lib/ctx'
import { closeMonth } from '@/lib/invoices/month/commands'
import { addUsage, closeDeps, newPayer, rates, seedCatalog } from '@/lib/invoices/testing'
import { centsToNanos, fromUsd } from '@/lib/money'
import { toPeriod } from '@/lib/period'
import { getSpend } from '@/lib/usage/queries'
import { focusHeader } from './focus/rows'
import { billedByPeriod, violationsOf } from './focus/validate'
import { parseCsv, parseTable } from './testing'

const member = vi.hoisted(() => ({}) as { ctx?: Ctx })
vi.mock('@/app/_server/ctx', () => ({ requireMember: () => Promise.resolve(member.ctx) }))
vi.mock('@/app/_server/request', () => ({
  getRequest: () => Promise.resolve({ requestId: 'web_1', path: '/' }),
}))
const faults: { readonly err: unknown }[] = []
vi.mock('@/app/_server/log', () => ({
  getLog: () => ({ error: (fault: { err: unknown }) => faults.push(fault) }),
}))

let world: StripeWorld
let payer: MemberCtx
beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-09-03T09:00:00Z'))
  await seedCatalog(world)
  payer = await newPayer(world)
  const stranger = await newPayer(world)
  for (const [period, now] of [
    ['2026-09', '2026-10-01T02:00:00Z'],
    ['2026-10', '2026-11-01T02:00:00Z'],
  ] as const) {
    await addUsage(world, payer, toPeriod(period), 10_000_003, 2_000_001)
    await addUsage(world, payer, toPeriod(period), 77_777, 0)
    await addUsage(world, stranger, toPeriod(period), 5_000_000, 0)
    world.now = new Date(now)
    const closed = await closeMonth(closeDeps(world), toPeriod(period), world.now)
    if (!closed.ok) throw new Error(closed.error.message)
  }
  await world.receiveWebhooks()
})
afterAll(() => world.close())

const sum = (rows: readonly Record<string, string>[], column: string) =>
  rows.reduce((total, row) => total + fromUsd(row[column] ?? ''), 0n)

it('has every invoice of the account with its lines; each column of amounts adds up to the ledger', async () => {
  member.ctx = { ...payer, now: world.now }
  const answer = await GET()
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="serika-invoices-until-2026-11-01.csv"',
  )
  const table = parseTable(await answer.text())
  const invoices = table.filter(row => row.record === 'invoice')
  const lines = table.filter(row => row.record === 'line')
  expect(invoices.map(row => [row.period_start, row.status])).toEqual([
    ['2026-10-01T00:00:00Z', 'paid'],
    ['2026-09-01T00:00:00Z', 'paid'],
  ])
  const metered = 2n * ((10_000_003n + 77_777n) * rates.input + 2_000_001n * rates.output)
  const spent = await getSpend(member.ctx, new Date('2026-09-01T00:00:00Z'), new Date('2026-11-01T00:00:00Z'))
  expect(spent).toBe(metered)
  expect(sum(invoices, 'metered_usd')).toBe(metered)
  expect(sum(lines, 'line_metered_usd')).toBe(metered)
  // 2.711667600 a month, to the cent.
  expect(sum(invoices, 'total_usd')).toBe(centsToNanos(2 * 271))
  expect(sum(lines, 'line_amount_usd')).toBe(centsToNanos(2 * 271))
  for (const line of lines) {
    const exact = BigInt(line.quantity ?? '') * fromUsd(line.unit_price_usd ?? '')
    expect(exact).toBe(fromUsd(line.line_metered_usd ?? ''))
    expect(line.total_usd).toBe('')
  }
})

it('is the header alone for an account without invoices', async () => {
  const newcomer = await world.newMember()
  member.ctx = newcomer
  expect(parseTable(await (await GET()).text())).toEqual([])
})

describe('FOCUS export', () => {
  const focus = (query = '') => getFocus(new Request(`http://127.0.0.1/billing/export/focus${query}`))
  const september = '2026-09-01T00:00:00Z'
  const october = '2026-10-01T00:00:00Z'
  const november = '2026-11-01T00:00:00Z'

  it('follows the specification, and its BilledCost is the invoice to the cent and the ledger to the nano-dollar', async () => {
    member.ctx = { ...payer, now: world.now }
    await addUsage(world, payer, toPeriod('2026-11'), 1, 0)
    const answer = await focus('?from=2026-09&to=2026-11')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="serika-focus-1.2-2026-09-to-2026-11.csv"',
    )
    const file = await answer.text()
    const rows = parseTable(file)
    expect(violationsOf(parseCsv(file)[0] ?? [], rows)).toEqual([])
    expect(billedByPeriod(rows)).toEqual(
      new Map([
        [september, centsToNanos(271)],
        [october, centsToNanos(271)],
        // Not invoiced yet, so not rounded.
        [november, rates.input],
      ]),
    )
    const numbers = await world.db.select().from(invoices).where(eq(invoices.accountId, payer.accountId))
    const numberOf = new Map(numbers.map(({ period, number }) => [`${period}-01T00:00:00Z`, number]))
    for (const row of rows) expect(row.InvoiceId).toBe(numberOf.get(row.BillingPeriodStart ?? '') ?? '')
    expect(numberOf.get(september)).toMatch(/\S/)
    const used = rows.filter(row => row.ChargeCategory === 'Usage' && row.BillingPeriodStart === september)
    expect(used.map(row => [row.SkuMeter, row.PricingQuantity])).toEqual([
      ['Input Tokens', '10000003'],
      ['Output Tokens', '2000001'],
      ['Input Tokens', '77777'],
    ])
  })

  it('has credit notes as corrections, in the month they were issued, under their own number', async () => {
    const [invoice] = await world.db.select().from(invoices).where(eq(invoices.accountId, payer.accountId))
    if (!invoice) throw new Error('there is no invoice')
    await world.db.insert(creditNotes).values({
      accountId: payer.accountId,
      id: 'crn_1',
      invoiceId: invoice.id,
      amountCents: 125,
      to: 'refund',
      reason: 'order_change',
      memo: '',
      status: 'issued',
      request: {},
      requestedBy: 'usr_x',
      number: 'CN-01',
      createdAt: world.now,
      issuedAt: world.now,
    })
    const file = await (await focus('?from=2026-11')).text()
    const rows = parseTable(file)
    expect(violationsOf(focusHeader, rows)).toEqual([])
    expect(rows.filter(row => row.ChargeClass === 'Correction')).toMatchObject([
      {
        ChargeCategory: 'Credit',
        BilledCost: '-1.250000000',
        InvoiceId: 'CN-01',
        BillingPeriodStart: november,
        ChargePeriodStart: `${invoice.period}-01T00:00:00Z`,
      },
    ])
  })

  it('breaks off where the ledger says otherwise than the invoice', async () => {
    await addUsage(world, payer, toPeriod('2026-09'), 5, 0)
    const answer = await focus('?from=2026-09')
    await expect(answer.text()).rejects.toThrow('the export broke off')
    expect(faults).toMatchObject([
      { err: new Error(`${payer.accountId} used 2711668350 nanos in 2026-09, its invoice says 2711667600`) },
    ])
  })

  it.each([
    ['?from=2026-13', '"2026-13" is not a billing period: write it as YYYY-MM, for example 2026-10.'],
    ['?from=2026-10&to=2026-09', 'The first month lies after the last.'],
    ['?from=2026-12', 'That month has not begun.'],
    ['?from=2025-01&to=2026-11', 'Choose at most 13 months.'],
  ])('says what is wrong with %s', async (query, message) => {
    const answer = await focus(query)
    expect([answer.status, await answer.text()]).toEqual([400, message])
  })
})
