import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import type { Ctx } from '@/lib/ctx'
import { groupings, noFilter, type Grouping } from '@/lib/usage/filter'
import { listRejectionTotals } from '@/lib/usage/rejections/queries'
import type { TimeSpan } from '@/lib/usage/time-grid'
import type { Durations, UsageShare, UsageTotals } from '@/lib/usage/view/question'
import { getDurations, getDurationSeries, getTotals, listOptions, listShares } from '@/lib/usage/view/queries'
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

/** What the page shows of a state, as it is read from the ledger: without names, colours or words. */
export interface UsageView {
  readonly now: SpanFigures
  readonly before: SpanFigures
  readonly series: MetricSeries
  /** The period before, in one line; only where it is compared with. */
  readonly previous: MetricSeries | null
  readonly shares: Readonly<Record<Grouping, readonly UsageShare[]>>
  /** Of the chosen grouping in the period before, as far as it has passed; only where it is compared with. */
  readonly sharesBefore: readonly UsageShare[] | null
  /** Percentiles of the chosen grouping, only for a metric of durations. */
  readonly durations: ReadonlyMap<string, Durations> | null
  /** The chosen grouping by falling spend, whatever the filters: decides colours. */
  readonly rank: readonly string[]
  readonly options: Awaited<ReturnType<typeof listOptions>>
}

export type ChartModel = { readonly series: ChartSeries[]; readonly points: ChartPoint[] }

export async function readUsageView(ctx: Ctx, params: UsageParams, period: UsagePeriod): Promise<UsageView> {
  const filter = filterOf(params)
  const chosen = groupingOf(params)
  const group = chosen === 'reason' ? 'model' : chosen
  const listed: readonly Grouping[] = ['key', 'model', 'endpoint']
  const [now, before, series, previous, shares, sharesBefore, durations, unfiltered, options] =
    await Promise.all([
      readFigures(ctx, params, period),
      readFigures(ctx, params, period.previousSoFar),
      readSeries(ctx, params, period, chosen),
      params.compare ? readSeries(ctx, params, { ...period, ...period.previous }, null) : null,
      Promise.all(
        groupings.map(async one =>
          listed.includes(one) || one === group ? await listShares(ctx, period, filter, one) : [],
        ),
      ),
      params.compare ? listShares(ctx, period.previousSoFar, filter, group) : null,
      readDurations(ctx, params, period, group),
      isFiltered(params) ? listShares(ctx, period, noFilter, group) : null,
      listOptions(ctx, period, filter),
    ])
  const byGroup = (one: Grouping) => shares[groupings.indexOf(one)] ?? []
  return {
    now,
    before,
    series,
    previous,
    shares: {
      key: byGroup('key'),
      endpoint: byGroup('endpoint'),
      model: byGroup('model'),
      kind: byGroup('kind'),
      status: byGroup('status'),
    },
    sharesBefore,
    durations,
    rank: (unfiltered ?? byGroup(group)).map(({ value }) => value),
    options,
  }
}

async function readFigures(ctx: Ctx, params: UsageParams, span: TimeSpan): Promise<SpanFigures> {
  const filter = filterOf(params)
  const [totals, { latency, ttft }, rejections] = await Promise.all([
    getTotals(ctx, span, filter),
    getDurations(ctx, span, filter),
    listRejectionTotals(ctx, span, filter),
  ])
  return { totals, latency, ttft, rejections }
}

async function readDurations(ctx: Ctx, params: UsageParams, period: UsagePeriod, group: Grouping) {
  const { metric } = params
  if (metric !== 'latency' && metric !== 'ttft') return null
  const grid = { ...period, starts: [period.from] }
  const series = await getDurationSeries(ctx, { grid, filter: filterOf(params), group }, metric)
  return new Map(series.flatMap(({ group, values: [value] }) => (value ? [[group, value] as const] : [])))
}
