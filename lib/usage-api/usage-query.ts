import type { BucketSpan } from '@/lib/usage-api/buckets'
import type { Endpoint } from '@/lib/usage/event'

/** What of the ledger a page asks for: sums by bucket and by these, of these only; an empty list narrows nothing. */
export interface UsageQuery {
  readonly span: BucketSpan
  readonly groupBy: {
    readonly key: boolean
    readonly model: boolean
    /** What a model's price depends on (image size, long context), and which of its prices it was. */
    readonly price: boolean
  }
  readonly endpoints: readonly Endpoint[]
  readonly keyIds: readonly string[]
  readonly modelIds: readonly string[]
  /** Variants of the price book. */
  readonly variants: readonly string[]
}

/** What was used in one bucket of one group; null stands for whatever was not grouped by. */
export interface UsageSums {
  readonly bucket: Date
  readonly keyId: string | null
  readonly modelId: string | null
  readonly priceId: string | null
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  /** Nano-dollars, exactly. */
  readonly costNanos: bigint
  /** The input's part of it. */
  readonly inputCostNanos: bigint
}

export const textEndpoints: readonly Endpoint[] = ['/chat/completions', '/generate/text']
export const imageEndpoints: readonly Endpoint[] = ['/images/generations', '/generate/image', '/jobs/images']
