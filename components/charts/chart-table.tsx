import { formatValue, overallOf, type ChartPoint, type ChartSeries } from './series'
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
  const said = (value: bigint | null | undefined) =>
    value === null || value === undefined
      ? unit === 'usd' || unit === 'count'
        ? formatValue(0n, unit)
        : 'none'
      : formatValue(value, unit)
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
              <td>{said(overallOf(point, series, unit))}</td>
              {series.map(one => (
                <td key={one.id}>{said(point.values[one.id])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
