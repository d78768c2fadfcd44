import { toAxis, type ChartUnit } from './scale'
import type { ChartPoint, ChartSeries } from './series'

/** Bars stand on each other; lines are each their own. */
export type ChartShape = 'bars' | 'lines'

/** What is drawn of one point: numbers for geometry only. */
export interface PlotRow {
  index: number
  /** By place in the series; null where a line has a gap. */
  heights: (number | null)[]
  /** The top of the bar, or the highest of the lines. */
  total: number
  comparison: number | undefined
}

export function toPlotRows(
  points: readonly ChartPoint[],
  series: readonly ChartSeries[],
  unit: ChartUnit,
  shape: ChartShape,
): PlotRow[] {
  return points.map((point, index) => {
    const heights = series.map(one => {
      const value = point.values[one.id]
      return value === undefined ? (shape === 'bars' ? 0 : null) : toAxis(value, unit)
    })
    const present = heights.filter(height => height !== null)
    return {
      index,
      heights,
      total: shape === 'bars' ? present.reduce((sum, height) => sum + height, 0) : Math.max(0, ...present),
      comparison: point.comparison && toAxis(point.comparison.value, unit),
    }
  })
}
