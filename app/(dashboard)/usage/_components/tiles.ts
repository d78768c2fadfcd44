import type { ChartUnit } from '@/components/charts/scale'
import type { Durations } from '@/lib/usage/view/question'
import {
  formatChange,
  formatInFull,
  formatShort,
  metrics,
  metricTitle,
  metricUnit,
  toRate,
  type Metric,
  type Percentile,
} from '@/app/(dashboard)/usage/metrics'
import { percentileOf } from '@/app/(dashboard)/usage/metric-series'
import type { SpanFigures } from '@/app/(dashboard)/usage/usage-view'

/** One metric of the span: its figure, and how it changed. */
export interface Tile {
  readonly metric: Metric
  readonly label: string
  /** The exact integer, for those who read it by program; null where there is nothing to have a rate or percentile of. */
  readonly value: bigint | null
  readonly shown: string
  /** Every digit, where `shown` is short. */
  readonly full: string | null
  /** `+65.5%`, `was 0.35%`; null where nothing is to be said. */
  readonly change: string | null
  readonly before: string | null
}

/** A tile is narrow. */
const labels: Record<Metric, string> = { ...metricTitle, ttft: 'First token', rejected: 'Rejected' }

export function toTiles(now: SpanFigures, before: SpanFigures, percentile: Percentile): Tile[] {
  return metrics.map(metric => {
    const unit = metricUnit[metric]
    const [value, was] = [figureOf(now, metric, percentile), figureOf(before, metric, percentile)]
    const shown = value === null ? '—' : formatShort(unit, value)
    const full = value === null ? null : formatInFull(unit, value)
    return {
      metric,
      label: unit === 'ms' ? `${labels[metric]} p${percentile}` : labels[metric],
      value,
      shown,
      full: full === shown ? null : full,
      change: changeOf(unit, value, was),
      before: was === null ? null : formatInFull(unit, was),
    }
  })
}

/** A metric of a whole span, in its unit. */
export function figureOf(figures: SpanFigures, metric: Metric, percentile: Percentile): bigint | null {
  const { totals, rejections } = figures
  const of = (durations: Durations) => percentileOf(durations, percentile)
  switch (metric) {
    case 'spend':
      return totals.costNanos
    case 'requests':
      return BigInt(totals.requests)
    case 'input':
      return BigInt(totals.inputTokens)
    case 'output':
      return BigInt(totals.outputTokens)
    case 'images':
      return BigInt(totals.images)
    case 'errors':
      return toRate(totals.failedRequests, totals.requests)
    case 'latency':
      return of(figures.latency)
    case 'ttft':
      return of(figures.ttft)
    case 'rejected':
      return [...rejections.values()].reduce((sum, requests) => sum + requests, 0n)
  }
}

/** A rate is told beside the one before: a change of a percentage in percent misleads. */
function changeOf(unit: ChartUnit, value: bigint | null, before: bigint | null): string | null {
  if (value === null || before === null) return null
  if (unit === 'rate' && value === before) return value === 0n ? null : 'no change'
  return unit === 'rate' ? `was ${formatShort(unit, before)}` : formatChange(value, before)
}
