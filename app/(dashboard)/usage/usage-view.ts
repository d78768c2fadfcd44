import type { Ctx } from '@/lib/ctx'
import type { Endpoint } from '@/lib/usage/event'
import { groupings, kindOf, noFilter, usageKinds, type Grouping } from '@/lib/usage/filter'
import { listRejectionTotals } from '@/lib/usage/rejections/queries'
import type { TimeSpan } from '@/lib/usage/time-grid'
import type { Durations, UsageShare, UsageTotals } from '@/lib/usage/view/question'
import { getDurations, getDurationSeries, getTotals, listShares } from '@/lib/usage/view/queries'
import { choiceOf } from './_components/filter-choices'
import { readSeries, type MetricSeries } from './metric-series'
import { groupingOf } from './metrics'
import type { UsagePeriod } from './period'
import { filterOf, isFiltered, type UsageParams } from './usage-href'

/** Everything that happened in a span under the filters: the figures of the tiles. */
export interface SpanFigures {
  readonly totals: UsageTotals
  readonly latency: Durations
  readonly ttft: Durations
  /** By reason. */
  readonly rejections: ReadonlyMap<string, bigint>
}

/** What each value of every grouping used, by falling spend. */
type Shares = Readonly<Record<Grouping, readonly UsageShare[]>>

/** What the page shows of a state, as it is read from the ledger: without names, colours or words. */
export interface UsageView {
  readonly now: SpanFigures
  readonly before: SpanFigures
  readonly series: MetricSeries
  /** The period before, in one line; only where it is compared with. */
  readonly previous: MetricSeries | null
  readonly shares: Shares
  /** Of the chosen grouping in the period before, as far as it has passed; only where it is compared with. */
  readonly sharesBefore: readonly UsageShare[] | null
  /** Percentiles of the chosen grouping, only for a metric of durations. */
  readonly durations: ReadonlyMap<string, Durations> | null
  /** The chosen grouping by falling spend, whatever the filters: decides colours. */
  readonly rank: readonly string[]
  /** What each filter offers: what was used as the others narrow it, but not itself. */
  readonly options: Shares
}

export async function readUsageView(ctx: Ctx, params: UsageParams, period: UsagePeriod): Promise<UsageView> {
  const filter = filterOf(params)
  const chosen = groupingOf(params)
  const group = chosen === 'reason' ? 'model' : chosen
  const [
    shares,
    sharesBefore,
    totalsBefore,
    now,
    before,
    series,
    previous,
    durations,
    unfiltered,
    narrowing,
  ] = await Promise.all([
    readShares(ctx, params, period),
    params.compare ? listShares(ctx, period.previousSoFar, filter, group) : null,
    params.compare ? null : getTotals(ctx, period.previousSoFar, filter),
    readUnsummed(ctx, params, period),
    readUnsummed(ctx, params, period.previousSoFar),
    readSeries(ctx, params, period, chosen),
    params.compare ? readSeries(ctx, params, { ...period, ...period.previous }, null) : null,
    readDurations(ctx, params, period, group),
    isFiltered(params) ? listShares(ctx, period, noFilter, group) : null,
    readNarrowingOptions(ctx, params, period),
  ])
  return {
    // Of the very rows that the table shows: its parts add up even while requests are settled.
    now: { totals: totalOf(shares[group]), ...now },
    before: { totals: totalsBefore ?? totalOf(sharesBefore ?? []), ...before },
    series,
    previous,
    shares,
    sharesBefore,
    durations,
    rank: (unfiltered ?? shares[group]).map(({ value }) => value),
    options: { ...shares, ...narrowing },
  }
}

async function readShares(ctx: Ctx, params: UsageParams, span: TimeSpan): Promise<Shares> {
  const filter = filterOf(params)
  const read = (group: Grouping) => listShares(ctx, span, filter, group)
  const [key, endpoint, model, status] = await Promise.all([
    read('key'),
    read('endpoint'),
    read('model'),
    read('status'),
  ])
  return { key, endpoint, kind: toKinds(endpoint), model, status }
}

/** What the filters offer that narrow something themselves: of all others that is what was used. */
async function readNarrowingOptions(ctx: Ctx, params: UsageParams, span: TimeSpan): Promise<Partial<Shares>> {
  const narrowing = groupings.filter(group => params[choiceOf[group]].length > 0)
  const lists = await Promise.all(
    narrowing.map(async group => {
      const others = filterOf({ ...params, [choiceOf[group]]: [] })
      return [group, await listShares(ctx, span, others, group)] as const
    }),
  )
  return Object.fromEntries(lists)
}

/** Every endpoint makes one kind. */
function toKinds(endpoints: readonly UsageShare[]): UsageShare[] {
  return usageKinds
    .map(kind => ({
      value: kind,
      ...totalOf(endpoints.filter(({ value }) => kindOf(value as Endpoint) === kind)),
    }))
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => (a.costNanos === b.costNanos ? 0 : a.costNanos > b.costNanos ? -1 : 1))
}

function totalOf(parts: readonly UsageTotals[]): UsageTotals {
  const sum = (of: (part: UsageTotals) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    requests: sum(part => part.requests),
    failedRequests: sum(part => part.failedRequests),
    inputTokens: sum(part => part.inputTokens),
    outputTokens: sum(part => part.outputTokens),
    images: sum(part => part.images),
    costNanos: parts.reduce((total, part) => total + part.costNanos, 0n),
  }
}

/** The figures of a span that are no sums of its parts. */
async function readUnsummed(ctx: Ctx, params: UsageParams, span: TimeSpan) {
  const filter = filterOf(params)
  const [{ latency, ttft }, rejections] = await Promise.all([
    getDurations(ctx, span, filter),
    listRejectionTotals(ctx, span, filter),
  ])
  return { latency, ttft, rejections } satisfies Omit<SpanFigures, 'totals'>
}

async function readDurations(ctx: Ctx, params: UsageParams, period: UsagePeriod, group: Grouping) {
  const { metric } = params
  if (metric !== 'latency' && metric !== 'ttft') return null
  const grid = { ...period, starts: [period.from] }
  const series = await getDurationSeries(ctx, { grid, filter: filterOf(params), group }, metric)
  return new Map(series.flatMap(({ group, values: [value] }) => (value ? [[group, value] as const] : [])))
}
