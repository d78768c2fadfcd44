import type { Ctx } from '@/lib/ctx'
import type { Endpoint } from '@/lib/usage/event'
import { kindOf, usageKinds, type Grouping, type UsageFilter } from '@/lib/usage/filter'
import { figures } from '@/lib/usage/quarters'
import type { TimeSpan } from '@/lib/usage/time-grid'
import { axisOf, isMadeOfQuarters } from '@/lib/usage/view/plan'
import {
  noDurations,
  sumMetrics,
  type Asked,
  type DurationMetric,
  type Durations,
  type ErrorCount,
  type Series,
  type SeriesQuestion,
  type SumMetric,
  type UsageShare,
  type UsageTotals,
} from '@/lib/usage/view/question'
import { readEventDurations, readEventSums } from '@/lib/usage/view/events/queries'
import { readDurations, readSums } from '@/lib/usage/view/reading/queries'
import type { SummedColumn } from '@/lib/usage/view/rows'

/** A sum by bucket and group: nano-dollars, requests, tokens or images. Exact to the last settled request; groups without any are absent. */
export async function getSumSeries(
  ctx: Ctx,
  question: SeriesQuestion,
  metric: SumMetric,
): Promise<Series<bigint>[]> {
  const columns = [{ figure: sumMetrics[metric], failedOnly: false }]
  const groups = await sumsOf(ctx, toAsked(question), columns)
  const series = [...groups].map(([group, [values = []]]) => ({ group, values }))
  return series.filter(({ values }) => values.some(value => value > 0n))
}

/** Failed requests and all requests, by bucket and group. */
export async function getErrorSeries(ctx: Ctx, question: SeriesQuestion): Promise<Series<ErrorCount>[]> {
  const groups = await sumsOf(ctx, toAsked(question), [
    { figure: 'requests', failedOnly: true },
    { figure: 'requests', failedOnly: false },
  ])
  const series = [...groups].map(([group, [failed = [], requests = []]]) => ({
    group,
    values: requests.map((all, i) => ({ failed: Number(failed[i] ?? 0n), requests: Number(all) })),
  }))
  return series.filter(({ values }) => values.some(({ requests }) => requests > 0))
}

/** Percentiles by bucket and group: of how long requests took, or of the time to their first token. */
export async function getDurationSeries(
  ctx: Ctx,
  question: SeriesQuestion,
  metric: DurationMetric,
): Promise<Series<Durations>[]> {
  const groups = await durationsOf(ctx, toAsked(question), [metric])
  return [...groups].map(([group, [values = []]]) => ({ group, values }))
}

/** Everything that was used in a span, in one row; ends on quarters of an hour, else it is read from single requests. */
export async function getTotals(ctx: Ctx, span: TimeSpan, filter: UsageFilter): Promise<UsageTotals> {
  const groups = await sumsOf(ctx, { axis: axisOf(span), filter, group: null }, everyColumn)
  return toTotals(groups.get('') ?? [])
}

/** Percentiles over a whole span. */
export async function getDurations(
  ctx: Ctx,
  span: TimeSpan,
  filter: UsageFilter,
): Promise<Record<DurationMetric, Durations>> {
  const groups = await durationsOf(ctx, { axis: axisOf(span), filter, group: null }, ['latency', 'ttft'])
  const [[latency = noDurations] = [], [ttft = noDurations] = []] = groups.get('') ?? []
  return { latency, ttft }
}

/**
 * What each value of a dimension used in a span, by falling spend, then falling requests, then its name: top lists and tables.
 * They add up to `getTotals` of the same span and filter.
 */
export async function listShares(
  ctx: Ctx,
  span: TimeSpan,
  filter: UsageFilter,
  group: Grouping,
): Promise<UsageShare[]> {
  const groups = await sumsOf(ctx, { axis: axisOf(span), filter, group }, everyColumn)
  const shares = [...groups].map(([value, sums]) => ({ value, ...toTotals(sums) }))
  return shares.filter(({ requests }) => requests > 0).sort(bySpend)
}

/** A value that a filter offers, with the number of its requests. */
export interface FilterOption {
  readonly value: string
  readonly requests: number
}

/**
 * What each filter offers: every value that was used in the span with its number of requests, most first, as narrowed by the
 * other filters but not by its own.
 */
export async function listOptions(
  ctx: Ctx,
  span: TimeSpan,
  filter: UsageFilter,
): Promise<Record<Grouping, FilterOption[]>> {
  const count = async (group: Grouping, others: UsageFilter): Promise<FilterOption[]> => {
    const groups = await sumsOf(ctx, { axis: axisOf(span), filter: others, group }, [requestsColumn])
    return [...groups].map(([value, [[requests = 0n] = []]]) => ({ value, requests: Number(requests) }))
  }
  const [key, endpoint, model, status] = await Promise.all([
    count('key', { ...filter, keyIds: [] }),
    // Kinds are endpoints: one count answers for both.
    count('endpoint', { ...filter, endpoints: [], kinds: [] }),
    count('model', { ...filter, modelIds: [] }),
    count('status', { ...filter, statuses: [] }),
  ])
  const { endpoints, kinds } = allowedApart(filter)
  return {
    key: ranked(key),
    endpoint: ranked(endpoint.filter(({ value }) => kinds(value))),
    model: ranked(model),
    kind: ranked(
      usageKinds.map(kind => ({
        value: kind,
        requests: endpoint
          .filter(({ value }) => endpoints(value) && kindOf(value as Endpoint) === kind)
          .reduce((sum, { requests }) => sum + requests, 0),
      })),
    ),
    status: ranked(status),
  }
}

/** What an endpoint has to pass to be of the chosen kinds, or of the chosen endpoints. */
function allowedApart({ endpoints, kinds }: UsageFilter) {
  return {
    endpoints: (value: string) => endpoints.length === 0 || endpoints.includes(value),
    kinds: (value: string) => kinds.length === 0 || kinds.includes(kindOf(value as Endpoint)),
  }
}

/** What was used, most requests first. */
function ranked(options: readonly FilterOption[]): FilterOption[] {
  return options
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests || (a.value < b.value ? -1 : 1))
}

const requestsColumn: SummedColumn = { figure: 'requests', failedOnly: false }
const everyColumn: readonly SummedColumn[] = [
  ...figures.map(figure => ({ figure, failedOnly: false })),
  { figure: 'requests', failedOnly: true },
]

function sumsOf(ctx: Ctx, asked: Asked, columns: readonly SummedColumn[]) {
  return (isMadeOfQuarters(asked.axis) ? readSums : readEventSums)(ctx, asked, columns)
}

function durationsOf(ctx: Ctx, asked: Asked, metrics: readonly DurationMetric[]) {
  return (isMadeOfQuarters(asked.axis) ? readDurations : readEventDurations)(ctx, asked, metrics)
}

function toAsked({ grid, filter, group }: SeriesQuestion) {
  return { axis: grid, filter, group }
}

/** The sums of the only bucket, of `everyColumn`. */
function toTotals(sums: readonly (readonly bigint[])[]): UsageTotals {
  const [requests, inputTokens, outputTokens, images, costNanos, failed] = sums.map(([sum]) => sum)
  return {
    requests: Number(requests ?? 0n),
    failedRequests: Number(failed ?? 0n),
    inputTokens: Number(inputTokens ?? 0n),
    outputTokens: Number(outputTokens ?? 0n),
    images: Number(images ?? 0n),
    costNanos: costNanos ?? 0n,
  }
}

function bySpend(a: UsageShare, b: UsageShare): number {
  if (a.costNanos !== b.costNanos) return a.costNanos > b.costNanos ? -1 : 1
  return b.requests - a.requests || (a.value < b.value ? -1 : 1)
}
