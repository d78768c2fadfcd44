'use client'

import { useMemo } from 'react'
import { CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts'
import { chartMargin, datesThatFit, xAxisLook, yAxis } from './axes'
import { ChartTooltip, type ReadoutProps } from './chart-tooltip'
import { PlotMarks } from './plot-overlay'
import { toPlotRows, type ChartShape } from './plot-rows'
import { axisScale, toAxis, type ChartUnit } from './scale'
import type { ChartPoint, FoldedSeries } from './series'
import { axisLabels, type Grain } from './time-labels'
import type { SlotEvent } from './use-selection'

export interface TimePlotProps {
  title: string
  width: number
  height: number
  shape: ChartShape
  unit: ChartUnit
  grain: Grain
  series: FoldedSeries['series']
  points: readonly ChartPoint[]
  reference?: { value: bigint; label: string }
  timeZone?: string
  selection: readonly [number, number] | null
  read: (index: number) => ReadoutProps | null
  onPointer: (event: SlotEvent, index: number | null) => void
  onActive: (index: number | null) => void
}

/** The drawing itself: Recharts with the house's axes, grid and tooltip, and our marks in it. */
export function TimePlot(props: TimePlotProps) {
  const { title, width, height, shape, unit, grain, series, points, reference, timeZone, read } = props
  const rows = useMemo(() => toPlotRows(points, series, unit, shape), [points, series, unit, shape])
  const line = reference && { value: toAxis(reference.value, unit), label: reference.label }
  const highest = Math.max(0, line?.value ?? 0, ...rows.map(row => Math.max(row.total, row.comparison ?? 0)))
  const scale = axisScale(highest, unit)
  const times = points.map(point => point.at)
  const labels = axisLabels(times, grain, datesThatFit(width), timeZone)
  type Slot = { activeTooltipIndex?: number | string | null }
  const on = (kind: 'down' | 'move' | 'up') => (state: Slot, event: { buttons: number }) => {
    const at = state.activeTooltipIndex
    const index = at === undefined || at === null ? null : Number(at)
    // A button that was let go outside is not held any more.
    props.onPointer(kind === 'move' && event.buttons === 0 ? 'hover' : kind, index)
  }

  return (
    <ComposedChart
      title={title}
      width={width}
      height={height}
      data={rows}
      margin={chartMargin(labels, points.length, width)}
      onMouseDown={on('down')}
      onMouseMove={on('move')}
      onMouseUp={on('up')}
    >
      <CartesianGrid vertical={false} horizontalValues={scale.ticks} stroke="var(--grid)" />
      <XAxis
        dataKey="index"
        scale="band"
        ticks={[...labels.keys()]}
        tickFormatter={(index: number) => labels.get(index) ?? ''}
        {...xAxisLook}
      />
      <YAxis {...yAxis(scale, unit)} />
      <Tooltip
        cursor={false}
        content={({ active, label }) => {
          const said = active && label !== undefined ? read(Number(label)) : null
          return said ? <ChartTooltip {...said} /> : null
        }}
        offset={26}
        position={{ y: 6 }}
        isAnimationActive={false}
        wrapperClassName="max-md:hidden"
        wrapperStyle={{ zIndex: 10 }}
      />
      {/* Tells Recharts where the slots are: what is seen are our marks. */}
      <Line dataKey="total" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
      <PlotMarks
        rows={rows}
        shape={shape}
        colors={series.map(one => one.color)}
        reference={line}
        narrow={width < 560}
        selection={props.selection}
        onActive={props.onActive}
      />
    </ComposedChart>
  )
}
