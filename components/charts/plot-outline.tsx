import { barPaths, linePaths } from './mark-paths'
import { toPlotRows, type ChartShape } from './plot-rows'
import type { ChartUnit } from './scale'
import type { ChartPoint, ChartSeries } from './series'

/** What stands in the chart's place until its width is known: its own silhouette, without a single script. */
export function PlotOutline({
  points,
  series,
  unit,
  shape,
}: {
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  unit: ChartUnit
  shape: ChartShape
}) {
  const rows = toPlotRows(points, series, unit, shape)
  const highest = Math.max(0, ...rows.map(row => row.total))
  const slot = 900 / Math.max(1, rows.length)
  const frame = { left: 0, slot, y: (value: number) => 100 - (highest > 0 ? (value / highest) * 84 : 0) }
  const whole = rows.map(row => ({ ...row, heights: [row.total] }))
  const path =
    shape === 'bars' ? barPaths(whole, 1, frame)[0] : linePaths(rows, series.length, frame).join('')
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 900 100"
      preserveAspectRatio="none"
      className="absolute top-3 bottom-6 left-9 h-[calc(100%-36px)] w-[calc(100%-40px)] border-b border-line-strong"
    >
      {shape === 'bars' ? (
        <path d={path} fill="var(--hover)" />
      ) : (
        <path d={path} fill="none" stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  )
}
