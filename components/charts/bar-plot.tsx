'use client'

import { useId, useMemo } from 'react'
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis, type BarShapeProps } from 'recharts'
import { axisText, axisWidth, baseline, chartMargin, datesThatFit } from './axes'
import { BarOverlay, maxBarWidth } from './bar-overlay'
import { toBarRows, type BarRow } from './bar-rows'
import { BarSegment } from './bar-segment'
import { ChartTooltip, type ReadoutProps } from './chart-tooltip'
import { axisScale, tickLabel, toAxis, type ChartUnit } from './scale'
import type { ChartPoint, FoldedSeries } from './series'
import { axisLabels, type Grain } from './time-labels'

export interface BarPlotProps {
  title: string
  width: number
  height: number
  unit: ChartUnit
  grain: Grain
  series: FoldedSeries['series']
  points: readonly ChartPoint[]
  reference?: { value: bigint; label: string }
  timeZone?: string
  read: (index: number) => ReadoutProps | null
  open: (index: number | null) => void
  onActive: (index: number | null) => void
}

/** The drawing itself: Recharts with the house's axes, grid, bars and tooltip. */
export function BarPlot(props: BarPlotProps) {
  const { title, width, height, unit, grain, series, points, reference, timeZone, read, open, onActive } =
    props
  const hatch = `hatch-${useId().replace(/[^a-zA-Z0-9]/g, '')}`
  const rows = useMemo(() => toBarRows(points, series, unit), [points, series, unit])
  const line = reference && { value: toAxis(reference.value, unit), label: reference.label }
  const highest = Math.max(0, line?.value ?? 0, ...rows.map(row => Math.max(row.total, row.comparison ?? 0)))
  const scale = axisScale(highest, unit)
  const labels = axisLabels(
    points.map(point => point.at),
    grain,
    datesThatFit(width),
    timeZone,
  )

  return (
    <BarChart
      title={title}
      width={width}
      height={height}
      data={rows}
      margin={chartMargin}
      barCategoryGap="15%"
      maxBarSize={maxBarWidth}
      onClick={state =>
        open(state.activeTooltipIndex === undefined ? null : Number(state.activeTooltipIndex))
      }
    >
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(25)">
          <rect width="5" height="5" fill="var(--forecast)" />
          <rect width="1.5" height="5" fill="var(--forecast-line)" />
        </pattern>
      </defs>
      <CartesianGrid vertical={false} horizontalValues={scale.ticks} stroke="var(--grid)" />
      <XAxis
        dataKey="index"
        ticks={[...labels.keys()]}
        tickFormatter={(index: number) => labels.get(index) ?? ''}
        interval={0}
        height={24}
        tickMargin={6}
        tick={axisText}
        tickLine={false}
        axisLine={baseline}
      />
      <YAxis
        ticks={scale.ticks}
        domain={[0, scale.top]}
        tickFormatter={(value: number) => tickLabel(value, scale.step, unit)}
        interval={0}
        width={axisWidth(scale, unit)}
        tickMargin={6}
        tick={axisText}
        tickLine={false}
        axisLine={false}
      />
      <Tooltip
        cursor={{ fill: 'var(--ink)', fillOpacity: 0.05 }}
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
      {series.map((one, place) => (
        <Bar
          key={one.id}
          stackId="all"
          dataKey={(row: BarRow) => row.heights[place] ?? 0}
          fill={one.color}
          isAnimationActive={false}
          shape={(segment: BarShapeProps) => {
            const row: BarRow = segment.payload
            return (
              <BarSegment {...boxOf(segment)} stacked={row.lowest !== place} top={row.highest === place} />
            )
          }}
        />
      ))}
      <Bar
        stackId="all"
        dataKey="forecast"
        fill={`url(#${hatch})`}
        isAnimationActive={false}
        shape={(segment: BarShapeProps) => {
          const row: BarRow = segment.payload
          return <BarSegment {...boxOf(segment)} stacked={row.lowest >= 0} top />
        }}
      />
      <BarOverlay rows={rows} reference={line} narrow={width < 560} onActive={onActive} />
    </BarChart>
  )
}

const boxOf = ({ x, y, width, height, fill }: BarShapeProps) => ({ x, y, width, height, fill })
