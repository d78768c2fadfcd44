import type { BucketSize } from '@/lib/usage/range'

/** What usage is grouped by. */
export const dimensions = ['key', 'endpoint', 'model'] as const
export type Dimension = (typeof dimensions)[number]

export const metrics = ['spend', 'requests', 'input', 'output', 'images'] as const
export type Metric = (typeof metrics)[number]

/** Sums over some events. */
export interface UsageSums {
  readonly requests: number
  readonly failedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  readonly costNanos: bigint
}

/** Sums of one group in one bucket. */
export interface UsageCell extends UsageSums {
  readonly bucket: Date
  /** A key's id, an endpoint or a model's id. */
  readonly group: string
}

export interface UsageGroup extends UsageSums {
  readonly group: string
}

/** Everything the usage page shows, from one read: groups by falling spend, cells for the chart, and their common total. */
export interface UsageReport {
  readonly bucket: BucketSize
  readonly cells: readonly UsageCell[]
  readonly groups: readonly UsageGroup[]
  readonly total: UsageSums
}

export const noUsage: UsageSums = {
  requests: 0,
  failedRequests: 0,
  inputTokens: 0,
  outputTokens: 0,
  images: 0,
  costNanos: 0n,
}

/** Adds up cells; the parts always add up to the total, since both come from the same rows. */
export function toReport(bucket: BucketSize, cells: readonly UsageCell[]): UsageReport {
  const groups = new Map<string, UsageGroup>()
  let total = noUsage
  for (const cell of cells) {
    groups.set(cell.group, { group: cell.group, ...add(groups.get(cell.group) ?? noUsage, cell) })
    total = add(total, cell)
  }
  return { bucket, cells, groups: [...groups.values()].sort(bySpend), total }
}

/** The figure of one metric: nano-dollars, requests, tokens or images. */
export function valueOf(sums: UsageSums, metric: Metric): bigint {
  switch (metric) {
    case 'spend':
      return sums.costNanos
    case 'requests':
      return BigInt(sums.requests)
    case 'input':
      return BigInt(sums.inputTokens)
    case 'output':
      return BigInt(sums.outputTokens)
    case 'images':
      return BigInt(sums.images)
  }
}

/** Falling spend, then falling requests, then the name: an order that never depends on the database's. */
export function bySpend(a: UsageGroup, b: UsageGroup): number {
  if (a.costNanos !== b.costNanos) return a.costNanos > b.costNanos ? -1 : 1
  if (a.requests !== b.requests) return b.requests - a.requests
  return a.group < b.group ? -1 : a.group > b.group ? 1 : 0
}

export function add(a: UsageSums, b: UsageSums): UsageSums {
  return {
    requests: a.requests + b.requests,
    failedRequests: a.failedRequests + b.failedRequests,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    images: a.images + b.images,
    costNanos: a.costNanos + b.costNanos,
  }
}
