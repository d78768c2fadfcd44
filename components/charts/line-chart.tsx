'use client'

import { useMemo } from 'react'
import { DashMark, LineMark } from './chart-legend'
import { LinePlot } from './line-plot'
import type { LinePoint } from './line-rows'
import { LineTable, LineTooltip } from './line-tooltip'
import type { ChartUnit } from './scale'
import { useWidth } from './use-width'

export interface LineChartProps {
  /** Says what is shown: "Spend in November against the limit". */
  title: string
  /** Values are exact integers (bigint): nano-dollars for `usd`. They become numbers for pixels only. */
  unit: ChartUnit
  /** The span of the axis, from its first moment to its last. */
  from: Date
  to: Date
  /** Cumulative, in order of time; the last one is now. */
  points: readonly LinePoint[]
  /** "Spent". */
  pointName?: string
  /** Cumulative, after the last point. */
  forecast?: readonly LinePoint[]
  /** The same days of the period before, moved onto this one's. */
  previous?: readonly LinePoint[]
  previousLabel?: string
  limit: bigint | null
  /** Lines on the way to the limit: alert thresholds. */
  marks?: readonly { value: bigint; label: string }[]
  /** "Reaches limit Fri 27 Nov"; stands at the crossing when the forecast reaches the limit. */
  hitLabel?: string
  height?: number
  timeZone?: string
}

/** A sum as it grows towards its limit: area so far, dotted forecast, limit line. */
export function LineChart(props: LineChartProps) {
  const {
    title,
    unit,
    from,
    to,
    points,
    forecast,
    previous,
    previousLabel,
    limit,
    marks = [],
    hitLabel,
  } = props
  const { height = 268, timeZone, pointName = 'Spent' } = props
  const [box, width] = useWidth()
  const sources = useMemo(() => ({ points, forecast, previous, limit }), [points, forecast, previous, limit])
  const lines = [
    { name: pointName, points },
    { name: 'Forecast', points: forecast ?? [] },
    { name: previousLabel ?? 'Before', points: previous ?? [] },
  ]
  return (
    <figure aria-label={title}>
      <div ref={box} style={{ height }} className="relative">
        {width > 0 ? (
          <LinePlot
            {...{ title, width, height, unit, from, to, sources, marks, hitLabel, timeZone }}
            tooltip={at => <LineTooltip {...{ at, unit, lines, timeZone }} />}
          />
        ) : null}
      </div>
      <ul
        aria-label="Lines"
        className="mt-2.5 flex flex-wrap gap-x-3.5 gap-y-1 text-12 text-2 [&>li]:flex [&>li]:items-center [&>li]:gap-1.5"
      >
        <li>
          <LineMark className="border-accent" />
          {pointName}
        </li>
        {forecast && forecast.length > 0 ? (
          <li>
            <LineMark className="border-dotted border-accent" />
            Forecast
          </li>
        ) : null}
        {previous && previousLabel ? (
          <li>
            <LineMark />
            {previousLabel}
          </li>
        ) : null}
        {limit === null ? null : (
          <li>
            <DashMark className="border-dan-mark" />
            Limit
          </li>
        )}
      </ul>
      <LineTable title={title} lines={lines} unit={unit} timeZone={timeZone} />
    </figure>
  )
}
