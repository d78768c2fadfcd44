import type { ChartUnit } from '@/components/charts/scale'
import { overallOf, type ChartPoint, type ChartSeries } from '@/components/charts/series'
import { figure, timeCell, toCsvLine, usdFigure, type CsvCell } from '@/lib/exports/csv'
import { toUsdString } from '@/lib/money'

export interface ChartFigures {
  readonly unit: ChartUnit
  readonly series: readonly ChartSeries[]
  readonly points: readonly ChartPoint[]
  /** `UTC`, `Asia/Kolkata (UTC+5:30)`: whose buckets these are. Instants stand in UTC. */
  readonly zoneName: string
}

const unitName: Record<ChartUnit, string> = { usd: 'USD', count: 'count', ms: 'ms', rate: '%' }

/** The chart's figures, exactly: a line for each bucket, a column for each series, not only for those that have a colour. */
export function chartCsv({ unit, series, points, zoneName }: ChartFigures): string {
  const compared = points.some(point => point.comparison)
  const cell = (value: bigint | null | undefined): CsvCell => {
    if (value === null || value === undefined)
      return unit === 'usd' || unit === 'count' ? exact(0n, unit) : null
    return exact(value, unit)
  }
  const header = [
    `start of bucket (${zoneName})`,
    `all (${unitName[unit]})`,
    ...(compared ? ['period before'] : []),
    ...series.map(one => one.label),
  ]
  const lines = points.map(point => [
    timeCell(point.at),
    cell(overallOf(point, series, unit)),
    ...(compared ? [cell(point.comparison?.value)] : []),
    ...series.map(one => cell(point.values[one.id])),
  ])
  return [header, ...lines].map(toCsvLine).join('')
}

function exact(value: bigint, unit: ChartUnit): CsvCell {
  if (unit === 'usd') return usdFigure(value)
  // Parts of a million are a percentage with four decimals.
  return unit === 'rate' ? figure(toUsdString(value * 100_000n, 4)) : figure(value)
}
