import type { Grouping, UsageFilter } from '@/lib/usage/filter'
import type { Figure } from '@/lib/usage/quarters'
import type { Axis } from '@/lib/usage/view/plan'

/** Metrics that are sums, with the figure that is summed. */
export const sumMetrics = {
  spend: 'cost_nanos',
  requests: 'requests',
  input: 'input_tokens',
  output: 'output_tokens',
  images: 'images',
} as const satisfies Record<string, Figure>
export type SumMetric = keyof typeof sumMetrics

/** Metrics of how long requests took, with the histogram that they are read from. */
export const durationMetrics = { latency: 'latency_histogram', ttft: 'ttft_histogram' } as const
export type DurationMetric = keyof typeof durationMetrics

/** What is asked: over which buckets, narrowed to what, told apart by what. */
export interface Asked {
  readonly axis: Axis
  readonly filter: UsageFilter
  readonly group: Grouping | null
}

/** What a chart asks, by the buckets of a grid and by group. `group: null`: all in one. */
export interface SeriesQuestion {
  readonly grid: Axis
  readonly filter: UsageFilter
  readonly group: Grouping | null
}

/** One line of a chart: a value for every bucket of the grid, in order. */
export interface Series<Value> {
  /** A key's id, an endpoint, a model's id, a kind or a status; '' where nothing is grouped. */
  readonly group: string
  readonly values: readonly Value[]
}

/** How many requests failed, of how many: both, so that rates of several buckets or groups can be joined. */
export interface ErrorCount {
  readonly failed: number
  readonly requests: number
}

/** Percentiles in milliseconds, each off by at most `histogramError`; null where nothing was counted. */
export interface Durations {
  readonly count: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

export const noDurations: Durations = { count: 0, p50Ms: null, p95Ms: null }

/** Sums over the requests of a span. */
export interface UsageTotals {
  readonly requests: number
  readonly failedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  readonly costNanos: bigint
}

/** One value of a dimension with what it used. */
export interface UsageShare extends UsageTotals {
  readonly value: string
}
