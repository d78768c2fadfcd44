import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/ctx'
import { fundAndSettle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { noFilter, type UsageFilter } from '@/lib/usage/filter'
import { createLedgerWorld, eventOf, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { findRequest, listRequests, pageQuery, type LogQuestion } from './queries'

const FROM = new Date('2026-10-30T00:00:00Z')
const span = { from: FROM, to: new Date('2026-11-03T00:00:00Z') }
const keys = [newKeyId(), newKeyId()] as const

let world: LedgerWorld
let ctx: Ctx
let events: UsageEvent[] = []
beforeAll(async () => {
  world = await createLedgerWorld()
  ctx = { db: world.db, accountId: await world.newAccount(), now: NOON }
  // Several at the very same moment, on both sides of the month's end, and some outside the span.
  events = Array.from({ length: 60 }, (_, i) =>
    eventOf(ctx.accountId, keys[i % 2 === 0 ? 0 : 1], {
      admittedAt: new Date(FROM.getTime() + Math.floor(i / 3) * 5 * 3_600_000),
      modelId: `m${i % 5}`,
      endpoint: i % 7 === 0 ? '/images/generations' : '/chat/completions',
    }),
  )
  const outcomes = await fundAndSettle(world.db, await world.newGateway(), events, NOON)
  expect([...outcomes.values()].every(outcome => outcome.ok)).toBe(true)
})
afterAll(() => world.database.drop())

function expected(filter: UsageFilter): string[] {
  return events
    .filter(event => event.admittedAt >= span.from && event.admittedAt < span.to)
    .filter(event => filter.keyIds.length === 0 || filter.keyIds.includes(event.keyId))
    .filter(event => filter.modelIds.length === 0 || filter.modelIds.includes(event.modelId))
    .filter(
      event =>
        filter.kinds.length === 0 ||
        (event.endpoint === '/images/generations') === filter.kinds.includes('image'),
    )
    .toSorted((a, b) => b.admittedAt.getTime() - a.admittedAt.getTime() || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id)
}

/** Every page in turn, one way and then back again. */
async function walk(filter: UsageFilter, limit: number): Promise<{ down: string[]; up: string[] }> {
  const down: string[] = []
  const up: string[] = []
  let page = await listRequests(ctx, { span, filter, limit })
  for (;;) {
    down.push(...page.requests.map(({ id }) => id))
    const last = page.requests.at(-1)
    if (!page.hasOlder || !last) break
    page = await listRequests(ctx, {
      span,
      filter,
      limit,
      from: { cursor: toCursor(last), direction: 'older' },
    })
  }
  for (;;) {
    up.unshift(...page.requests.map(({ id }) => id))
    const [first] = page.requests
    if (!page.hasNewer || !first) break
    page = await listRequests(ctx, {
      span,
      filter,
      limit,
      from: { cursor: toCursor(first), direction: 'newer' },
    })
  }
  return { down, up }
}
const toCursor = ({ admittedAt, id }: { admittedAt: Date; id: string }) =>
  ({ admittedAt, id }) as NonNullable<LogQuestion['from']>['cursor']

describe('the log of requests', () => {
  it('shows each request once, newest first, in pages of any size, there and back', async () => {
    const filter = fc.record({
      keyIds: fc.constantFrom([], [keys[0]]),
      modelIds: fc.constantFrom([], ['m1'], ['m2', 'm3']),
      kinds: fc.constantFrom([], ['image' as const]),
    })
    await fc.assert(
      fc.asyncProperty(filter, fc.integer({ min: 1, max: 25 }), async (part, limit) => {
        const all = expected({ ...noFilter, ...part })
        expect(await walk({ ...noFilter, ...part }, limit)).toEqual({ down: all, up: all })
      }),
      { numRuns: 25 },
    )
  })

  it('reads along the primary key, one month at a time, and sorts nothing', async () => {
    const last = events.at(20)
    if (!last) throw new Error('there are events')
    const question = {
      span: { from: FROM, to: NOON },
      filter: { ...noFilter, statuses: ['succeeded' as const] },
      limit: 50,
      from: { cursor: toCursor(last), direction: 'older' as const },
    }
    const { rows } = await ctx.db.execute<Record<string, unknown>>(
      sql`EXPLAIN ${pageQuery(ctx, question).getSQL()}`,
    )
    const plan = rows.map(row => String(row['QUERY PLAN'])).join('\n')
    expect(plan).toContain('Index')
    expect(plan).not.toContain('Sort ')
    expect(plan).not.toContain('usage_events_2026_12')
  })

  it('finds a request by its id, of this account alone', async () => {
    const [event] = events
    if (!event) throw new Error('there are events')
    expect(await findRequest(ctx, event.id)).toMatchObject({ id: event.id, costNanos: 11_900n })
    expect(await findRequest({ ...ctx, accountId: await world.newAccount() }, event.id)).toBeNull()
    expect(await findRequest(ctx, 'req_nonsense')).toBeNull()
    expect(await findRequest(ctx, `' OR true --`)).toBeNull()
  })
})
