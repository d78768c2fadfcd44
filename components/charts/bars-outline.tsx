import { toBarRows } from './bar-rows'
import type { ChartUnit } from './scale'
import type { ChartPoint, ChartSeries } from './series'

/** What stands in the chart's place until its width is known: the bars' own silhouette, without a single script. */
export function BarsOutline({
  points,
  series,
  unit,
}: {
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  unit: ChartUnit
}) {
  const rows = toBarRows(points, series, unit)
  const highest = Math.max(0, ...rows.map(row => row.total))
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-0 top-3 bottom-6 mr-1 ml-9 flex items-end border-b border-line-strong"
    >
      {rows.map(row => (
        <span key={row.index} className="flex h-full flex-1 items-end justify-center">
          <span
            className="w-[70%] max-w-[22px] rounded-t-[2px] bg-hover"
            style={{ height: highest > 0 ? `${((row.total / highest) * 84).toFixed(1)}%` : 0 }}
          />
        </span>
      ))}
    </div>
  )
}
