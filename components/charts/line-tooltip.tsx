import type { LinePoint } from './line-rows'
import type { ChartUnit } from './scale'
import { formatValue } from './series'
import { pointLabel } from './time-labels'

export interface NamedLine {
  name: string
  points: readonly LinePoint[]
}

export interface LineTooltipProps {
  at: number
  unit: ChartUnit
  lines: readonly NamedLine[]
  timeZone?: string
}

/** What each line says at one moment. */
export function LineTooltip({ at, unit, lines, timeZone }: LineTooltipProps) {
  const found = lines.flatMap(({ name, points }) => {
    const point = points.find(one => one.at.getTime() === at)
    return point ? [{ name, said: formatValue(point.value, unit) }] : []
  })
  if (found.length === 0) return null
  return (
    <div className="w-46 rounded-ctl bg-float px-3 py-2.5 text-12 shadow-float">
      <div className="text-13 font-medium">{pointLabel(new Date(at), 'day', timeZone)}</div>
      {found.map(({ name, said }) => (
        <div key={name} className="flex justify-between gap-3 text-2">
          <span>{name}</span>
          <span className="text-ink tnum">{said}</span>
        </div>
      ))}
    </div>
  )
}

/** The chart as a table: what screen readers read in its place. */
export function LineTable({
  title,
  lines,
  unit,
  timeZone,
}: {
  title: string
  lines: readonly NamedLine[]
  unit: ChartUnit
  timeZone?: string
}) {
  return (
    <div className="sr-only">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Time</th>
            <th scope="col">Sum until then</th>
          </tr>
        </thead>
        <tbody>
          {lines.flatMap(({ name, points }) =>
            points.map(point => (
              <tr key={`${name} ${point.at.getTime()}`}>
                <th scope="row">{name}</th>
                <td>{pointLabel(point.at, 'day', timeZone)}</td>
                <td>{formatValue(point.value, unit)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}
