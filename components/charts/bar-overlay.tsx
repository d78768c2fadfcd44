'use client'

import { useEffect } from 'react'
import { useActiveTooltipLabel, useIsTooltipActive, usePlotArea, useYAxisScale, ZIndexLayer } from 'recharts'
import type { BarRow } from './bar-rows'

export const maxBarWidth = 22
export const barPart = 0.7

export interface BarOverlayProps {
  rows: readonly BarRow[]
  reference?: { value: number; label: string }
  /** On a narrow chart the reference line stands without its words; the legend has them. */
  narrow: boolean
  onActive: (index: number | null) => void
}

/** What lies on top of the bars: the period before, the limit, the outline of the bar under the pointer. */
export function BarOverlay({ rows, reference, narrow, onActive }: BarOverlayProps) {
  const plot = usePlotArea()
  const scale = useYAxisScale()
  const label = useActiveTooltipLabel()
  const shown = useIsTooltipActive()
  const active = shown && label !== undefined ? Number(label) : null
  useEffect(() => onActive(active), [active, onActive])
  if (!plot || !scale || rows.length === 0) return null

  const slot = plot.width / rows.length
  const bar = Math.min(slot * barPart, maxBarWidth)
  const y = (value: number) => scale(value) ?? plot.y + plot.height
  const row = active === null ? undefined : rows[active]
  return (
    <ZIndexLayer zIndex={450}>
      {rows.map(one =>
        one.stopped ? (
          <rect
            key={one.index}
            x={plot.x + slot * (one.index + 0.5) - bar / 2}
            y={y(0) - 2}
            width={bar}
            height={2}
            fill="var(--dan-mark)"
            opacity={0.55}
          />
        ) : null,
      )}
      <GhostLine path={ghostPath(rows, slot, plot.x, y)} />
      {reference ? (
        <ReferenceRule
          y={y(reference.value)}
          x={plot.x}
          width={plot.width}
          label={narrow ? '' : reference.label}
        />
      ) : null}
      {row && row.total > 0 ? (
        <rect
          x={plot.x + slot * (row.index + 0.5) - bar / 2 - 2}
          y={y(row.total) - 2}
          width={bar + 4}
          height={y(0) - y(row.total) + 2}
          rx={3}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={1.25}
        />
      ) : null}
    </ZIndexLayer>
  )
}

/** Steps as wide as the slots; a point without a comparison lifts the pen. */
function ghostPath(
  rows: readonly BarRow[],
  slot: number,
  left: number,
  y: (value: number) => number,
): string {
  return rows
    .map((row, i) => {
      if (row.comparison === undefined) return ''
      const from = left + slot * i
      const pen = i > 0 && rows[i - 1]?.comparison !== undefined ? 'L' : 'M'
      return `${pen}${from} ${y(row.comparison)}L${from + slot} ${y(row.comparison)}`
    })
    .join('')
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
