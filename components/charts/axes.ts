import type { AxisScale, ChartUnit } from './scale'
import { tickLabel } from './scale'

/** How every axis looks: 12 px, quiet, no tick marks. */
export const axisText = { fontSize: 12, fill: 'var(--axis)', className: 'tnum' }
export const baseline = { stroke: 'var(--line-strong)' }
export const chartMargin = { top: 12, right: 4, bottom: 0, left: 0 }

/** Room for the longest label of the y axis and the gap beside it. */
export function axisWidth({ ticks, step }: AxisScale, unit: ChartUnit): number {
  const longest = Math.max(...ticks.map(tick => tickLabel(tick, step, unit).length))
  return Math.ceil(longest * 7.4) + 14
}

/** How many dates fit under a chart of this width: at most eight. */
export function datesThatFit(width: number): number {
  return Math.max(2, Math.min(8, Math.floor(width / 60)))
}
