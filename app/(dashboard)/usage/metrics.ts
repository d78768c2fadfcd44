import type { ChartUnit } from '@/components/charts/scale'
import { formatValue } from '@/components/charts/series'
import { formatCountShort } from '@/lib/format'
import { toUsdString } from '@/lib/money'
import type { Grouping } from '@/lib/usage/filter'

/** What the page can show, in the order of its tabs. */
export const metrics = [
  'spend',
  'requests',
  'input',
  'output',
  'images',
  'errors',
  'latency',
  'ttft',
  'rejected',
] as const
export type Metric = (typeof metrics)[number]

export type Percentile = 50 | 95

export const metricTitle: Record<Metric, string> = {
  spend: 'Spend',
  requests: 'Requests',
  input: 'Input tokens',
  output: 'Output tokens',
  images: 'Images',
  errors: 'Error rate',
  latency: 'Latency',
  ttft: 'Time to first token',
  rejected: 'Rejected requests',
}

/** What a metric's integers are in a chart: nano-dollars, things, milliseconds or parts of a million. */
export const metricUnit: Record<Metric, ChartUnit> = {
  spend: 'usd',
  requests: 'count',
  input: 'count',
  output: 'count',
  images: 'count',
  errors: 'rate',
  latency: 'ms',
  ttft: 'ms',
  rejected: 'count',
}

/** Whether the parts of a metric add up: they stand on each other as bars; rates and percentiles are lines. */
export function addsUp(metric: Metric): boolean {
  return metricUnit[metric] === 'usd' || metricUnit[metric] === 'count'
}

/** What the page tells apart: the chosen grouping, or what the metric allows. Errors are one of the statuses; refusals have a reason. */
export function groupingOf({ metric, group }: { metric: Metric; group: Grouping }): Grouping | 'reason' {
  if (metric === 'rejected') return 'reason'
  return metric === 'errors' && group === 'status' ? 'model' : group
}

export const groupTitle: Record<Grouping | 'reason', string> = {
  key: 'Key',
  endpoint: 'Endpoint',
  model: 'Model',
  kind: 'Kind',
  status: 'Status',
  reason: 'Reason',
}

export const groupPlural: Record<Grouping | 'reason', string> = {
  key: 'keys',
  endpoint: 'endpoints',
  model: 'models',
  kind: 'kinds',
  status: 'statuses',
  reason: 'reasons',
}

/** The names of values that are no names of their own. */
export const valueNames: ReadonlyMap<string, string> = new Map([
  ['text', 'Text'],
  ['image', 'Image'],
  ['succeeded', 'Succeeded'],
  ['failed', 'Failed'],
  ['canceled', 'Canceled'],
])

/** A figure in a chart's unit as a tile shows it. */
export function formatShort(unit: ChartUnit, value: bigint): string {
  return unit === 'count' ? formatCountShort(value) : formatValue(value, unit)
}

/** The same in full: every digit of money and counts. */
export function formatInFull(unit: ChartUnit, value: bigint): string {
  return unit === 'usd' ? `$${toUsdString(value, 2)}` : formatValue(value, unit)
}

/** How many of how many, in parts of a million; null of none. */
export function toRate(part: number, whole: number): bigint | null {
  return whole === 0 ? null : BigInt(Math.round((part / whole) * 1_000_000))
}

/** How much a figure has changed: `+65.5%`, `−2.1%`, `New`; null where both are nothing. */
export function formatChange(now: bigint, before: bigint): string | null {
  if (before === 0n) return now === 0n ? null : 'New'
  const percent = (Number(now - before) / Number(before)) * 100
  if (Math.abs(percent) < 0.05) return 'no change'
  const sign = percent > 0 ? '+' : '−'
  const size = Math.abs(percent)
  return size >= 1_000 ? `${sign}${formatCountShort(Math.round(size))}%` : `${sign}${size.toFixed(1)}%`
}
