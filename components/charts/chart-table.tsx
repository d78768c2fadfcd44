import { formatValue, totalOf, type ChartPoint, type ChartSeries } from './series'
import type { ChartUnit } from './scale'
import { pointLabel, type Grain } from './time-labels'

export interface ChartTableProps {
  caption: string
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  unit: ChartUnit
  grain: Grain
  timeZone?: string
}

/** The chart as a table: what screen readers read in its place. */
export function ChartTable({ caption, series, points, unit, grain, timeZone }: ChartTableProps) {
  return (
    <div className="sr-only">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Total</th>
            {series.map(one => (
              <th key={one.id} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(point => (
            <tr key={point.at.getTime()}>
              <th scope="row">{pointLabel(point.at, grain, timeZone)}</th>
              <td>{formatValue(totalOf(point, series), unit)}</td>
              {series.map(one => (
                <td key={one.id}>{formatValue(point.values[one.id] ?? 0n, unit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
