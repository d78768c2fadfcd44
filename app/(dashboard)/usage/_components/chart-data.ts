import {
  otherColor,
  paletteSize,
  seriesColor,
  type ChartPoint,
  type ChartSeries,
} from '@/components/charts/series'
import type { UsageFacet } from '@/lib/usage/queries'
import { bucketsOf, dayOf, type UsageRange } from '@/lib/usage/range'
import { bySpend, noUsage, valueOf, type Dimension, type Metric, type UsageReport } from '@/lib/usage/report'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/search-params'

/** Everything used in the span, most spent first, whatever the filters: the rank that decides colours. */
export function rankOf(facets: readonly UsageFacet[], dimension: Dimension): string[] {
  const sums = new Map<string, { costNanos: bigint; requests: number }>()
  for (const facet of facets) {
    const group = groupOf(facet, dimension)
    const sum = sums.get(group) ?? { costNanos: 0n, requests: 0 }
    sums.set(group, { costNanos: sum.costNanos + facet.costNanos, requests: sum.requests + facet.requests })
  }
  return [...sums]
    .map(([group, sum]) => ({ ...noUsage, ...sum, group }))
    .sort(bySpend)
    .map(({ group }) => group)
}

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

/** The chart's series, in the order of the ranking, and its points: one for every bucket of the span, used or not. */
export function toChart(
  report: UsageReport,
  range: UsageRange,
  params: UsageParams,
  metric: Metric,
  rank: readonly string[],
  labels: ReadonlyMap<string, string>,
): { series: ChartSeries[]; points: ChartPoint[] } {
  const place = new Map(rank.map((group, i) => [group, i]))
  const last = rank.length
  const visible = report.groups.map(({ group }) => group)
  const colors = colorsOf(rank, visible)
  const ordered = visible
    .map((group, i) => ({ group, at: place.get(group) ?? last + i }))
    .sort((a, b) => a.at - b.at)
  const values = new Map<number, Record<string, bigint>>()
  for (const cell of report.cells) {
    const at = cell.bucket.getTime()
    const record = values.get(at) ?? {}
    record[cell.group] = valueOf(cell, metric)
    values.set(at, record)
  }
  return {
    series: ordered.map(({ group }) => ({
      id: group,
      label: labels.get(group) ?? group,
      color: colors.get(group) ?? otherColor,
    })),
    points: bucketsOf(range).map(at => ({
      at,
      values: values.get(at.getTime()) ?? {},
      ...(range.bucket === 'day' ? { href: usageHref(narrowedTo(params, at)) } : {}),
    })),
  }
}

export function groupOf(facet: UsageFacet, dimension: Dimension): string {
  return dimension === 'key' ? facet.keyId : dimension === 'endpoint' ? facet.endpoint : facet.modelId
}

function narrowedTo(params: UsageParams, day: Date): UsageParams {
  return { ...params, preset: 'custom', from: dayOf(day), to: dayOf(day), bucket: undefined }
}
