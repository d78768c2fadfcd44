'use client'

import { useMemo, type ReactNode } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts'
import { datesThatFit, xAxisLook, yAxis } from './axes'
import { LineOverlay } from './line-overlay'
import { toLineRows, type LineRow, type LineSources } from './line-rows'
import { axisScale, toAxis, type ChartUnit } from './scale'
import { formatValue } from './series'
import { axisLabels } from './time-labels'

export interface LinePlotProps {
  title: string
  width: number
  height: number
  unit: ChartUnit
  from: Date
  to: Date
  sources: LineSources
  marks: readonly { value: bigint; label: string }[]
  hitLabel?: string
  timeZone?: string
  tooltip: (at: number) => ReactNode
}

const day = 86_400_000
const quiet = {
  type: 'linear',
  dot: false,
  activeDot: false,
  isAnimationActive: false,
  connectNulls: true,
} as const
const dotted = { strokeDasharray: '2 4', strokeLinecap: 'round' } as const

/** The day marks of a time axis: moment → words. */
function dayTicks(from: Date, to: Date, width: number, timeZone?: string): Map<number, string> {
  const count = Math.ceil((to.getTime() - from.getTime()) / day)
  const days = Array.from({ length: count }, (_, i) => new Date(from.getTime() + i * day))
  const labels = axisLabels(days, 'day', datesThatFit(width), timeZone)
  return new Map([...labels].map(([i, label]) => [from.getTime() + i * day, label]))
}

/** The drawing itself: Recharts with the house's axes, lines and overlay. */
export function LinePlot(props: LinePlotProps) {
  const { title, width, height, unit, from, to, sources, marks, hitLabel, timeZone, tooltip } = props
  const narrow = width < 480
  const { rows, hit, highest } = useMemo(() => toLineRows(sources, unit), [sources, unit])
  const scale = axisScale(highest, unit, 6)
  const ticks = dayTicks(from, to, width, timeZone)
  const last = sources.points[sources.points.length - 1]
  return (
    <ComposedChart
      title={title}
      width={width}
      height={height}
      data={rows}
      margin={{ top: 12, right: narrow ? 12 : 56, bottom: 0, left: 0 }}
    >
      <CartesianGrid vertical={false} horizontalValues={scale.ticks} stroke="var(--grid)" />
      <XAxis
        dataKey="at"
        type="number"
        domain={[from.getTime(), to.getTime()]}
        ticks={[...ticks.keys()]}
        tickFormatter={(at: number) => ticks.get(at) ?? ''}
        {...xAxisLook}
      />
      <YAxis {...yAxis(scale, unit)} />
      <Tooltip
        cursor={{ stroke: 'var(--line-strong)' }}
        isAnimationActive={false}
        offset={16}
        wrapperStyle={{ zIndex: 10 }}
        content={({ active, label }) => (active && label !== undefined ? tooltip(Number(label)) : null)}
      />
      <Line
        {...quiet}
        dataKey={(row: LineRow) => row.previous}
        stroke="var(--ghost)"
        strokeWidth={1.25}
        strokeOpacity={0.6}
      />
      <Area
        {...quiet}
        dataKey={(row: LineRow) => row.spent}
        stroke="var(--accent)"
        strokeWidth={2}
        fill="var(--accent)"
        fillOpacity={0.07}
      />
      <Line
        {...quiet}
        {...dotted}
        dataKey={(row: LineRow) => row.forecast}
        stroke="var(--accent)"
        strokeWidth={2}
      />
      <Line
        {...quiet}
        {...dotted}
        dataKey={(row: LineRow) => row.beyond}
        stroke="var(--ghost)"
        strokeWidth={1.25}
      />
      <LineOverlay
        narrow={narrow}
        limit={sources.limit === null ? null : toAxis(sources.limit, unit)}
        marks={marks.map(mark => ({ label: mark.label, value: toAxis(mark.value, unit) }))}
        now={
          last && {
            at: last.at.getTime(),
            value: toAxis(last.value, unit),
            label: formatValue(last.value, unit),
          }
        }
        hit={
          hit && hitLabel
            ? { at: hit.at.getTime(), value: toAxis(hit.value, unit), label: hitLabel }
            : undefined
        }
      />
    </ComposedChart>
  )
}
