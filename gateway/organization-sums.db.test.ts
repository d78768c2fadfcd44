import fc from 'fast-check'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, GatewayWorld } from '@/gateway/testing'
import {
  allPages,
  DAY_MS,
  days,
  imageOnes,
  listPriced,
  store,
  textOnes,
  toEvent,
  used,
  type Priced,
  type Said,
} from '@/gateway/routes/organization/testing'
import { createAdminKey } from '@/lib/admin-keys/commands'
import { bucketWidths, type BucketWidth } from '@/lib/usage-api/buckets'
import type { UsageEvent } from '@/lib/usage/event'
import { newKeyId } from '@/lib/usage/testing'

// What the endpoints say, all pages of a query together, against a naive sum of the events.

let world: GatewayWorld
let gateway: RunningGateway
let priced: Priced[]
beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
  priced = await listPriced(world.database.db)
})
afterAll(() => world.close())

const query = fc.record({
  width: fc.constantFrom<BucketWidth>('1m', '1h', '1d'),
  /** Where the query starts and how long it is, in parts of what there is; to the second, on no bucket's bound. */
  from: fc.double({ min: 0, max: 0.9, noNaN: true }),
  length: fc.double({ min: 0.001, max: 1, noNaN: true }),
  byKey: fc.boolean(),
  byModel: fc.boolean(),
  bySize: fc.boolean(),
  keys: fc.subarray([0, 1, 2]),
  oneModel: fc.option(fc.nat()),
  limit: fc.integer({ min: 5, max: 31 }),
})

interface Case {
  readonly events: readonly UsageEvent[]
  readonly usage: OpenAI.Admin['organization']['usage']
  readonly q: typeof query extends fc.Arbitrary<infer T> ? T : never
  readonly start_time: number
  readonly end_time: number
  readonly api_key_ids: string[]
  readonly models: string[]
}

it('the organization endpoints equal a naive sum to the nano-dollar for any events, fold, span, grouping, filter and page size', async () => {
  // Two queries a run: with all their pages they stay within an account's rate.
  const cases = fc.tuple(fc.array(used, { minLength: 1, maxLength: 80 }), query, query)
  await fc.assert(
    fc.asyncProperty(cases, async ([data, ...queries]) => {
      const key = await world.key({ account: { ceilingNanos: 10n ** 17n } })
      const made = await createAdminKey(key.ctx, { name: 'sums' })
      if (!made.ok) throw new Error(made.error.message)
      const { secret: adminAPIKey } = made.value
      const { usage } = new OpenAI({ baseURL: baseUrlOf(gateway), adminAPIKey, maxRetries: 0 }).admin
        .organization
      const nowMs = Date.now()
      const keyIds = [key.keyId, newKeyId(), newKeyId()]
      const events = data.map(one => toEvent(one, { nowMs, accountId: key.accountId, keyIds, priced }))
      await store(world.database.db, gateway.gateway.id, events, nowMs)
      for (const q of queries) {
        const whole = q.width === '1m' ? DAY_MS / 12 : days * DAY_MS
        const start_time = Math.floor((nowMs - whole + q.from * whole) / 1000)
        const asked: Case = {
          events,
          usage,
          q,
          start_time,
          end_time: start_time + Math.max(1, Math.floor((q.length * whole) / 1000)),
          api_key_ids: q.keys.map(i => keyIds[i] ?? ''),
          models: q.oneModel === null ? [] : [priced[q.oneModel % priced.length]?.modelId ?? ''],
        }
        await compareCompletions(asked)
        await compareImages(asked)
        await compareCosts(asked)
        await compareLines(asked)
      }
    }),
    { numRuns: 12 },
  )
}, 120_000)

async function compareCompletions(c: Case): Promise<void> {
  const said = await allPages(cursor => c.usage.completions({ ...bounds(c), group_by: groups(c), ...cursor }))
  expect(said.every(({ from, to }) => to - from === bucketWidths[c.q.width].ms / 1000)).toBe(true)
  expect(asMap(said, nameOfResult, r => [r.input_tokens, r.output_tokens, r.num_model_requests])).toEqual(
    summed(
      chosen(c, textOnes),
      e => nameOfEvent(c, e, null),
      e => [e.inputTokens, e.outputTokens, 1],
    ),
  )
}

async function compareImages(c: Case): Promise<void> {
  const group_by = [...groups(c), ...(c.q.bySize ? (['size'] as const) : [])]
  const said = await allPages(cursor => c.usage.images({ ...bounds(c), group_by, ...cursor }))
  const sizeOf = (e: UsageEvent) => {
    const { variant } = priceOf(e)
    return c.q.bySize && variant.includes('x') ? variant : null
  }
  expect(asMap(said, nameOfResult, r => [r.images, r.num_model_requests])).toEqual(
    summed(
      chosen(c, imageOnes),
      e => nameOfEvent(c, e, sizeOf(e)),
      e => [e.images, 1],
    ),
  )
}

async function compareCosts(c: Case): Promise<void> {
  const group_by = c.q.byKey ? (['api_key_id'] as const) : []
  const said = await allPages(cursor =>
    c.usage.costs({ ...costBounds(c), group_by: [...group_by], ...cursor }),
  )
  const name = (at: number, keyId: unknown) => `${at} ${String(keyId)}`
  expect(
    asMap(
      said,
      (from, r) => name(from, r.api_key_id),
      r => [nanosOf(r)],
    ),
  ).toEqual(
    summed(
      paid(c),
      e => name(secondsOf(e, DAY_MS), c.q.byKey ? e.keyId : null),
      e => [e.costNanos],
    ),
  )
}

/** By the lines that an invoice would have. */
async function compareLines(c: Case): Promise<void> {
  const said = await allPages(cursor =>
    c.usage.costs({ ...costBounds(c), group_by: ['line_item'], ...cursor }),
  )
  const parts = paid(c).flatMap(e => linesOf(e).map(line => ({ ...line, at: secondsOf(e, DAY_MS) })))
  expect(
    asMap(
      said,
      (from, r) => `${from} ${String(r.line_item)}`,
      r => [nanosOf(r), r.quantity],
    ),
  ).toEqual(
    summed(
      parts.filter(({ quantity }) => quantity > 0),
      ({ at, name }) => `${at} ${name}`,
      ({ nanos, quantity }) => [nanos, quantity],
    ),
  )
}

/** Name, cost and quantity of what an invoice would charge for an event. */
function linesOf(e: UsageEvent): { name: string; nanos: bigint; quantity: number }[] {
  const { variant, modelName, imageNanos } = priceOf(e)
  const size = variant === 'long_context' ? 'long context' : variant.replace('x', ' × ')
  const what = variant === 'standard' ? '' : ` (${size})`
  if (imageNanos !== null)
    return [{ name: `${modelName}, images${what}`, nanos: e.costNanos, quantity: e.images }]
  return [
    { name: `${modelName}, input tokens${what}`, nanos: e.inputCostNanos, quantity: e.inputTokens },
    {
      name: `${modelName}, output tokens${what}`,
      nanos: e.costNanos - e.inputCostNanos,
      quantity: e.outputTokens,
    },
  ]
}

function priceOf(e: UsageEvent): Priced {
  const price = priced.find(({ priceId }) => priceId === e.priceId)
  if (!price) throw new Error(`${e.priceId} is no price`)
  return price
}

const groups = ({ q }: Case) => [
  ...(q.byKey ? (['api_key_id'] as const) : []),
  ...(q.byModel ? (['model'] as const) : []),
]

const costBounds = ({ start_time, end_time, q, api_key_ids }: Case) => ({
  start_time,
  end_time,
  limit: q.limit,
  ...(api_key_ids.length > 0 ? { api_key_ids } : {}),
})

const bounds = (c: Case) => ({
  ...costBounds(c),
  bucket_width: c.q.width,
  limit: c.q.width === '1d' ? c.q.limit : Math.min(c.q.limit * 8, bucketWidths[c.q.width].most),
  ...(c.models.length > 0 ? { models: c.models } : {}),
})

const secondsOf = (e: UsageEvent, unitMs: number) =>
  (Math.floor(e.admittedAt.getTime() / unitMs) * unitMs) / 1000

/** Events of those buckets, whole ones, and of the keys that are asked for. */
function inBuckets({ events, start_time, end_time, api_key_ids }: Case, unitMs: number): UsageEvent[] {
  const first = Math.floor((start_time * 1000) / unitMs) * (unitMs / 1000)
  return events
    .filter(e => secondsOf(e, unitMs) >= first && secondsOf(e, unitMs) < end_time)
    .filter(e => api_key_ids.length === 0 || api_key_ids.includes(e.keyId))
}

const paid = (c: Case) => inBuckets(c, DAY_MS)

const chosen = (c: Case, endpoints: readonly UsageEvent['endpoint'][]) =>
  inBuckets(c, bucketWidths[c.q.width].ms)
    .filter(e => endpoints.includes(e.endpoint))
    .filter(e => c.models.length === 0 || c.models.includes(e.modelId))

const nameOfResult = (from: number, { api_key_id, model, size = null }: Said['result']) =>
  [from, api_key_id, model, size].join(' ')

const nameOfEvent = ({ q }: Case, e: UsageEvent, size: string | null) =>
  [secondsOf(e, bucketWidths[q.width].ms), q.byKey ? e.keyId : null, q.byModel ? e.modelId : null, size].join(
    ' ',
  )

/** The cost of a result, back in nano-dollars. */
const nanosOf = (result: Said['result']) =>
  BigInt(Math.round(Number((result.amount as { value: number }).value) * 1e9))

/** Results by name; each name stands once. */
function asMap(
  said: readonly Said[],
  nameOf: (from: number, result: Said['result']) => string,
  figures: (result: Said['result']) => unknown[],
): Map<string, unknown[]> {
  const found = new Map(said.map(({ from, result }) => [nameOf(from, result), figures(result)]))
  expect(found.size).toBe(said.length)
  return found
}

/** Figures added up by name, all of a kind. */
function summed<T>(
  parts: readonly T[],
  nameOf: (part: T) => string,
  figures: (part: T) => (number | bigint)[],
): Map<string, (number | bigint)[]> {
  const sums = new Map<string, (number | bigint)[]>()
  for (const part of parts) {
    const known = sums.get(nameOf(part))
    const add = (a: number | bigint, b: number | bigint = 0) =>
      typeof a === 'bigint' ? a + BigInt(b) : a + Number(b)
    sums.set(
      nameOf(part),
      figures(part).map((figure, i) => (known ? add(figure, known[i]) : figure)),
    )
  }
  return sums
}
