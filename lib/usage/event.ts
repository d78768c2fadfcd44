import { z } from 'zod'
import type { AccountId, KeyId, RequestId } from '@/lib/ids'

/** As the database's enumerations have them; a test holds the two together. */
export const eventEndpoints = [
  '/chat/completions',
  '/images/generations',
  '/jobs/images',
  '/generate/text',
  '/generate/image',
] as const
export type Endpoint = (typeof eventEndpoints)[number]
export const eventOutcomes = ['succeeded', 'failed', 'canceled'] as const
export type EventOutcome = (typeof eventOutcomes)[number]

const count = z.int().min(0).max(2_147_483_647)
const nanos = z.bigint().min(0n)
const prefixed = <Id extends string>(prefix: string) =>
  z.string().refine((id): id is Id => id.startsWith(prefix), `must start with ${prefix}`)

/** One admitted request, finished: the ledger's only entry, before it is stored. */
export const usageEventSchema = z
  .object({
    accountId: prefixed<AccountId>('acc_'),
    /** Platform time, fixed at admission: decides partition, bucket and period. */
    admittedAt: z.date(),
    id: prefixed<RequestId>('req_'),
    keyId: prefixed<KeyId>('key_'),
    endpoint: z.enum(eventEndpoints),
    modelId: z.string().min(1),
    priceId: z.string().min(1),
    status: z.enum(eventOutcomes),
    httpStatus: z.int().min(100).max(599),
    errorCode: z.string().nullable(),
    inputTokens: count,
    outputTokens: count,
    /** Hidden part of `outputTokens`. */
    reasoningTokens: count,
    images: count,
    /** What is charged: quantity × rate, less `absorbedNanos`. At most `reservedNanos`. */
    costNanos: nanos,
    /** The input's part of `costNanos`. */
    inputCostNanos: nanos,
    reservedNanos: nanos,
    absorbedNanos: nanos,
    estimated: z.boolean(),
    streamed: z.boolean(),
    provider: z.string().nullable(),
    upstreamId: z.string().nullable(),
    latencyMs: count,
    ttftMs: count.nullable(),
  })
  .refine(event => event.inputCostNanos <= event.costNanos, 'the input cannot cost more than the whole')
  .refine(event => event.costNanos <= event.reservedNanos, 'nothing is charged beyond its reservation')

export type UsageEvent = z.infer<typeof usageEventSchema>

/** How an event was stored. */
export interface Settled {
  /** What was charged: the event's cost, or 0 where its period had closed. */
  readonly costNanos: bigint
  /** What would have been charged, had the period not closed before. */
  readonly waivedNanos: bigint
  /** It had been stored by an earlier attempt, and this one changed nothing. */
  readonly duplicate: boolean
}

/** For jsonb: bigints and dates as strings, and no character that jsonb refuses. */
export function toJson(event: UsageEvent): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [name, toJsonValue(value)]))
}

function toJsonValue(value: UsageEvent[keyof UsageEvent]): string | number | boolean | null {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? Buffer.from(value).toString().replaceAll('\0', '\uFFFD') : value
}
