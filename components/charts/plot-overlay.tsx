'use client'

import { useEffect } from 'react'
import { useActiveTooltipLabel, useIsTooltipActive, usePlotArea, useYAxisScale, ZIndexLayer } from 'recharts'
import { barPaths, barWidth, ghostPath, linePaths, type MarkFrame } from './mark-paths'
import type { ChartShape, PlotRow } from './plot-rows'

export interface PlotMarksProps {
  rows: readonly PlotRow[]
  shape: ChartShape
  /** By place in the series. */
  colors: readonly string[]
  reference?: { value: number; label: string }
  /** On a narrow chart the reference line stands without its words; the legend has them. */
  narrow: boolean
  /** The first and last slot that are being chosen to zoom into. */
  selection: readonly [number, number] | null
  onActive: (index: number | null) => void
}

/** What is drawn: bars or lines, the period before, the limit, and what is under the pointer. */
export function PlotMarks(props: PlotMarksProps) {
  const { rows, shape, colors, reference, narrow, selection, onActive } = props
  const plot = usePlotArea()
  const scale = useYAxisScale()
  const label = useActiveTooltipLabel()
  const shown = useIsTooltipActive()
  const active = shown && label !== undefined ? Number(label) : null
  useEffect(() => onActive(active), [active, onActive])
  if (!plot || !scale || rows.length === 0) return null

  const floor = plot.y + plot.height
  const frame: MarkFrame = {
    left: plot.x,
    slot: plot.width / rows.length,
    y: value => scale(value) ?? floor,
  }
  const row = active === null ? undefined : rows[active]
  const bar = barWidth(frame.slot)
  return (
    <ZIndexLayer zIndex={450}>
      {row ? (
        <rect
          x={frame.left + frame.slot * row.index}
          y={plot.y}
          width={frame.slot}
          height={plot.height}
          fill="var(--ink)"
          opacity={0.05}
        />
      ) : null}
      {shape === 'bars' ? (
        barPaths(rows, colors.length, frame).map((path, place) =>
          path === '' ? null : <path key={place} d={path} fill={colors[place]} />,
        )
      ) : (
        <Lines paths={linePaths(rows, colors.length, frame)} colors={colors} />
      )}
      <GhostLine path={ghostPath(rows, frame)} />
      {reference ? (
        <ReferenceRule
          y={frame.y(reference.value)}
          x={plot.x}
          width={plot.width}
          label={narrow ? '' : reference.label}
        />
      ) : null}
      {row && shape === 'bars' && row.total > 0 ? (
        <rect
          x={frame.left + frame.slot * (row.index + 0.5) - bar / 2 - 2}
          y={frame.y(row.total) - 2}
          width={bar + 4}
          height={floor - frame.y(row.total) + 2}
          rx={3}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={1.25}
        />
      ) : null}
      {row && shape === 'lines'
        ? row.heights.map((height, place) =>
            height === null ? null : (
              <circle
                key={place}
                cx={frame.left + frame.slot * (row.index + 0.5)}
                cy={frame.y(height)}
                r={3.5}
                fill={colors[place]}
                stroke="var(--card)"
                strokeWidth={1.5}
              />
            ),
          )
        : null}
      {selection ? (
        <rect
          data-selection
          x={frame.left + frame.slot * selection[0]}
          y={plot.y}
          width={frame.slot * (selection[1] - selection[0] + 1)}
          height={plot.height}
          fill="var(--accent)"
          fillOpacity={0.12}
          stroke="var(--accent)"
        />
      ) : null}
    </ZIndexLayer>
  )
}

function Lines({ paths, colors }: { paths: readonly string[]; colors: readonly string[] }) {
  return paths.map((path, place) => (
    <path
      key={place}
      d={path}
      fill="none"
      stroke={colors[place]}
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ))
}

function GhostLine({ path }: { path: string }) {
  if (path === '') return null
  return (
    <>
      <path d={path} fill="none" stroke="var(--card)" strokeWidth={3.5} opacity={0.85} />
      <path d={path} fill="none" stroke="var(--ghost)" strokeWidth={1.5} />
    </>
  )
}

function ReferenceRule({ x, y, width, label }: { x: number; y: number; width: number; label: string }) {
  const line = Math.round(y) + 0.5
  return (
    <>
      <line x1={x} x2={x + width} y1={line} y2={line} stroke="var(--ink-2)" strokeDasharray="3 3" />
      <text
        x={x + 4}
        y={line - 6}
        fontSize={12}
        fill="var(--ink-2)"
        stroke="var(--card)"
        strokeWidth={4}
        strokeLinejoin="round"
        paintOrder="stroke"
      >
        {label}
      </text>
    </>
  )
}
