import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/ctx'
import type { AccountId, GatewayId, KeyId } from '@/lib/ids'
import { fundAndSettle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { groupings, kindOf, noFilter, type Grouping, type UsageFilter } from '@/lib/usage/filter'
import { histogramError } from '@/lib/usage/histogram'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { rebuildRollups } from '@/lib/usage/rollups/rebuild/commands'
import { createLedgerWorld, eventOf, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { bucketIndex, gridOf, type TimeGrid } from '@/lib/usage/time-grid'
import {
  getDurations,
  getDurationSeries,
  getErrorSeries,
  getSumSeries,
  getTotals,
  listOptions,
  listShares,
} from './queries'

const START = Date.UTC(2026, 9, 20)
const MINUTES = 9 * 1_440
const minute = (n: number) => new Date(START + n * 60_000)

let world: LedgerWorld
let [accountId, gatewayId]: [AccountId, GatewayId] = ['acc_', 'gw_']
let keys: KeyId[] = []
let ctx: Ctx
beforeAll(async () => void (world = await createLedgerWorld()))
beforeEach(async () => {
  keys = [newKeyId(), newKeyId()]
  gatewayId = await world.newGateway()
  await newAccount()
})
afterAll(() => world.database.drop())

/** An account of its own, in a database where nothing is folded yet. */
async function newAccount(): Promise<void> {
  accountId = await world.newAccount()
  ctx = { db: world.db, accountId, now: NOON }
  const names = ['hourly', 'daily', 'marginal_hours', 'marginal_days'].flatMap(name => [
    `${name}_until`,
    `${name}_marked_until`,
  ])
  await world.db.execute(
    sql`UPDATE ledger_state SET ${sql.raw(names.map(name => `${name} = '2026-10-19T00:00:00Z'`).join(', '))}`,
  )
}

const request = fc.record({
  minute: fc.integer({ min: 0, max: MINUTES - 1 }),
  key: fc.integer({ min: 0, max: 1 }),
  endpoint: fc.constantFrom(
    '/chat/completions' as const,
    '/images/generations' as const,
    '/generate/text' as const,
  ),
  modelId: fc.constantFrom('m1', 'm2', 'm3'),
  status: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const, 'canceled' as const),
  costNanos: fc.bigInt({ min: 0n, max: 10n ** 9n }),
  tokens: fc.integer({ min: 0, max: 100_000 }),
  latencyMs: fc.integer({ min: 0, max: 90_000 }),
  ttftMs: fc.option(fc.integer({ min: 0, max: 9_000 })),
})
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never

function toEvent({ minute: at, key, tokens, ...rest }: Request): UsageEvent {
  const [first, second] = keys
  const costNanos = rest.status === 'failed' ? 0n : rest.costNanos
  return eventOf(accountId, (key === 0 ? first : second) ?? newKeyId(), {
    ...rest,
    admittedAt: new Date(minute(at).getTime() + 1_234),
    costNanos,
    inputCostNanos: 0n,
    reservedNanos: costNanos,
    inputTokens: tokens,
    outputTokens: tokens % 97,
    images: tokens % 3,
  })
}

const step = fc.oneof(
  fc.record({
    kind: fc.constant('settle' as const),
    requests: fc.array(request, { minLength: 1, maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant('repeat' as const) }),
  fc.record({ kind: fc.constant('fold' as const), minute: fc.integer({ min: 0, max: MINUTES + 2_000 }) }),
  fc.record({ kind: fc.constant('rebuild' as const) }),
)

async function settle(events: readonly UsageEvent[]): Promise<void> {
  for (const outcome of (await fundAndSettle(world.db, gatewayId, events, NOON)).values())
    expect(outcome).toMatchObject({ ok: true })
}

/** Settles, settles again, folds and rebuilds; answers with the events that there are then. */
async function play(
  steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<UsageEvent[]> {
  const all: UsageEvent[] = []
  let last: UsageEvent[] = []
  for (const each of steps) {
    if (each.kind === 'settle') {
      last = each.requests.map(toEvent)
      all.push(...last)
      await settle(last)
    } else if (each.kind === 'repeat') await settle(last)
    else if (each.kind === 'fold') await foldRollups(world.db, minute(each.minute))
    else
      expect(await rebuildRollups(world.db, accountId, { from: minute(0), to: minute(MINUTES) })).toEqual(
        new Map(),
      )
  }
  return all
}

const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns']
const question = fc.record({
  zone: fc.constantFrom(...zones),
  bucket: fc.constantFrom('hour' as const, 'day' as const, 'month' as const),
  from: fc.integer({ min: 0, max: 8 * 96 }),
  quarters: fc.integer({ min: 1, max: 7 * 96 }),
  group: fc.constantFrom(null, ...groupings),
  filter: fc.record({
    keys: fc.constantFrom([], [0], [0, 1]),
    endpoints: fc.constantFrom([], ['/chat/completions'], ['/chat/completions', '/images/generations']),
    modelIds: fc.constantFrom([], ['m2'], ['m1', 'm3']),
    kinds: fc.constantFrom([], ['text' as const], ['image' as const]),
    statuses: fc.constantFrom([], ['failed' as const], ['succeeded' as const, 'canceled' as const]),
  }),
})
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never

const toFilter = ({ keys: chosen, ...rest }: Question['filter']): UsageFilter => ({
  ...rest,
  keyIds: chosen.map(i => keys[i] ?? ''),
})
const passes = (filter: UsageFilter) => (event: UsageEvent) =>
  [
    [filter.keyIds, event.keyId],
    [filter.endpoints, event.endpoint],
    [filter.modelIds, event.modelId],
    [filter.kinds, kindOf(event.endpoint)],
    [filter.statuses, event.status],
  ].every(([allowed = [], value]) => allowed.length === 0 || allowed.includes(value as never))
const valueOf = (event: UsageEvent, group: Grouping | null): string =>
  group === null
    ? ''
    : {
        key: event.keyId,
        endpoint: event.endpoint,
        model: event.modelId,
        kind: kindOf(event.endpoint),
        status: event.status,
      }[group]

/** Group → bucket → the events that lie there, by looking at each. */
function sorted(events: readonly UsageEvent[], grid: TimeGrid, filter: UsageFilter, group: Grouping | null) {
  const groups = new Map<string, UsageEvent[][]>()
  for (const event of events.filter(passes(filter))) {
    if (event.admittedAt < grid.from || event.admittedAt >= grid.to) continue
    const value = valueOf(event, group)
    const buckets = groups.get(value) ?? grid.starts.map(() => [])
    groups.set(value, buckets)
    buckets[bucketIndex(grid, event.admittedAt.getTime())]?.push(event)
  }
  return groups
}

function exact(durations: readonly number[], p: number): number | null {
  return durations.toSorted((a, b) => a - b)[Math.ceil(p * durations.length) - 1] ?? null
}

function expectNear(estimate: number | null, durations: readonly number[], p: number): void {
  const value = exact(durations, p)
  if (value === null || estimate === null) expect(estimate).toBe(value)
  else expect(Math.abs(estimate - value)).toBeLessThanOrEqual(value * histogramError + 1e-9)
}

async function expectRight(
  events: readonly UsageEvent[],
  asked: Question | { grid: TimeGrid; filter: UsageFilter; group: Grouping | null },
) {
  const { grid, filter, group } =
    'grid' in asked
      ? asked
      : {
          grid: gridOf(
            { from: minute(asked.from * 15), to: minute((asked.from + asked.quarters) * 15) },
            asked.bucket,
            asked.zone,
          ),
          filter: toFilter(asked.filter),
          group: asked.group,
        }
  const want = sorted(events, grid, filter, group)
  const all = [...want.values()].flat(2)
  const sums = await getSumSeries(ctx, { grid, filter, group }, 'spend')
  const spent = [...want].map(
    ([g, b]) => [g, b.map(list => list.reduce((s, e) => s + e.costNanos, 0n))] as const,
  )
  const expected = new Map(spent.filter(([, buckets]) => buckets.some(value => value > 0n)))
  expect(new Map(sums.map(s => [s.group, s.values]))).toEqual(expected)
  const errors = await getErrorSeries(ctx, { grid, filter, group })
  expect(new Map(errors.map(s => [s.group, s.values]))).toEqual(
    new Map(
      [...want].map(([g, b]) => [
        g,
        b.map(list => ({ failed: list.filter(e => e.status === 'failed').length, requests: list.length })),
      ]),
    ),
  )
  for (const { group: g, values } of await getDurationSeries(ctx, { grid, filter, group }, 'latency'))
    for (const [i, value] of values.entries()) {
      const durations = (want.get(g)?.[i] ?? []).map(e => e.latencyMs)
      expect(value.count).toBe(durations.length)
      expectNear(value.p95Ms, durations, 0.95)
    }
  const totals = await getTotals(ctx, grid, filter)
  expect(totals).toEqual({
    requests: all.length,
    failedRequests: all.filter(e => e.status === 'failed').length,
    inputTokens: all.reduce((s, e) => s + e.inputTokens, 0),
    outputTokens: all.reduce((s, e) => s + e.outputTokens, 0),
    images: all.reduce((s, e) => s + e.images, 0),
    costNanos: all.reduce((s, e) => s + e.costNanos, 0n),
  })
  const { ttft } = await getDurations(ctx, grid, filter)
  const firsts = all.flatMap(e => e.ttftMs ?? [])
  expect(ttft.count).toBe(firsts.length)
  expectNear(ttft.p50Ms, firsts, 0.5)
  if (group === null) return
  const shares = await listShares(ctx, grid, filter, group)
  expect(shares.reduce((s, share) => s + share.costNanos, 0n)).toBe(totals.costNanos)
  expect(new Set(shares.map(({ value }) => value))).toEqual(new Set(want.keys()))
}

describe('every question about usage', () => {
  it('has the answer of a naive sum, whatever was settled, repeated, folded, came late or was rebuilt', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 9 }),
        fc.array(question, { minLength: 4, maxLength: 4 }),
        async (steps, questions) => {
          await newAccount()
          const events = await play(steps)
          for (const asked of questions) await expectRight(events, asked)
        },
      ),
      { numRuns: 20, endOnFailure: true },
    )
  }, 120_000)

  it('is right by the minute too', async () => {
    const events = await play([
      {
        kind: 'settle',
        requests: fc.sample(request, 30).map(r => ({ ...r, minute: 300 + (r.minute % 90) })),
      },
    ])
    const grid = gridOf({ from: minute(331), to: minute(391) }, 'minute', 'Asia/Kolkata')
    for (const group of [null, ...groupings]) await expectRight(events, { grid, filter: noFilter, group })
  })

  it('is right over the days on which clocks change', async () => {
    const events = await play([
      { kind: 'settle', requests: fc.sample(request, 60) },
      { kind: 'fold', minute: MINUTES + 100 },
      { kind: 'settle', requests: fc.sample(request, 10) },
    ])
    // Berlin put its clocks back on 25 October 2026; Lord Howe had put its own forward before.
    for (const zone of zones)
      for (const bucket of ['hour', 'day'] as const) {
        const grid = gridOf({ from: minute(2 * 1_440 + 45), to: minute(8 * 1_440 + 15) }, bucket, zone)
        await expectRight(events, { grid, filter: noFilter, group: 'model' })
      }
  })
})

describe('the filters', () => {
  it('offer what was used, as narrowed by the others but not by themselves', async () => {
    const base = {
      key: 0,
      endpoint: '/chat/completions' as const,
      status: 'succeeded' as const,
      costNanos: 5n,
      tokens: 1,
      latencyMs: 1,
      ttftMs: null,
    }
    await play([
      {
        kind: 'settle',
        requests: [
          { ...base, minute: 1, modelId: 'm1' },
          { ...base, minute: 2, modelId: 'm1' },
          { ...base, minute: 3, modelId: 'm2', key: 1 },
        ],
      },
    ])
    const span = { from: minute(0), to: minute(60) }
    const options = await listOptions(ctx, span, { ...noFilter, modelIds: ['m2'] })
    expect(options.model).toEqual([
      { value: 'm1', requests: 2 },
      { value: 'm2', requests: 1 },
    ])
    expect(options.key).toEqual([{ value: keys[1], requests: 1 }])
    expect(options.kind).toEqual([{ value: 'text', requests: 1 }])
  })

  it('of kinds and endpoints, which are two words for one thing, narrow each other', async () => {
    const base = {
      key: 0,
      status: 'succeeded' as const,
      modelId: 'm1' as const,
      costNanos: 5n,
      tokens: 1,
      latencyMs: 1,
      ttftMs: null,
    }
    const endpoints = [
      '/chat/completions',
      '/chat/completions',
      '/generate/text',
      '/images/generations',
    ] as const
    await play([
      { kind: 'settle', requests: endpoints.map((endpoint, i) => ({ ...base, endpoint, minute: i })) },
    ])
    const span = { from: minute(0), to: minute(60) }
    const ofKind = await listOptions(ctx, span, { ...noFilter, kinds: ['text'] })
    expect(ofKind.endpoint).toEqual([
      { value: '/chat/completions', requests: 2 },
      { value: '/generate/text', requests: 1 },
    ])
    expect(ofKind.kind).toEqual([
      { value: 'text', requests: 3 },
      { value: 'image', requests: 1 },
    ])
    const ofEndpoint = await listOptions(ctx, span, { ...noFilter, endpoints: ['/generate/text'] })
    expect(ofEndpoint.kind).toEqual([{ value: 'text', requests: 1 }])
    expect(ofEndpoint.endpoint).toHaveLength(3)
  })

  it('are values, never SQL, and another account sees nothing', async () => {
    await play([{ kind: 'settle', requests: fc.sample(request, 5) }])
    const span = { from: minute(0), to: minute(MINUTES) }
    expect(await getTotals(ctx, span, { ...noFilter, modelIds: [`' OR true --`] })).toMatchObject({
      requests: 0,
    })
    const stranger = { ...ctx, accountId: await world.newAccount() }
    expect(await getTotals(stranger, span, noFilter)).toMatchObject({ requests: 0, costNanos: 0n })
  })
})
