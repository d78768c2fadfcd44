import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { usageBase, usageDaily, usageHourly } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { newId } from '@/lib/ids'
import { noFilter } from './filter'
import { getSpend, getUsageReport, listUsageFacets } from './queries'
import { dimensions } from './report'

const QUARTER_MS = 900_000
const DAY_MS = 86_400_000
const start = Date.parse('2026-11-01T00:00:00Z')
const days = 5
const now = new Date(start + days * DAY_MS)

let database: TestDatabase
let ctx: Ctx
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => {
  ctx = { db: database.db, accountId: newId('account', now), now }
})
afterAll(() => database.drop())

const row = fc.record({
  quarter: fc.integer({ min: 0, max: days * 96 - 1 }),
  keyId: fc.constantFrom('key_a', 'key_b'),
  endpoint: fc.constantFrom('/chat/completions' as const, '/images/generations' as const),
  modelId: fc.constantFrom('m1', 'm2', 'm3'),
  status: fc.constantFrom('succeeded' as const, 'failed' as const),
  costNanos: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  requests: fc.integer({ min: 1, max: 50 }),
})
const rows = fc.uniqueArray(row, {
  maxLength: 40,
  selector: r => `${r.quarter} ${r.keyId} ${r.endpoint} ${r.modelId} ${r.status}`,
})
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never

/** Stores the rows as the ledger would with a fold that has come as far as the given hour and day. */
async function store(data: readonly Row[], foldedHours: number, foldedDays: number) {
  const { db, accountId } = ctx
  const common = {
    accountId,
    priceId: 'prc',
    inputTokens: 3,
    outputTokens: 5,
    images: 0,
    estimatedRequests: 0,
    inputCostNanos: 0n,
  }
  if (data.length > 0)
    await db.insert(usageBase).values(
      data.map(({ quarter, ...r }) => ({
        ...common,
        ...r,
        bucket: new Date(start + quarter * QUARTER_MS),
      })),
    )
  const hourlyUntil = new Date(start + foldedHours * 3_600_000)
  const dailyUntil = new Date(start + Math.min(foldedDays, Math.floor(foldedHours / 24)) * DAY_MS)
  for (const [table, unit, until] of [
    [usageHourly, 'hour', hourlyUntil],
    [usageDaily, 'day', dailyUntil],
  ] as const)
    await db.execute(sql`
      INSERT INTO ${table} SELECT account_id, date_trunc(${sql.raw(`'${unit}'`)}, bucket, 'UTC'), key_id, endpoint, model_id, price_id, status,
        sum(requests), sum(input_tokens), sum(output_tokens), sum(images), sum(estimated_requests), sum(cost_nanos), sum(input_cost_nanos)
      FROM usage_base WHERE account_id = ${accountId} AND bucket < ${until.toISOString()}::timestamptz GROUP BY 1, 2, 3, 4, 5, 6, 7`)
  await db.execute(
    sql`UPDATE ledger_state SET hourly_until = ${hourlyUntil.toISOString()}::timestamptz, daily_until = ${dailyUntil.toISOString()}::timestamptz`,
  )
}

describe('usage report', () => {
  it('equals a naive sum for any data, span, grouping, filter and progress of the fold', async () => {
    const cases = fc.record({
      data: rows,
      foldedHours: fc.integer({ min: 0, max: days * 24 }),
      foldedDays: fc.integer({ min: 0, max: days }),
      span: fc.tuple(fc.integer({ min: 0, max: days * 24 }), fc.integer({ min: 1, max: days * 24 })),
      bucket: fc.constantFrom('hour' as const, 'day' as const),
      dimension: fc.constantFrom(...dimensions),
      keyIds: fc.constantFrom([], ['key_a']),
      modelIds: fc.constantFrom([], ['m2'], ['m1', 'm3']),
    })
    await fc.assert(
      fc.asyncProperty(
        cases,
        async ({ data, foldedHours, foldedDays, span, bucket, dimension, keyIds, modelIds }) => {
          ctx = { ...ctx, accountId: newId('account', now) }
          await store(data, foldedHours, foldedDays)
          const unit = bucket === 'hour' ? 3_600_000 : DAY_MS
          const from = start + Math.floor((span[0] * 3_600_000) / unit) * unit
          const to = from + span[1] * unit
          const inside = data.filter(r => {
            const at = start + r.quarter * QUARTER_MS
            return (
              at >= from &&
              at < to &&
              (keyIds.length === 0 || keyIds.some(k => k === r.keyId)) &&
              (modelIds.length === 0 || modelIds.some(m => m === r.modelId))
            )
          })
          const expected = new Map<string, bigint>()
          for (const r of inside) {
            const at = Math.floor((start + r.quarter * QUARTER_MS) / unit) * unit
            const group = dimension === 'key' ? r.keyId : dimension === 'endpoint' ? r.endpoint : r.modelId
            expected.set(`${at} ${group}`, (expected.get(`${at} ${group}`) ?? 0n) + r.costNanos)
          }
          const range = { from: new Date(from), to: new Date(to), bucket }
          const report = await getUsageReport(ctx, range, dimension, { ...noFilter, keyIds, modelIds })
          expect(new Map(report.cells.map(c => [`${c.bucket.getTime()} ${c.group}`, c.costNanos]))).toEqual(
            expected,
          )
          expect(report.total.requests).toBe(inside.reduce((sum, r) => sum + r.requests, 0))
          expect(report.total.failedRequests).toBe(
            inside.filter(r => r.status === 'failed').reduce((sum, r) => sum + r.requests, 0),
          )
          expect(report.total.inputTokens).toBe(inside.length * 3)
          if (keyIds.length + modelIds.length === 0)
            expect(await getSpend(ctx, range.from, range.to)).toBe(report.total.costNanos)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('shows nothing of another account', async () => {
    await store(
      [
        {
          quarter: 1,
          keyId: 'key_a',
          endpoint: '/chat/completions',
          modelId: 'm1',
          status: 'succeeded',
          costNanos: 9n,
          requests: 1,
        },
      ],
      0,
      0,
    )
    const range = { from: new Date(start), to: now, bucket: 'day' as const }
    expect((await listUsageFacets(ctx, range)).length).toBe(1)
    const stranger = { ...ctx, accountId: newId('account', now) }
    expect(await listUsageFacets(stranger, range)).toEqual([])
    expect((await getUsageReport(stranger, range, 'key', noFilter)).total.costNanos).toBe(0n)
  })

  it('takes a filter as a value, never as SQL', async () => {
    const range = { from: new Date(start), to: now, bucket: 'day' as const }
    const report = await getUsageReport(ctx, range, 'model', { ...noFilter, keyIds: [`' OR true --`] })
    expect(report.cells).toEqual([])
  })
})
