import {
  otherColor,
  otherId,
  paletteSize,
  seriesColor,
  type ChartPoint,
  type ChartSeries,
} from '@/components/charts/series'
import { pointLabel } from '@/components/charts/time-labels'
import type { MetricSeries } from '@/app/(dashboard)/usage/metric-series'
import type { TimeSpan } from '@/lib/usage/time-grid'
import { endOfBucket } from '@/app/(dashboard)/usage/period'

/**
 * A colour for every visible group. The first eight of the ranking keep theirs whatever is filtered; others take what is free
 * while all visible ones fit, else they are grey, as they stand in Other.
 */
export function colorsOf(rank: readonly string[], visible: readonly string[]): Map<string, string> {
  const colors = new Map(rank.slice(0, paletteSize).map((group, i) => [group, seriesColor(i)]))
  const taken = new Set(visible.map(group => colors.get(group)))
  const free = Array.from({ length: paletteSize }, (_, i) => seriesColor(i)).filter(
    color => !taken.has(color),
  )
  const fits = visible.length <= paletteSize
  for (const group of visible)
    if (!colors.has(group)) colors.set(group, (fits ? free.shift() : undefined) ?? otherColor)
  return colors
}

/** A page carries so many series; what is beyond them is one where it adds up, and left to the table where it does not. */
const MOST_SERIES = 100

/** The chart's series, in the order of the ranking, and its points: one for every bucket of the span, used or not. */
export function toChart(
  { grid, groups, overall, additive }: MetricSeries,
  rank: readonly string[],
  nameOf: (group: string) => string,
  { previous = null, hrefOf }: { previous?: MetricSeries | null; hrefOf?: (span: TimeSpan) => string } = {},
): { series: ChartSeries[]; points: ChartPoint[] } {
  const place = new Map(rank.map((group, i) => [group, i]))
  const sorted = groups
    .map((one, i) => ({ ...one, at: place.get(one.group) ?? rank.length + i }))
    .sort((a, b) => a.at - b.at)
  const rest = sorted.slice(MOST_SERIES)
  const ordered: MetricSeries['groups'] = [
    ...sorted.slice(0, MOST_SERIES),
    ...(additive && rest.length > 0 ? [addedUp(rest, grid.starts.length)] : []),
  ]
  const colors = colorsOf(
    rank,
    ordered.map(({ group }) => group),
  )
  return {
    series: ordered.map(({ group }) => ({
      id: group,
      label: group === otherId ? 'Other' : nameOf(group),
      color: colors.get(group) ?? otherColor,
    })),
    points: grid.starts.map((at, i) => ({
      at,
      ...(hrefOf ? { href: hrefOf({ from: at, to: endOfBucket(grid, i) }) } : {}),
      values: valuesAt(ordered, i, additive),
      ...overallAt(overall, i),
      ...comparisonAt(previous, i),
    })),
  }
}

function addedUp(groups: MetricSeries['groups'], buckets: number): MetricSeries['groups'][number] {
  const values = Array.from({ length: buckets }, (_, i) =>
    groups.reduce((sum, one) => sum + (one.values[i] ?? 0n), 0n),
  )
  return { group: otherId, values }
}

/** Of sums, what is nothing is left out; of rates and percentiles 0 is a value. */
function valuesAt(groups: MetricSeries['groups'], index: number, additive: boolean): Record<string, bigint> {
  return Object.fromEntries(
    groups.flatMap(({ group, values }) => {
      const value = values[index] ?? null
      return value === null || (additive && value === 0n) ? [] : [[group, value]]
    }),
  )
}

function overallAt(overall: MetricSeries['overall'], index: number): { overall?: bigint } {
  const value = overall?.[index] ?? null
  return value === null ? {} : { overall: value }
}

function comparisonAt(previous: MetricSeries | null, index: number): Pick<ChartPoint, 'comparison'> {
  const at = previous?.grid.starts[index]
  if (!previous || !at) return {}
  const value = previous.groups[0]?.values[index] ?? (previous.additive ? 0n : null)
  if (value === null) return {}
  return { comparison: { label: pointLabel(at, previous.grid.bucket, previous.grid.zone), value } }
}
