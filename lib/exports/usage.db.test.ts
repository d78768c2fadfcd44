import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { usageBase, usageDaily, usageHourly } from '@/db/schema'
import { GET } from '@/app/(dashboard)/usage/export/route'
import type { Ctx } from '@/lib/ctx'
import { newId } from '@/lib/ids'
import { fromUsd } from '@/lib/money'
import { noFilter } from '@/lib/usage/filter'
import { getTotals } from '@/lib/usage/view/queries'
import { daysIn } from './days'
import { usagePages } from './queries'
import { mapPages, openCsv } from './stream'
import { hostileKeyCells, parseTable, readAll, storeHostileKey } from './testing'
import { toUsageCells, usageHeader } from './usage-rows'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const start = Date.parse('2026-11-01T00:00:00Z')
const days = 4
const now = new Date(start + days * DAY_MS)

const member = vi.hoisted(() => ({}) as { ctx?: Ctx })
vi.mock('@/app/_server/ctx', () => ({ requireMember: () => Promise.resolve(member.ctx) }))
vi.mock('@/app/_server/request', () => ({
  getRequest: () => Promise.resolve({ requestId: 'web_1', path: '/' }),
}))

let database: TestDatabase
let ctx: Ctx
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => {
  ctx = { db: database.db, accountId: newId('account', now), now }
  member.ctx = ctx
})
afterAll(() => database.drop())

const row = fc.record({
  hour: fc.integer({ min: 0, max: days * 24 - 1 }),
  keyId: fc.constantFrom('key_a', 'key_b', 'key_B'),
  endpoint: fc.constantFrom('/chat/completions' as const, '/images/generations' as const),
  modelId: fc.constantFrom('m1', 'M1', 'm-1', 'm2'),
  status: fc.constantFrom('succeeded' as const, 'failed' as const),
  costNanos: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  requests: fc.integer({ min: 1, max: 50 }),
})
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never
const rows = fc.uniqueArray(row, {
  maxLength: 60,
  selector: r => [r.hour, r.keyId, r.endpoint, r.modelId, r.status].join(' '),
})

/** Stores usage as the ledger would with a fold that has come as far as the given hour. */
async function store(data: readonly Row[], foldedHours = 0): Promise<void> {
  const common = { accountId: ctx.accountId, priceId: 'prc', inputTokens: 3, outputTokens: 5, images: 1 }
  if (data.length > 0)
    await ctx.db.insert(usageBase).values(
      data.map(({ hour, ...r }) => ({
        ...common,
        ...r,
        bucket: new Date(start + hour * HOUR_MS),
        estimatedRequests: 0,
        inputCostNanos: 0n,
      })),
    )
  const hourlyUntil = new Date(start + foldedHours * HOUR_MS).toISOString()
  const dailyUntil = new Date(start + Math.floor(foldedHours / 24) * DAY_MS).toISOString()
  for (const [table, unit, until] of [
    [usageHourly, 'hour', hourlyUntil],
    [usageDaily, 'day', dailyUntil],
  ] as const)
    await ctx.db.execute(sql`
      INSERT INTO ${table} SELECT account_id, date_trunc(${sql.raw(`'${unit}'`)}, bucket, 'UTC'), key_id, endpoint, model_id, price_id, status,
        sum(requests), sum(input_tokens), sum(output_tokens), sum(images), sum(estimated_requests), sum(cost_nanos), sum(input_cost_nanos)
      FROM usage_base WHERE account_id = ${ctx.accountId} AND bucket < ${until}::timestamptz GROUP BY 1, 2, 3, 4, 5, 6, 7`)
  await ctx.db.execute(
    sql`UPDATE ledger_state SET hourly_until = ${hourlyUntil}::timestamptz, daily_until = ${dailyUntil}::timestamptz`,
  )
}

const one: Row = {
  hour: 1,
  keyId: 'key_a',
  endpoint: '/chat/completions',
  modelId: 'm1',
  status: 'succeeded',
  costNanos: 1_000_000_019n,
  requests: 2,
}
const get = async (query = '') => GET(new Request(`http://127.0.0.1/usage/export${query}`))
const tableOf = async (answer: Response) => parseTable(await answer.text())

describe('usage export', () => {
  it('has one row per day, key, endpoint and model, with exactly what the ledger has, whatever the span, page size and fold', async () => {
    const cases = fc.record({
      data: rows,
      foldedHours: fc.integer({ min: 0, max: days * 24 }),
      span: fc.tuple(fc.integer({ min: 0, max: days * 24 }), fc.integer({ min: 1, max: days * 24 })),
      pageRows: fc.integer({ min: 1, max: 5 }),
      keyIds: fc.constantFrom<string[]>([], ['key_a', 'key_B']),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ data, foldedHours, span, pageRows, keyIds }) => {
        ctx = { ...ctx, accountId: newId('account', now) }
        await store(data, foldedHours)
        const [fromMs, toMs] = [start + span[0] * HOUR_MS, start + (span[0] + span[1]) * HOUR_MS]
        const expected = new Map<string, bigint>()
        for (const r of data) {
          const at = start + r.hour * HOUR_MS
          if (at < fromMs || at >= toMs || (keyIds.length > 0 && !keyIds.includes(r.keyId))) continue
          const id = [new Date(at).toISOString().slice(0, 10), r.keyId, r.endpoint, r.modelId].join(' ')
          expected.set(id, (expected.get(id) ?? 0n) + r.costNanos)
        }
        const filter = { ...noFilter, keyIds }
        const range = { from: new Date(fromMs), to: new Date(toMs) }
        const pages = usagePages(ctx, range, filter, 'UTC', pageRows)
        const table = parseTable(await readAll(await openCsv(usageHeader, mapPages(pages, toUsageCells))))
        const ids = table.map(r => [r.from?.slice(0, 10), r.key_id, r.endpoint, r.model_id].join(' '))
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Map(table.map((r, i) => [ids[i], fromUsd(r.cost_usd ?? '')]))).toEqual(expected)
        const total = await getTotals(ctx, range, filter)
        for (const [column, sum] of [
          ['requests', total.requests],
          ['failed_requests', total.failedRequests],
          ['input_tokens', total.inputTokens],
          ['output_tokens', total.outputTokens],
          ['images', total.images],
        ] as const)
          expect(table.reduce((all, r) => all + Number(r[column]), 0)).toBe(sum)
      }),
      { numRuns: 40 },
    )
  })

  it('is a file to be saved, named by its days; keys have their name, what shows of them, and their id', async () => {
    await storeHostileKey(ctx, 'key_a')
    await store([one])
    const answer = await get('?from=2026-11-01&to=2026-11-03')
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/)
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="serika-usage-2026-11-01-to-2026-11-03.csv"',
    )
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(await tableOf(answer)).toEqual([
      {
        from: '2026-11-01T00:00:00Z',
        to: '2026-11-02T00:00:00Z',
        key_id: 'key_a',
        ...hostileKeyCells,
        endpoint: '/chat/completions',
        model_id: 'm1',
        model_name: '',
        requests: '2',
        failed_requests: '0',
        input_tokens: '3',
        output_tokens: '5',
        images: '1',
        cost_usd: '1.000000019',
      },
    ])
  })

  it('follows the filters of the URL, as values and never as SQL', async () => {
    await store([one, { ...one, modelId: 'm2' }, { ...one, keyId: 'key_b' }])
    const range = 'from=2026-11-01&to=2026-11-03'
    expect(await tableOf(await get(`?${range}&model=m1&key=key_a&key=key_b`))).toHaveLength(2)
    expect(await tableOf(await get(`?${range}&model=${encodeURIComponent("' OR true --")}`))).toEqual([])
    await store([{ ...one, endpoint: '/images/generations', status: 'failed' }])
    for (const filter of ['kind=image', 'status=failed', 'kind=image&status=failed'])
      expect(await tableOf(await get(`?${range}&${filter}`)), filter).toMatchObject([
        { endpoint: '/images/generations', failed_requests: '2' },
      ])
    expect(await tableOf(await get(`?${range}&kind=text&status=failed`))).toEqual([])
  })

  it('gives the day before, hour by hour cut, for the last 24 hours', async () => {
    ctx = { ...ctx, now: new Date(start + 30 * HOUR_MS + 1) }
    member.ctx = ctx
    await store([
      { ...one, hour: 6 },
      { ...one, hour: 7 },
      { ...one, hour: 30 },
    ])
    const spans = (await tableOf(await get('?period=24h'))).map(r => [r.from, r.to])
    expect(spans).toEqual([
      ['2026-11-01T07:00:00Z', '2026-11-02T00:00:00Z'],
      ['2026-11-02T00:00:00Z', '2026-11-02T07:00:00Z'],
    ])
  })

  it('holds nothing of another account', async () => {
    await store([one])
    member.ctx = { ...ctx, accountId: newId('account', now) }
    expect(await tableOf(await get('?from=2026-11-01&to=2026-11-03'))).toEqual([])
  })

  it('says what is wrong with a span', async () => {
    const answer = await get('?from=2026-11-03&to=2026-11-01')
    expect([answer.status, await answer.text()]).toEqual([400, 'The first day lies after the last.'])
  })
})

describe('days', () => {
  it('cover a span without gap or overlap, cut at midnight', () => {
    const hours = fc.integer({ min: 0, max: 2_000 })
    fc.assert(
      fc.property(hours, hours, (a, length) => {
        const span = { from: new Date(start + a * HOUR_MS), to: new Date(start + (a + length) * HOUR_MS) }
        const cut = daysIn(span)
        let at = span.from.getTime()
        for (const { from, to } of cut) {
          expect(from.getTime()).toBe(at)
          expect(Math.floor(from.getTime() / DAY_MS)).toBe(Math.floor((to.getTime() - 1) / DAY_MS))
          at = to.getTime()
        }
        expect(at).toBe(span.to.getTime())
      }),
    )
  })
})
