import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GET } from '@/app/(dashboard)/usage/export/requests/route'
import { usageEvents } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import type { Ctx } from '@/lib/ctx'
import { requestHeader, toRequestCells } from '@/lib/exports/request-rows'
import { mapPages, openCsv } from '@/lib/exports/stream'
import { hostileKeyCells, parseTable, readAll, storeHostileKey } from '@/lib/exports/testing'
import { newId, type AccountId } from '@/lib/ids'
import { fromUsd } from '@/lib/money'
import { ensurePartitions } from '@/lib/usage/partitions/commands'
import type { EventOutcome } from '@/lib/usage/event'
import { noFilter, type UsageKind } from '@/lib/usage/filter'
import { eventOf } from '@/lib/usage/testing'
import { requestPages } from './queries'

const DAY_MS = 86_400_000
const start = Date.parse('2026-10-30T00:00:00Z')
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
  await ensurePartitions(database.db, new Date(start))
})
beforeEach(() => {
  ctx = { db: database.db, accountId: newId('account', now), now }
  member.ctx = ctx
})
afterAll(() => database.drop())

const event = fc.record({
  /** Few instants, so that several requests share one. */
  at: fc.integer({ min: 0, max: 30 }).map(n => new Date(start + Math.floor((n * days * DAY_MS) / 31))),
  keyId: fc.constantFrom('key_a' as const, 'key_b' as const),
  endpoint: fc.constantFrom('/chat/completions' as const, '/images/generations' as const),
  modelId: fc.constantFrom('m1', 'm2'),
  status: fc.constantFrom('succeeded' as const, 'failed' as const, 'canceled' as const),
  costNanos: fc.bigInt({ min: 0n, max: 10n ** 12n }),
})
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never
const one: Event = {
  at: new Date('2026-11-01T10:11:12.345Z'),
  keyId: 'key_a',
  endpoint: '/chat/completions',
  modelId: 'm1',
  status: 'succeeded',
  costNanos: 1_000_000_019n,
}
const get = (query: string) => GET(new Request(`http://127.0.0.1/usage/export/requests?${query}`))

async function store(accountId: AccountId, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return
  await ctx.db.insert(usageEvents).values(
    events.map(({ at, keyId, costNanos, ...rest }) => ({
      ...eventOf(accountId, keyId, { ...rest, costNanos, inputCostNanos: 0n }, at),
      reservedNanos: costNanos,
      waivedNanos: 0n,
      gatewayId: 'gw_test',
      settledAt: at,
    })),
  )
}

describe('request export', () => {
  it('has every request of the span and filters once, oldest first, whatever the page size', async () => {
    const cases = fc.record({
      events: fc.array(event, { maxLength: 60 }),
      span: fc.tuple(fc.integer({ min: 0, max: days * 24 - 1 }), fc.integer({ min: 1, max: days * 24 })),
      pageRows: fc.integer({ min: 1, max: 7 }),
      keyIds: fc.constantFrom<string[]>([], ['key_a']),
      modelIds: fc.constantFrom<string[]>([], ['m2']),
      kinds: fc.constantFrom<UsageKind[]>([], ['image']),
      statuses: fc.constantFrom<EventOutcome[]>([], ['failed', 'canceled']),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ events, span, pageRows, ...narrowed }) => {
        const { keyIds, modelIds, kinds, statuses } = narrowed
        ctx = { ...ctx, accountId: newId('account', now) }
        await store(ctx.accountId, events)
        const from = new Date(start + span[0] * 3_600_000)
        const to = new Date(from.getTime() + span[1] * 3_600_000)
        const pages = requestPages(ctx, { from, to }, { ...noFilter, ...narrowed }, pageRows)
        const table = parseTable(await readAll(await openCsv(requestHeader, mapPages(pages, toRequestCells))))
        const expected = events
          .filter(e => e.at >= from && e.at < to)
          .filter(e => keyIds.length === 0 || keyIds.includes(e.keyId))
          .filter(e => modelIds.length === 0 || modelIds.includes(e.modelId))
          .filter(e => kinds.length === 0 || e.endpoint === '/images/generations')
          .filter(e => statuses.length === 0 || statuses.includes(e.status))
          .map(e => `${e.at.toISOString()} ${e.keyId} ${e.endpoint} ${e.modelId} ${e.costNanos}`)
        const found = table.map(
          r => `${r.time} ${r.key_id} ${r.endpoint} ${r.model_id} ${fromUsd(r.cost_usd ?? '')}`,
        )
        expect(found.toSorted()).toEqual(expected.toSorted())
        expect(new Set(table.map(r => r.request_id)).size).toBe(table.length)
        const places = table.map(r => `${r.time} ${r.request_id}`)
        expect(places).toEqual(places.toSorted())
      }),
      { numRuns: 30 },
    )
  })

  it('is a file to be saved; a key has its name, made harmless, what shows of it, and its id', async () => {
    await storeHostileKey(ctx, 'key_a')
    await store(ctx.accountId, [one])
    const answer = await get('from=2026-11-01&to=2026-11-02')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="serika-requests-2026-11-01-to-2026-11-02.csv"',
    )
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const [row, ...others] = parseTable(await answer.text())
    expect(others).toEqual([])
    expect(row).toEqual({
      time: '2026-11-01T10:11:12.345Z',
      request_id: expect.stringMatching(/^req_[0-9a-f]{32}$/) as string,
      key_id: 'key_a',
      ...hostileKeyCells,
      endpoint: '/chat/completions',
      model_id: 'm1',
      model_name: '',
      status: 'succeeded',
      http_status: '200',
      error_code: '',
      input_tokens: '1000',
      output_tokens: '100',
      reasoning_tokens: '0',
      images: '0',
      estimated: 'no',
      streamed: 'yes',
      latency_ms: '250',
      first_token_ms: '40',
      cost_usd: '1.000000019',
    })
  })

  it('follows every filter and the zone of the page’s URL', async () => {
    const image = { ...one, endpoint: '/images/generations' } as const
    await store(ctx.accountId, [
      one,
      { ...image, status: 'failed' },
      image,
      { ...image, status: 'failed', modelId: 'm2' },
      { ...image, status: 'failed', at: new Date('2026-10-31T18:29:59Z') },
    ])
    const count = async (query: string) => parseTable(await (await get(query)).text()).length
    const days = 'from=2026-11-01&to=2026-11-01&zone=Asia%2FKolkata'
    expect(await count(days)).toBe(4)
    expect(await count(`${days}&kind=image`)).toBe(3)
    expect(await count(`${days}&status=failed&status=canceled`)).toBe(2)
    expect(await count(`${days}&kind=image&status=failed&model=m1&key=key_a`)).toBe(1)
    expect(await count(`${days}&kind=text&endpoint=%2Fimages%2Fgenerations`)).toBe(0)
    expect(await count('from=2026-11-01T10:11Z&to=2026-11-01T10:12Z&status=succeeded')).toBe(2)
  })

  it('holds nothing of another account, and says what is wrong with a span', async () => {
    await store(ctx.accountId, [one])
    member.ctx = { ...ctx, accountId: newId('account', now) }
    expect(parseTable(await (await get('from=2026-10-30&to=2026-11-02')).text())).toEqual([])
    expect((await get('from=2026-11-03&to=2026-11-01')).status).toBe(400)
  })
})
