import { toAxis, type ChartUnit } from './scale'
import type { ChartPoint, ChartSeries } from './series'

/** What Recharts draws of one point: numbers for geometry only. */
export interface BarRow {
  index: number
  /** By place in the series. */
  heights: number[]
  forecast: number
  total: number
  comparison: number | undefined
  stopped: boolean
  /** The places of the lowest and highest part that is there; the forecast stands above all. */
  lowest: number
  highest: number
}

export function toBarRows(
  points: readonly ChartPoint[],
  series: readonly ChartSeries[],
  unit: ChartUnit,
): BarRow[] {
  return points.map((point, index) => {
    const heights = series.map(one => toAxis(point.values[one.id] ?? 0n, unit))
    const forecast = point.forecast === undefined ? 0 : toAxis(point.forecast, unit)
    return {
      index,
      heights,
      forecast,
      total: heights.reduce((sum, height) => sum + height, 0) + forecast,
      comparison: point.comparison && toAxis(point.comparison.value, unit),
      stopped: point.stopped ?? false,
      lowest: heights.findIndex(height => height > 0),
      highest: forecast > 0 ? heights.length : heights.findLastIndex(height => height > 0),
    }
  })
}
