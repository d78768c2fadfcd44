import type { AxisScale, ChartUnit } from './scale'
import { tickLabel } from './scale'

/** How every axis looks: 12 px, quiet, no tick marks. */
const axisText = { fontSize: 12, fill: 'var(--axis)', className: 'tnum' }
const baseline = { stroke: 'var(--line-strong)' }
const CHARACTER_PX = 7.4

/** The edges of a chart of so many slots. The last label stands under the middle of its slot, and must not be cut off. */
export function chartMargin(labels: ReadonlyMap<number, string>, slots: number, width: number) {
  const [last, label] = [...labels].at(-1) ?? [0, '']
  const beyond = (label.length * CHARACTER_PX) / 2 - (width / slots) * (slots - last - 0.5)
  return { top: 12, right: Math.max(4, Math.ceil(beyond) + 2), bottom: 0, left: 0 }
}

/** What the x axes of all charts share. */
export const xAxisLook = {
  interval: 0,
  height: 24,
  tickMargin: 6,
  tick: axisText,
  tickLine: false,
  axisLine: baseline,
} as const

/** A y axis from 0 to the scale's top. */
export function yAxis(scale: AxisScale, unit: ChartUnit) {
  return {
    ticks: scale.ticks,
    domain: [0, scale.top] as [number, number],
    tickFormatter: (value: number) => tickLabel(value, scale.step, unit),
    interval: 0,
    width: axisWidth(scale, unit),
    tickMargin: 6,
    tick: axisText,
    tickLine: false,
    axisLine: false,
  } as const
}

/** Room for the longest label of the y axis and the gap beside it. */
function axisWidth({ ticks, step }: AxisScale, unit: ChartUnit): number {
  const longest = Math.max(...ticks.map(tick => tickLabel(tick, step, unit).length))
  return Math.ceil(longest * CHARACTER_PX) + 14
}

/** How many dates fit under a chart of this width: at most eight. */
export function datesThatFit(width: number): number {
  return Math.max(2, Math.min(8, Math.floor(width / 60)))
}
