import { formatCountShort } from '@/lib/format'

/** What a chart's integers are: `usd` nano-dollars; `count` things (requests, tokens, images); `ms` milliseconds; `rate` parts of a million. */
export type ChartUnit = 'usd' | 'count' | 'ms' | 'rate'

/** What 1 on the axis is, in the chart's integers: a dollar, a thing, a millisecond, a percent. */
const axisUnit: Record<ChartUnit, number> = { usd: 1e9, count: 1, ms: 1, rate: 1e4 }
/** How high an axis is on which nothing stands. */
const emptyReach: Record<ChartUnit, number> = { usd: 1, count: 5, ms: 1_000, rate: 1 }

/** A chart's integer as a number for geometry only: dollars, things, milliseconds or percents. Never formatted as an amount, never summed. */
export function toAxis(value: bigint, unit: ChartUnit): number {
  return Number(value) / axisUnit[unit]
}

export interface AxisScale {
  /** From 0 to the top, at most five steps, each a round figure. */
  ticks: number[]
  /** The end of the axis: the last tick or the data, whichever is higher. */
  top: number
  step: number
}

const bases = [1, 2, 2.5, 5, 10]

/** Round steps for an axis from 0 to `max`. Counts get whole steps. An empty chart gets an axis all the same. */
export function axisScale(max: number, unit: ChartUnit, steps = 5): AxisScale {
  const reach = max > 0 ? max * 1.04 : emptyReach[unit]
  const power = 10 ** Math.floor(Math.log10(reach / steps))
  const fits = (step: number) =>
    step * steps >= reach * (1 - 1e-9) && (unit !== 'count' || Number.isInteger(step))
  const step = bases.map(base => tidy(base * power)).find(fits) ?? Math.max(1, tidy(10 * power))
  const count = Math.ceil(reach / step - 1e-9)
  // The last step is left out where the data only just enter it, so that the bars fill the height.
  const last = count > 1 && reach <= (count - 1) * step * 1.1 ? count - 1 : count
  const ticks = Array.from({ length: last + 1 }, (_, i) => tidy(i * step))
  return { ticks, step, top: Math.max(last * step, reach) }
}

/** A tick's label: `$20`, `$2.50`, `$0.002`, `45.2k`, `500 ms`, `1.5 s`, `0.2%`; all ticks of one axis have the same decimals. */
export function tickLabel(value: number, step: number, unit: ChartUnit): string {
  if (unit === 'count') return formatCountShort(value)
  if (unit === 'rate') return `${value.toFixed(decimalsOf(step))}%`
  if (unit === 'ms')
    return step < 500 ? `${tidy(value)} ms` : `${(value / 1_000).toFixed(decimalsOf(tidy(step / 1_000)))} s`
  if (Number.isInteger(step)) return `$${formatCountShort(value)}`
  return `$${value.toFixed(Math.max(2, decimalsOf(step)))}`
}

function decimalsOf(step: number): number {
  const [mantissa = '', exponent = '0'] = step.toExponential().split('e')
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent))
}

/** Drops the dust of binary fractions: 3 × 0.1 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
