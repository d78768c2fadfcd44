import { otherId, type ChartSeries } from '@/components/charts/series'
import { groupingOf } from '@/app/(dashboard)/usage/metrics'
import { narrowedTo } from '@/app/(dashboard)/usage/period'
import { requestsHref, usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import type { GridBucket, TimeSpan } from '@/lib/usage/time-grid'
import { narrowedToValue } from './filter-choices'

/**
 * The requests that make up what a chart shows: of its one series where that stands alone, and those that failed where it is
 * the error rate. Null for refused requests, which are only counted.
 */
export function requestsBehind(
  params: UsageParams,
  series: readonly Pick<ChartSeries, 'id'>[],
): string | null {
  const shown = shownRequests(params, series)
  return shown && requestsHref(shown)
}

/** Where a bar leads: the view narrowed to its span or, of a minute, the requests behind it. */
export function barHref(
  params: UsageParams,
  { series, bucket }: { series: readonly Pick<ChartSeries, 'id'>[]; bucket: GridBucket },
  span: TimeSpan,
): string | undefined {
  const narrowed = { ...params, ...narrowedTo(span, params.zone) }
  return bucket === 'minute' ? (requestsBehind(narrowed, series) ?? undefined) : usageHref(narrowed)
}

function shownRequests(params: UsageParams, series: readonly Pick<ChartSeries, 'id'>[]): UsageParams | null {
  const { metric, only, statuses } = params
  const group = groupingOf(params)
  if (group === 'reason') return null
  // Other stands for several values, none of them by its name.
  const alone = only !== undefined && only !== otherId && series.some(({ id }) => id === only)
  const narrowed = alone ? narrowedToValue(params, group, only) : params
  const failed = metric === 'errors' && (statuses.length === 0 || statuses.includes('failed'))
  return failed ? { ...narrowed, statuses: ['failed'] } : narrowed
}
