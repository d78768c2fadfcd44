import { allocateCents, formatCents, formatUsd, NANOS_PER_DOLLAR } from '@/lib/money'
import { formatCount, formatDuration, formatRate } from '@/lib/format'
import type { ChartUnit } from './scale'

export interface ChartSeries {
  id: string
  label: string
  /** Given by the page where one thing keeps its colour in several charts; else by place in the order. */
  color?: string
}

/** One span of time. All amounts are exact integers in the chart's unit. */
export interface ChartPoint {
  at: Date
  /** By series id; a missing one is nothing. */
  values: Readonly<Record<string, bigint>>
  /** All series together, where that is not their sum: a rate, a percentile. */
  overall?: bigint
  /** The same span of the period before. */
  comparison?: { label: string; value: bigint }
  /** Where a click on the bar leads: the period narrowed to this span. */
  href?: string
}

export const otherId = 'other'
export const otherColor = 'var(--c-other)'
export const paletteSize = 8

/** The colour of the series at this place of the ranking: eight colours, then the grey of Other. */
export function seriesColor(index: number): string {
  return index < paletteSize ? `var(--c${index + 1})` : otherColor
}

export interface FoldedSeries {
  series: (ChartSeries & { color: string })[]
  points: ChartPoint[]
}

/**
 * Keeps the first `keep` series in their order and sums the rest into Other, last. A single leftover keeps its name (in grey):
 * "Other" for one thing would hide what it is. Sums are exact: each point's total stays what it was.
 */
export function foldSeries(
  series: readonly ChartSeries[],
  points: readonly ChartPoint[],
  keep = paletteSize,
): FoldedSeries {
  const kept = series.slice(0, keep).map((one, i) => ({ ...one, color: one.color ?? seriesColor(i) }))
  const rest = series.slice(keep)
  const [single] = rest
  if (!single) return { series: kept, points: [...points] }
  if (rest.length === 1)
    return {
      series: [...kept, { ...single, color: single.color ?? otherColor }],
      points: [...points],
    }
  const folded = points.map(point => {
    const values: Record<string, bigint> = {}
    for (const one of kept) values[one.id] = point.values[one.id] ?? 0n
    values[otherId] = rest.reduce((sum, one) => sum + (point.values[one.id] ?? 0n), 0n)
    return { ...point, values }
  })
  return {
    series: [...kept, { id: otherId, label: 'Other', color: otherColor }],
    points: folded,
  }
}

/** The sum of the named series at one point. */
export function totalOf(point: ChartPoint, series: readonly ChartSeries[]): bigint {
  return series.reduce((sum, one) => sum + (point.values[one.id] ?? 0n), 0n)
}

export function formatValue(value: bigint, unit: ChartUnit): string {
  switch (unit) {
    case 'usd':
      return formatUsd(value)
    case 'count':
      return formatCount(value)
    case 'ms':
      return formatDuration(Number(value))
    case 'rate':
      return formatRate(value)
  }
}

/** What stands for all series at a point: their sum, or, of what does not add up, its own figure; null where there is none. */
export function overallOf(point: ChartPoint, series: readonly ChartSeries[], unit: ChartUnit): bigint | null {
  if (unit === 'usd' || unit === 'count') return totalOf(point, series)
  const [single] = series
  return (series.length === 1 && single ? point.values[single.id] : point.overall) ?? null
}

export interface ReadoutRow {
  id: string
  label: string
  color: string
  said: string
}

export interface Readout {
  total: string
  /** Highest first, without what is nothing. */
  rows: ReadoutRow[]
}

/**
 * What a tooltip says about one point. From a dollar on, rows are cents by largest remainder, so that they sum to the total
 * beside them; a row that would read $0.00 shows its own decimals instead.
 */
export function readoutOf(point: ChartPoint, series: FoldedSeries['series'], unit: ChartUnit): Readout {
  const addsUp = unit === 'usd' || unit === 'count'
  const present = series
    .flatMap(one => {
      const value = point.values[one.id]
      return value === undefined || (addsUp && value === 0n) ? [] : [{ ...one, value }]
    })
    .sort((a, b) => (a.value === b.value ? 0 : a.value > b.value ? -1 : 1))
  const total = overallOf(point, series, unit)
  const cents =
    unit === 'usd' && total !== null && total >= NANOS_PER_DOLLAR
      ? allocateCents(present.map(one => one.value))
      : []
  return {
    total: total === null ? 'None' : formatValue(total, unit),
    rows: present.map(({ id, label, color, value }, i) => {
      const amount = cents[i]
      return { id, label, color, said: amount ? formatCents(amount) : formatValue(value, unit) }
    }),
  }
}
