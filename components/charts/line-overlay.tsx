'use client'

import { usePlotArea, useXAxisScale, useYAxisScale, ZIndexLayer } from 'recharts'

export interface LineMark {
  at: number
  value: number
  label: string
}

export interface LineOverlayProps {
  limit: number | null
  /** Where spend stands now. */
  now?: LineMark
  /** Where the forecast meets the limit. */
  hit?: LineMark
  /** Dotted lines on the way: alert thresholds. */
  marks: readonly { value: number; label: string }[]
  /** Without the words at the right edge. */
  narrow: boolean
}

const halo = { stroke: 'var(--card)', strokeWidth: 4, strokeLinejoin: 'round', paintOrder: 'stroke' } as const

/** The limit, the thresholds below it and the two points that matter, with their words. */
export function LineOverlay({ limit, now, hit, marks, narrow }: LineOverlayProps) {
  const plot = usePlotArea()
  const xScale = useXAxisScale()
  const yScale = useYAxisScale()
  if (!plot || !xScale || !yScale) return null
  const right = plot.x + plot.width
  const x = (at: number) => xScale(at) ?? plot.x
  const y = (value: number) => yScale(value) ?? plot.y
  /** Words left of a point, or right of it where the left has no room. */
  const anchor = (at: number) =>
    x(at) - plot.x > 96 ? { x: x(at) - 10, textAnchor: 'end' as const } : { x: x(at) + 10 }
  return (
    <ZIndexLayer zIndex={450}>
      {marks.map(mark => (
        <g key={mark.label}>
          <Rule
            from={plot.x}
            to={right}
            y={y(mark.value)}
            stroke="var(--cau-mark)"
            strokeDasharray="1 4"
            strokeLinecap="round"
            strokeWidth={1.5}
          />
          {narrow ? null : (
            <text x={right + 8} y={y(mark.value) + 4} fontSize={12} fill="var(--axis)">
              {mark.label}
            </text>
          )}
        </g>
      ))}
      {limit === null ? null : (
        <>
          <rect
            x={plot.x}
            y={plot.y}
            width={plot.width}
            height={Math.max(0, y(limit) - plot.y)}
            fill="var(--dan-mark)"
            opacity={0.06}
          />
          <Rule
            from={plot.x}
            to={right}
            y={y(limit)}
            stroke="var(--dan-mark)"
            strokeDasharray="4 3"
            strokeWidth={1.25}
          />
          {narrow ? null : (
            <text
              x={right + 8}
              y={Math.round(y(limit)) + 4.5}
              fontSize={12}
              fontWeight={550}
              fill="var(--dan)"
            >
              Limit
            </text>
          )}
        </>
      )}
      {hit ? (
        <>
          <line
            x1={x(hit.at)}
            x2={x(hit.at)}
            y1={y(hit.value) + 5}
            y2={y(0)}
            stroke="var(--dan-mark)"
            opacity={0.5}
          />
          <circle
            cx={x(hit.at)}
            cy={y(hit.value)}
            r={4.5}
            fill="var(--card)"
            stroke="var(--dan-mark)"
            strokeWidth={2}
          />
          <text
            {...anchor(hit.at)}
            y={y(hit.value) - 10}
            fontSize={12}
            fontWeight={550}
            fill="var(--dan)"
            {...halo}
          >
            {hit.label}
          </text>
        </>
      ) : null}
      {now ? (
        <>
          <circle
            cx={x(now.at)}
            cy={y(now.value)}
            r={4}
            fill="var(--accent)"
            stroke="var(--card)"
            strokeWidth={2}
          />
          <text
            {...anchor(now.at)}
            y={y(now.value) - 8}
            fontSize={12}
            fontWeight={550}
            fill="var(--ink)"
            {...halo}
          >
            {now.label}
          </text>
        </>
      ) : null}
    </ZIndexLayer>
  )
}

interface RuleProps extends React.SVGProps<SVGLineElement> {
  from: number
  to: number
  y: number
}

function Rule({ from, to, y, ...stroke }: RuleProps) {
  const line = Math.round(y) + 0.5
  return <line x1={from} x2={to} y1={line} y2={line} {...stroke} />
}
