import { formatUsd, toUsdString } from '@/lib/money'
import { formatCount, formatCountShort } from '@/lib/format'
import type { Dimension, Metric } from '@/lib/usage/report'

export const metricTitle: Record<Metric, string> = {
  spend: 'Spend',
  requests: 'Requests',
  input: 'Input tokens',
  output: 'Output tokens',
  images: 'Images',
}

export const dimensionTitle: Record<Dimension, string> = { key: 'Key', endpoint: 'Endpoint', model: 'Model' }

export const dimensionPlural: Record<Dimension, string> = {
  key: 'keys',
  endpoint: 'endpoints',
  model: 'models',
}

/** A metric's figure as a tile shows it. */
export function formatMetric(metric: Metric, value: bigint): string {
  return metric === 'spend' ? formatUsd(value) : formatCountShort(value)
}

/** The same figure in full, for tooltips and tables. */
export function formatMetricFull(metric: Metric, value: bigint): string {
  return metric === 'spend' ? `$${toUsdString(value, 2)}` : formatCount(value)
}
