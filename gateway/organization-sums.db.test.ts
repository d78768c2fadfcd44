import fc from 'fast-check'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models, prices } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, GatewayWorld, type TestKey } from '@/gateway/testing'
import { createAdminKey } from '@/lib/admin-keys/commands'
import { newId } from '@/lib/ids'
import { bucketWidths, type BucketWidth } from '@/lib/usage-api/buckets'
import { fundAndSettle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { eventOf, newKeyId } from '@/lib/usage/testing'

// What the endpoints say, all pages of a query together, against a naive sum of the events.

const DAY_MS = 86_400_000
const days = 12
const textOnes = ['/chat/completions', '/generate/text'] as const
const imageOnes = ['/images/generations', '/generate/image', '/jobs/images'] as const

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey
let client: OpenAI
let priced: Priced[]
/** Of several models: text with a long-context price, images at one price, images by size. */
interface Priced {
  readonly modelId: string
  readonly modelName: string
  readonly priceId: string
  readonly variant: string
  readonly inputNanos: bigint
  readonly outputNanos: bigint
  readonly imageNanos: bigint | null
}

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
  const { db } = world.database
  const names = new Map((await db.select().from(models)).map(({ id, name }) => [id, name]))
  const wanted = /gemini-3-pro|mistral-nemo|nai-diffusion-4-full|gpt-image-1-low/
  priced = (await db.select().from(prices))
    .filter(({ modelId }) => wanted.test(modelId))
    .map(row => ({
      modelId: row.modelId,
      modelName: names.get(row.modelId) ?? '',
      priceId: row.id,
      variant: row.variant,
      inputNanos: row.inputNanos ?? 0n,
      outputNanos: row.outputNanos ?? 0n,
      imageNanos: row.imageNanos,
    }))
})
afterAll(() => world.close())

const used = fc.record({
  /** Before now: buckets of all ages, also the one that is not over. */
  ageMs: fc.integer({ min: 1, max: days * DAY_MS }),
  key: fc.integer({ min: 0, max: 2 }),
  price: fc.nat(),
  endpoint: fc.nat(),
  quantity: fc.integer({ min: 0, max: 9_999 }),
  fails: fc.boolean(),
})

function toEvent(
  of: typeof used extends fc.Arbitrary<infer T> ? T : never,
  nowMs: number,
  keyIds: string[],
): UsageEvent {
  const price = priced[of.price % priced.length]
  if (!price) throw new Error('the catalogue has no such prices')
  const isImage = price.imageNanos !== null
  const endpoints = isImage ? imageOnes : textOnes
  const [inputTokens, outputTokens] = isImage || of.fails ? [0, 0] : [of.quantity, of.quantity % 97]
  const images = isImage && !of.fails ? of.quantity % 5 : 0
  const inputCostNanos = BigInt(inputTokens) * price.inputNanos
  const costNanos =
    inputCostNanos + BigInt(outputTokens) * price.outputNanos + BigInt(images) * (price.imageNanos ?? 0n)
  const admittedAt = new Date(nowMs - of.ageMs)
  return eventOf(
    key.accountId,
    keyIds[of.key] as UsageEvent['keyId'],
    {
      id: newId('request', admittedAt),
      endpoint: endpoints[of.endpoint % endpoints.length] ?? '/chat/completions',
      modelId: price.modelId,
      priceId: price.priceId,
      status: of.fails ? 'failed' : 'succeeded',
      inputTokens,
      outputTokens,
      images,
      inputCostNanos,
      costNanos,
      reservedNanos: costNanos,
    },
    admittedAt,
  )
}

/** Stores events as gateways do, some of them after their spans were folded. */
async function store(events: readonly UsageEvent[], nowMs: number): Promise<void> {
  const { db } = world.database
  const { id } = gateway.gateway
  const middle = Math.floor(events.length / 2)
  const save = async (some: readonly UsageEvent[]) => {
    const outcomes = await fundAndSettle(db, id, some, new Date(nowMs))
    expect([...outcomes.values()].every(({ ok }) => ok)).toBe(true)
  }
  await save(events.slice(0, middle))
  await foldRollups(db, new Date(nowMs - 3 * DAY_MS))
  await save(events.slice(middle))
}

interface Bucket {
  readonly start_time: number
  readonly end_time: number
  readonly results: readonly object[]
}
type Page = { data: Bucket[]; has_more: boolean; next_page: string | null }

/** Every result of every page with its bucket, as the client pages. */
async function all(ask: (page: string | undefined) => PromiseLike<Page>) {
  const found: { at: number; end: number; result: Record<string, unknown> }[] = []
  for (let page: string | undefined; ;) {
    const answer = await ask(page)
    for (const { start_time, end_time, results } of answer.data)
      for (const result of results)
        found.push({ at: start_time, end: end_time, result: { ...result } as Record<string, unknown> })
    if (!answer.has_more) return found
    page = answer.next_page ?? undefined
  }
}

const nanosOf = (result: Record<string, unknown>) =>
  BigInt(Math.round(Number((result.amount as { value: number }).value) * 1e9))

function summed<T>(
  events: readonly UsageEvent[],
  nameOf: (event: UsageEvent) => string,
  value: (event: UsageEvent) => T,
  add: (a: T, b: T) => T,
) {
  const sums = new Map<string, T>()
  for (const event of events) {
    const known = sums.get(nameOf(event))
    sums.set(nameOf(event), known === undefined ? value(event) : add(known, value(event)))
  }
  return sums
}

const query = fc.record({
  width: fc.constantFrom<BucketWidth>('1m', '1h', '1d'),
  /** Where the query starts and how long it is, in parts of what there is; to the second, on no bucket's bound. */
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.double({ min: 0.001, max: 1, noNaN: true }),
  byKey: fc.boolean(),
  byModel: fc.boolean(),
  bySize: fc.boolean(),
  keys: fc.subarray([0, 1, 2]),
  oneModel: fc.option(fc.nat()),
  limit: fc.integer({ min: 5, max: 31 }),
})

// Two queries a run: with all their pages they stay within an account's rate.
describe('the organization endpoints', () => {
  it('equal a naive sum to the nano-dollar for any events, fold, span, grouping, filter and page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(used, { minLength: 1, maxLength: 80 }),
        fc.array(query, { minLength: 2, maxLength: 2 }),
        async (data, queries) => {
          key = await world.key({ account: { ceilingNanos: 10n ** 17n } })
          const made = await createAdminKey(key.ctx, { name: 'sums' })
          if (!made.ok) throw new Error(made.error.message)
          client = new OpenAI({ baseURL: baseUrlOf(gateway), adminAPIKey: made.value.secret, maxRetries: 0 })
          const nowMs = Date.now()
          const keyIds = [key.keyId, newKeyId(), newKeyId()]
          const events = data.map(one => toEvent(one, nowMs, keyIds))
          await store(events, nowMs)
          for (const one of queries) await compare(events, one, nowMs, keyIds)
        },
      ),
      { numRuns: 12 },
    )
  }, 120_000)
})

async function compare(
  events: readonly UsageEvent[],
  q: typeof query extends fc.Arbitrary<infer T> ? T : never,
  nowMs: number,
  keyIds: string[],
) {
  const { ms } = bucketWidths[q.width]
  // A page of minutes is at most a day: fewer pages by asking for a shorter span.
  const whole = q.width === '1m' ? DAY_MS / 12 : days * DAY_MS
  const start_time = Math.floor((nowMs - whole + q.from * whole * 0.9) / 1000)
  const end_time = start_time + Math.max(1, Math.floor((q.length * whole) / 1000))
  const floor = (at: number) => Math.floor(at / ms) * ms
  const inSpan = (from: number, to: number, unit: number) => (event: UsageEvent) => {
    const at = Math.floor(event.admittedAt.getTime() / unit) * unit
    return at >= Math.floor((from * 1000) / unit) * unit && at < to * 1000
  }
  const chosen = q.keys.map(i => keyIds[i] ?? '')
  const modelId = q.oneModel === null ? undefined : priced[q.oneModel % priced.length]?.modelId
  const matches = (event: UsageEvent) =>
    (chosen.length === 0 || chosen.includes(event.keyId)) &&
    (modelId === undefined || event.modelId === modelId)
  const common = {
    start_time,
    end_time,
    bucket_width: q.width,
    limit: q.width === '1d' ? q.limit : Math.min(q.limit * 8, bucketWidths[q.width].most),
    ...(chosen.length > 0 ? { api_key_ids: chosen } : {}),
    ...(modelId === undefined ? {} : { models: [modelId] }),
  }
  const { usage } = client.admin.organization
  const group = [...(q.byKey ? (['api_key_id'] as const) : []), ...(q.byModel ? (['model'] as const) : [])]
  const nameOf = (event: UsageEvent, size: string | null) =>
    [
      floor(event.admittedAt.getTime()) / 1000,
      q.byKey ? event.keyId : null,
      q.byModel ? event.modelId : null,
      size,
    ].join(' ')
  const said = (at: number, r: Record<string, unknown>) =>
    [at, r.api_key_id, r.model, r.size ?? null].join(' ')

  const texts = events.filter(
    e => inSpan(start_time, end_time, ms)(e) && matches(e) && textOnes.some(t => t === e.endpoint),
  )
  const completions = await all(page =>
    usage.completions({ ...common, group_by: [...group], ...(page ? { page } : {}) }),
  )
  expect(
    new Map(
      completions.map(({ at, result: r }) => [
        said(at, r),
        [r.input_tokens, r.output_tokens, r.num_model_requests],
      ]),
    ),
  ).toEqual(
    summed(
      texts,
      e => nameOf(e, null),
      e => [e.inputTokens, e.outputTokens, 1],
      (a, b) => a.map((n, i) => n + (b[i] ?? 0)),
    ),
  )
  expect(completions.every(({ at, end }) => end - at === ms / 1000)).toBe(true)

  const sizeOf = (e: UsageEvent) => {
    const variant = priced.find(({ priceId }) => priceId === e.priceId)?.variant ?? ''
    return q.bySize && variant.includes('x') ? variant : null
  }
  const pictures = events.filter(
    e => inSpan(start_time, end_time, ms)(e) && matches(e) && imageOnes.some(t => t === e.endpoint),
  )
  const images = await all(page =>
    usage.images({
      ...common,
      group_by: [...group, ...(q.bySize ? (['size'] as const) : [])],
      ...(page ? { page } : {}),
    }),
  )
  expect(new Map(images.map(({ at, result: r }) => [said(at, r), [r.images, r.num_model_requests]]))).toEqual(
    summed(
      pictures,
      e => nameOf(e, sizeOf(e)),
      e => [e.images, 1],
      (a, b) => a.map((n, i) => n + (b[i] ?? 0)),
    ),
  )

  const paid = events.filter(
    e => inSpan(start_time, end_time, DAY_MS)(e) && (chosen.length === 0 || chosen.includes(e.keyId)),
  )
  const dayOf = (e: UsageEvent) => Math.floor(e.admittedAt.getTime() / DAY_MS) * (DAY_MS / 1000)
  const add = (a: bigint, b: bigint) => a + b
  const asked = {
    start_time,
    end_time,
    limit: q.limit,
    ...(chosen.length > 0 ? { api_key_ids: chosen } : {}),
  }
  const costs = await all(page =>
    usage.costs({ ...asked, ...(q.byKey ? { group_by: ['api_key_id'] } : {}), ...(page ? { page } : {}) }),
  )
  expect(new Map(costs.map(({ at, result: r }) => [`${at} ${String(r.api_key_id)}`, nanosOf(r)]))).toEqual(
    summed(
      paid,
      e => `${dayOf(e)} ${q.byKey ? e.keyId : 'null'}`,
      e => e.costNanos,
      add,
    ),
  )

  const lines = await all(page =>
    usage.costs({ ...asked, group_by: ['line_item'], ...(page ? { page } : {}) }),
  )
  const expected = new Map<string, { nanos: bigint; quantity: number }>()
  for (const e of paid)
    for (const [name, nanos, quantity] of linesOf(e)) {
      const at = `${dayOf(e)} ${name}`
      const known = expected.get(at) ?? { nanos: 0n, quantity: 0 }
      if (quantity > 0) expected.set(at, { nanos: known.nanos + nanos, quantity: known.quantity + quantity })
    }
  expect(
    new Map(
      lines.map(({ at, result: r }) => [
        `${at} ${String(r.line_item)}`,
        { nanos: nanosOf(r), quantity: r.quantity },
      ]),
    ),
  ).toEqual(expected)
}

/** Name, cost and quantity of what an invoice would charge for an event. */
function linesOf(e: UsageEvent): [string, bigint, number][] {
  const price = priced.find(({ priceId }) => priceId === e.priceId)
  if (!price) throw new Error('an event without a price')
  const what =
    price.variant === 'standard'
      ? ''
      : price.variant === 'long_context'
        ? ' (long context)'
        : ` (${price.variant.replace('x', ' × ')})`
  if (price.imageNanos !== null) return [[`${price.modelName}, images${what}`, e.costNanos, e.images]]
  return [
    [`${price.modelName}, input tokens${what}`, e.inputCostNanos, e.inputTokens],
    [`${price.modelName}, output tokens${what}`, e.costNanos - e.inputCostNanos, e.outputTokens],
  ]
}
