import fc from 'fast-check'
import type { Db } from '@/db/client'
import { models, prices } from '@/db/schema'
import { newId, type AccountId, type GatewayId, type KeyId } from '@/lib/ids'
import { fundAndSettle } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { eventOf } from '@/lib/usage/testing'

export const DAY_MS = 86_400_000
/** How far back events lie. */
export const days = 12
export const textOnes = ['/chat/completions', '/generate/text'] as const
export const imageOnes = ['/images/generations', '/generate/image', '/jobs/images'] as const

/** A price of the catalogue. */
export interface Priced {
  readonly modelId: string
  readonly modelName: string
  readonly priceId: string
  readonly variant: string
  readonly inputNanos: bigint
  readonly outputNanos: bigint
  readonly imageNanos: bigint | null
}

/** Prices of text, one of them with a long-context price, of images at one price, and of images by size. */
export async function listPriced(db: Db): Promise<Priced[]> {
  const names = new Map((await db.select().from(models)).map(({ id, name }) => [id, name]))
  const wanted = /gemini-3-pro|mistral-nemo|nai-diffusion-4-full|gpt-image-1-low/
  return (await db.select().from(prices))
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
}

/** A request before now: of the last two hours, whose minutes are asked for, or older. */
export const used = fc.record({
  ageMs: fc.oneof(fc.integer({ min: 1, max: DAY_MS / 12 }), fc.integer({ min: 1, max: days * DAY_MS })),
  key: fc.integer({ min: 0, max: 2 }),
  price: fc.nat(),
  endpoint: fc.nat(),
  quantity: fc.integer({ min: 0, max: 9_999 }),
  fails: fc.boolean(),
})
export type Used = typeof used extends fc.Arbitrary<infer T> ? T : never

export function toEvent(
  of: Used,
  { nowMs, accountId, keyIds, priced }: EventsOf & { readonly priced: readonly Priced[] },
): UsageEvent {
  const price = priced[of.price % priced.length]
  const keyId = keyIds[of.key]
  if (!price || !keyId) throw new Error('no such price or key')
  const isImage = price.imageNanos !== null
  const endpoints = isImage ? imageOnes : textOnes
  const [inputTokens, outputTokens] = isImage || of.fails ? [0, 0] : [of.quantity, of.quantity % 97]
  const images = isImage && !of.fails ? of.quantity % 5 : 0
  const inputCostNanos = BigInt(inputTokens) * price.inputNanos
  const costNanos =
    inputCostNanos + BigInt(outputTokens) * price.outputNanos + BigInt(images) * (price.imageNanos ?? 0n)
  const admittedAt = new Date(nowMs - of.ageMs)
  const values: Partial<UsageEvent> = {
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
  }
  return eventOf(accountId, keyId, values, admittedAt)
}

export interface EventsOf {
  readonly nowMs: number
  readonly accountId: AccountId
  readonly keyIds: readonly KeyId[]
}

/** Stores events as a gateway does, half of them after the spans of some were folded. */
export async function store(db: Db, gatewayId: GatewayId, events: readonly UsageEvent[], nowMs: number) {
  const middle = Math.floor(events.length / 2)
  const save = async (some: readonly UsageEvent[]) => {
    const outcomes = await fundAndSettle(db, gatewayId, some, new Date(nowMs))
    for (const outcome of outcomes.values()) if (!outcome.ok) throw outcome.error
  }
  await save(events.slice(0, middle))
  await foldRollups(db, new Date(nowMs - 3 * DAY_MS))
  await save(events.slice(middle))
}

interface Page {
  readonly data: readonly {
    readonly start_time: number
    readonly end_time: number
    readonly results: readonly object[]
  }[]
  readonly has_more: boolean
  readonly next_page: string | null
}

/** A result, with the seconds in which its bucket starts and ends. */
export interface Said {
  readonly from: number
  readonly to: number
  readonly result: Readonly<Record<string, unknown>>
}

/** Every result of every page, as clients page. */
export async function allPages(ask: (cursor: { page?: string }) => PromiseLike<Page>): Promise<Said[]> {
  const said: Said[] = []
  for (let cursor: { page?: string } = {}; ;) {
    const { data, has_more, next_page } = await ask(cursor)
    for (const { start_time: from, end_time: to, results } of data)
      for (const result of results) said.push({ from, to, result: { ...result } })
    if (!has_more || next_page === null) return said
    cursor = { page: next_page }
  }
}
