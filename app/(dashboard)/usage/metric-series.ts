import type { Ctx } from '@/lib/ctx'
import { startOfHour } from '@/lib/usage/buckets'
import type { Grouping } from '@/lib/usage/filter'
import { listRejectionSeries } from '@/lib/usage/rejections/queries'
import { gridOf, type TimeGrid } from '@/lib/usage/time-grid'
import type { Durations, ErrorCount, Series } from '@/lib/usage/view/question'
import { getDurationSeries, getErrorSeries, getSumSeries } from '@/lib/usage/view/queries'
import { toRate, type Percentile } from './metrics'
import { filterOf, type UsageParams } from './usage-href'

/** A metric by bucket and group, as integers of its unit; null where a rate or percentile has nothing to be of. */
export interface MetricSeries {
  readonly grid: TimeGrid
  readonly groups: readonly Series<bigint | null>[]
  /** All groups together, where that is not their sum. */
  readonly overall: readonly (bigint | null)[] | null
  /** Whether groups and buckets sum up. */
  readonly additive: boolean
}

/** The chart's figures: of every group, or of all together (`group` null). */
export async function readSeries(
  ctx: Ctx,
  params: UsageParams,
  { from, to, bucket, zone }: TimeGrid,
  group: Grouping | 'reason' | null,
): Promise<MetricSeries> {
  const { metric } = params
  const filter = filterOf(params)
  if (metric === 'rejected') {
    const grid = hourly({ from, to, bucket, zone })
    const groups = await listRejectionSeries(ctx, grid, filter)
    return additive(grid, group === null ? [{ group: '', values: added(grid, groups) }] : groups)
  }
  const grid = gridOf({ from, to }, bucket, zone)
  const grouping = group === 'reason' ? null : group
  const question = { grid, filter, group: grouping }
  if (metric === 'errors') {
    const series = await getErrorSeries(ctx, question)
    const groups = series.map(({ group, values }) => ({ group, values: values.map(rateOf) }))
    return { grid, groups, overall: grouping && overallRate(grid, series), additive: false }
  }
  if (metric === 'latency' || metric === 'ttft') {
    const [series, all] = await Promise.all([
      getDurationSeries(ctx, question, metric),
      grouping ? getDurationSeries(ctx, { ...question, group: null }, metric) : null,
    ])
    const read = (values: readonly Durations[]) => values.map(value => percentileOf(value, params.percentile))
    const groups = series.map(({ group, values }) => ({ group, values: read(values) }))
    return { grid, groups, overall: all && read(all[0]?.values ?? []), additive: false }
  }
  return additive(grid, await getSumSeries(ctx, question, metric))
}

function additive(grid: TimeGrid, groups: readonly Series<bigint>[]): MetricSeries {
  return { grid, groups, overall: null, additive: true }
}

/** In whole milliseconds. */
export function percentileOf({ p50Ms, p95Ms }: Durations, percentile: Percentile): bigint | null {
  const ms = percentile === 50 ? p50Ms : p95Ms
  return ms === null ? null : BigInt(Math.round(ms))
}

function rateOf({ failed, requests }: ErrorCount): bigint | null {
  return toRate(failed, requests)
}

function overallRate(grid: TimeGrid, series: readonly Series<ErrorCount>[]): (bigint | null)[] {
  return grid.starts.map((_, i) => {
    const sum = (pick: (count: ErrorCount) => number) =>
      series.reduce((total, { values }) => total + pick(values[i] ?? { failed: 0, requests: 0 }), 0)
    return toRate(
      sum(one => one.failed),
      sum(one => one.requests),
    )
  })
}

function added(grid: TimeGrid, groups: readonly Series<bigint>[]): bigint[] {
  return grid.starts.map((_, i) => groups.reduce((sum, { values }) => sum + (values[i] ?? 0n), 0n))
}

/** Refusals are counted by the hour: minutes become the hours they lie in. */
function hourly({ from, to, bucket, zone }: Omit<TimeGrid, 'starts'>): TimeGrid {
  if (bucket !== 'minute') return gridOf({ from, to }, bucket, zone)
  const end = startOfHour(new Date(to.getTime() + 3_599_999))
  return gridOf({ from: startOfHour(from), to: end }, 'hour', zone)
}
