import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncCatalog } from '@/lib/catalog/commands'
import { loadCatalog, type Catalog } from '@/lib/catalog/queries'
import { costOf, priceAt } from '@/lib/catalog/rating'
import type { Ctx } from '@/lib/ctx'
import { dailyDetail, requestDetail } from '@/lib/exports/detail/queries'
import { detailHeader, toDetailRows } from '@/lib/exports/detail/rows'
import { flatMapPages, openCsv } from '@/lib/exports/stream'
import { parseTable, readAll } from '@/lib/exports/testing'
import { newId, type KeyId } from '@/lib/ids'
import type { KeyCursor, RequestCursor } from '@/lib/invoices/detail/cursor'
import { listDayShares, listKeyShares, listRequestShares } from '@/lib/invoices/detail/queries'
import { readOpened } from '@/lib/invoices/detail/opened/queries'
import { closed } from '@/lib/invoices/detail/opening'
import type { KeyShare, RequestShare } from '@/lib/invoices/detail/shares'
import { sourceOf, type LineSource } from '@/lib/invoices/detail/source'
import { toBill, type Bill } from '@/lib/invoices/lines'
import { getUsageSums } from '@/lib/invoices/queries'
import { fromUsd } from '@/lib/money'
import { endOf, startOf } from '@/lib/period'
import { fundAndSettle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { dayOf } from '@/lib/usage/buckets'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { createLedgerWorld, eventOf, NOVEMBER, type LedgerWorld } from '@/lib/usage/testing'

const DAY_MS = 86_400_000
const now = new Date('2026-11-20T12:00:00.000Z')
const span = { from: startOf(NOVEMBER), to: endOf(NOVEMBER) }
const keyIds = ['b', 'a', 'c'].map(letter => `key_${letter.repeat(32)}` as KeyId)
const [chat, legacy, images] = ['/chat/completions', '/generate/text', '/images/generations'] as const

let world: LedgerWorld
let catalog: Catalog
beforeAll(async () => {
  world = await createLedgerWorld()
  await syncCatalog(world.db, now)
  catalog = await loadCatalog(world.db)
})
afterAll(() => world.database.drop())

const use = fc.record({
  /** Thirds of a minute since the first of the month: many in the same quarter of an hour, and in the same millisecond. */
  at: fc.oneof(fc.constantFrom(0, 1, 5, 90_000, 90_001), fc.integer({ min: 0, max: 19 * 3 * 1_440 })),
  key: fc.constantFrom(...keyIds),
  endpoint: fc.constantFrom(chat, legacy),
  model: fc.constantFrom(
    'openai/gpt-4o-mini',
    'openai/gpt-5-mini',
    'anthropic/claude-haiku-4.5',
    'gpt-image-1-medium',
  ),
  status: fc.constantFrom('succeeded', 'succeeded', 'succeeded', 'canceled', 'failed'),
  input: fc.integer({ min: 0, max: 90_000 }),
  output: fc.integer({ min: 0, max: 9_000 }),
  images: fc.integer({ min: 1, max: 3 }),
  /** Of a hundred parts of the cost, so many are absorbed. */
  absorbed: fc.constantFrom(0n, 0n, 0n, 37n),
})
type Use = typeof use extends fc.Arbitrary<infer T> ? T : never

function toEvent(accountId: Ctx['accountId'], one: Use): UsageEvent {
  const isImage = one.model === 'gpt-image-1-medium'
  const price = priceAt(catalog.book, one.model, isImage ? '1024x1024' : 'standard', now)
  if (!price) throw new Error(`${one.model} has no price`)
  const failed = one.status === 'failed'
  const used = isImage ? { images: one.images } : { inputTokens: one.input, outputTokens: one.output }
  const whole = costOf(price, used)
  const costNanos = failed ? 0n : whole.costNanos - (whole.costNanos * one.absorbed) / 100n
  const inputCostNanos = whole.inputCostNanos < costNanos ? whole.inputCostNanos : costNanos
  const admittedAt = new Date(span.from.getTime() + one.at * 20_000)
  return eventOf(accountId, one.key, {
    admittedAt,
    id: newId('request', admittedAt),
    endpoint: isImage ? images : one.endpoint,
    modelId: one.model,
    priceId: price.id,
    status: one.status as UsageEvent['status'],
    inputTokens: isImage ? 0 : one.input,
    outputTokens: isImage ? 0 : one.output,
    images: isImage ? one.images : 0,
    costNanos,
    inputCostNanos,
    reservedNanos: whole.costNanos,
    absorbedNanos: failed ? 0n : whole.costNanos - costNanos,
  })
}

/** An account with this usage in the ledger, folded as far as `now`; another account has the same. */
async function settled(uses: readonly Use[]): Promise<{ ctx: Ctx; events: UsageEvent[] }> {
  const [accountId, other] = [await world.newAccount(), await world.newAccount()]
  const gatewayId = await world.newGateway()
  const events = uses.map(one => toEvent(accountId, one))
  for (const outcome of (
    await fundAndSettle(world.db, gatewayId, [...events, ...uses.map(one => toEvent(other, one))], now)
  ).values())
    if (!outcome.ok) throw new Error(outcome.reason)
  await foldRollups(world.db, now)
  return { ctx: { db: world.db, accountId, now }, events: events.filter(({ status }) => status !== 'failed') }
}

/** The bill with at most so many lines, and where each line comes from. */
async function billed(ctx: Ctx, maxLines: number): Promise<Bill & { sources: LineSource[] }> {
  const sums = await getUsageSums(ctx.db, ctx.accountId, NOVEMBER)
  const bill = toBill(sums, maxLines)
  const unfolded = toBill(sums, Infinity).lines
  return { ...bill, sources: bill.lines.map(line => sourceOf(line, bill.lines, unfolded)) }
}

async function allKeys(ctx: Ctx, source: LineSource, limit: number): Promise<KeyShare[]> {
  const found: KeyShare[] = []
  for (let after: KeyCursor | null = null; ;) {
    const page = await listKeyShares(ctx, span, source, { after, limit })
    found.push(...page.rows)
    after = page.rows.at(-1) ?? null
    if (!page.more || !after) return found
  }
}

async function allRequests(ctx: Ctx, day: Date, source: LineSource, key: KeyShare, limit: number) {
  const found: RequestShare[] = []
  const to = new Date(day.getTime() + DAY_MS)
  for (let before: RequestCursor | null = null; ;) {
    const page = await listRequestShares(ctx, { from: day, to }, source, key, { before, limit })
    found.push(...page.rows)
    before = page.rows.at(-1) ?? null
    if (!page.more || !before) return found
  }
}

const total = (shares: readonly { costNanos: bigint }[]) =>
  shares.reduce((sum, { costNanos }) => sum + costNanos, 0n)
const count = (shares: readonly { quantity: number }[]) =>
  shares.reduce((sum, { quantity }) => sum + quantity, 0)

describe('the usage behind a line', () => {
  it('sums exactly to the line at every depth, down to the requests, in pages of any size, folded lines included', async () => {
    const cases = fc.record({
      uses: fc.array(use, { minLength: 1, maxLength: 60 }),
      maxLines: fc.constantFrom(250, 3, 1),
      limit: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ uses, maxLines, limit }) => {
        const { ctx, events } = await settled(uses)
        const { lines, sources } = await billed(ctx, maxLines)
        for (const [i, line] of lines.entries()) {
          const source = sources[i]
          if (!source) throw new Error('a line without a source')
          const keys = await allKeys(ctx, source, limit)
          expect(total(keys)).toBe(line.costNanos)
          if (line.direction !== 'other') expect(count(keys)).toBe(line.quantity)
          expect(keys.map(({ costNanos }) => costNanos)).toEqual(
            keys.map(({ costNanos }) => costNanos).toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)),
          )
          const { sum, count: groups } = await listKeyShares(ctx, span, source, { after: null, limit: 1 })
          expect([sum.costNanos, groups]).toEqual([line.costNanos, keys.length])
          for (const key of keys) {
            const days = await listDayShares(ctx, span, source, key)
            expect([total(days), count(days)]).toEqual([key.costNanos, key.quantity])
            for (const day of days) {
              const requests = await allRequests(ctx, day.day, source, key, limit)
              expect([total(requests), count(requests)]).toEqual([day.costNanos, day.quantity])
              expect(requests.length).toBe(day.requests)
              const own = events.filter(
                e =>
                  e.keyId === key.keyId &&
                  e.endpoint === key.endpoint &&
                  dayOf(e.admittedAt) === dayOf(day.day),
              )
              expect(own.map(({ id }) => id)).toEqual(expect.arrayContaining(requests.map(({ id }) => id)))
            }
          }
        }
      }),
      { numRuns: 12 },
    )
  }, 120_000)

  it('is none of another account, even by its own cursors', async () => {
    const one: Use = {
      at: 5,
      key: keyIds[0] ?? 'key_',
      endpoint: chat,
      model: 'openai/gpt-4o-mini',
      status: 'succeeded',
      input: 10,
      output: 10,
      images: 1,
      absorbed: 0n,
    }
    const { ctx } = await settled([one])
    const stranger: Ctx = { ...ctx, accountId: await world.newAccount() }
    const { lines } = await billed(ctx, 250)
    const opening = { ...closed, lineNo: 1, keyId: one.key, endpoint: chat, day: '2026-11-01' }
    const mine = await readOpened(ctx, { period: NOVEMBER, lines }, opening)
    expect(mine?.requests?.rows).toHaveLength(1)
    const theirs = await readOpened(stranger, { period: NOVEMBER, lines }, opening)
    expect(theirs).toMatchObject({ keys: { rows: [] }, days: [], requests: { rows: [] } })
  })
})

describe('the detail as a file', () => {
  it('sums to every line, by day and by request, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(use, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(250, 3, 1),
        fc.integer({ min: 1, max: 7 }),
        async (uses, maxLines, pageRows) => {
          const { ctx } = await settled(uses)
          const { lines } = await billed(ctx, maxLines)
          const toRows = toDetailRows({ number: 'ABC-0001', period: NOVEMBER, lines })
          for (const usage of [dailyDetail(ctx, span, pageRows), requestDetail(ctx, span, pageRows)]) {
            const file = await readAll(await openCsv(detailHeader, flatMapPages(usage, toRows)))
            const rows = parseTable(file)
            for (const { lineNo, costNanos, quantity, direction } of lines) {
              const own = rows.filter(row => row.line_no === String(lineNo))
              expect(own.reduce((sum, row) => sum + fromUsd(row.cost_usd ?? ''), 0n)).toBe(costNanos)
              if (direction !== 'other')
                expect(own.reduce((sum, row) => sum + Number(row.quantity), 0)).toBe(quantity)
            }
          }
        },
      ),
      { numRuns: 12 },
    )
  }, 120_000)
})
