import type { EventOutcome } from '@/lib/usage/event'
import type { Grouping, UsageFilter, UsageKind } from '@/lib/usage/filter'
import type { GridBucket } from '@/lib/usage/time-grid'
import type { Metric, Percentile } from './metrics'
import type { Preset } from './period'

/** The whole state of the usage page: it lives in the URL and nowhere else. */
export interface UsageParams {
  readonly preset: Preset
  /** Days `YYYY-MM-DD` of the zone, both included, or instants `YYYY-MM-DDTHH:MMZ`, half-open; only with the preset `custom`. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** `UTC` or another IANA name: whose hours, days and months are meant. */
  readonly zone: string
  /** Undefined: chosen by the length of the span. */
  readonly bucket: GridBucket | undefined
  readonly metric: Metric
  /** Which percentile the chart of a duration shows. */
  readonly percentile: Percentile
  readonly group: Grouping
  /** Whether the period before is shown beside this one. */
  readonly compare: boolean
  readonly keys: readonly string[]
  readonly endpoints: readonly string[]
  readonly models: readonly string[]
  readonly kinds: readonly UsageKind[]
  readonly statuses: readonly EventOutcome[]
  /** The one series of the chart that is shown alone. */
  readonly only: string | undefined
  /** The column that the table is sorted by, with a leading `-` where it falls; undefined: falling spend. */
  readonly sort: string | undefined
  /** The chart drawn, or its figures as a table by time. */
  readonly view: 'chart' | 'table'
}

/** What shows a state: its figures, its single requests, and either as a file. */
export type UsagePath = '/usage' | '/requests' | '/usage/export' | '/usage/export/requests'

/** The URL of a state, on the usage page or another that shows the same; defaults are left out, so equal states have equal URLs. */
export function usageHref(params: UsageParams, path: UsagePath = '/usage'): string {
  const text = usageQuery(params)
  return text === '' ? path : `${path}?${text}`
}

/** The same without its path: what a saved view keeps. */
export function usageQuery(params: UsageParams): string {
  const query = new URLSearchParams()
  if (params.preset === 'custom' && params.from !== undefined && params.to !== undefined) {
    query.set('from', params.from)
    query.set('to', params.to)
  } else if (params.preset !== 'month' && params.preset !== 'custom') query.set('period', params.preset)
  if (params.zone !== 'UTC') query.set('zone', params.zone)
  if (params.bucket !== undefined) query.set('per', params.bucket)
  if (params.metric !== 'spend') query.set('metric', params.metric)
  if (params.percentile !== 95) query.set('p', String(params.percentile))
  if (params.group !== 'model') query.set('group', params.group)
  if (params.compare) query.set('compare', '1')
  for (const [name, values] of choicesOf(params)) for (const value of values) query.append(name, value)
  if (params.only !== undefined) query.set('only', params.only)
  if (params.sort !== undefined) query.set('sort', params.sort)
  if (params.view !== 'chart') query.set('view', params.view)
  return query.toString()
}

const undrawn = {
  bucket: undefined,
  metric: 'spend',
  percentile: 95,
  group: 'model',
  compare: false,
  only: undefined,
  sort: undefined,
  view: 'chart',
} as const satisfies Partial<UsageParams>

/** The log of the single requests of a state: its period and filters, and nothing of how figures are drawn. */
export function requestsHref(params: UsageParams): string {
  return usageHref({ ...params, ...undrawn }, '/requests')
}

/** Where the usage of a state is saved as CSV. */
export function usageExportHref(params: UsageParams): string {
  return usageHref(params, '/usage/export')
}

/** Where the single requests of a state are saved as CSV. */
export function requestsExportHref(params: UsageParams): string {
  return usageHref(params, '/usage/export/requests')
}

/** What a state narrows usage to. */
export function filterOf(params: UsageParams): UsageFilter {
  const { keys, endpoints, models, kinds, statuses } = params
  return { keyIds: keys, endpoints, modelIds: models, kinds, statuses }
}

/** The state without its filters. */
export function unfiltered(params: UsageParams): UsageParams {
  return { ...params, keys: [], endpoints: [], models: [], kinds: [], statuses: [], only: undefined }
}

/** The state over more days, up to now; null where it has the most already. */
export function widerThan(params: UsageParams): { params: UsageParams; days: number } | null {
  if (params.preset === '90d') return null
  const days = params.preset === '30d' || params.preset === 'custom' ? 90 : 30
  const over = { preset: `${days}d`, from: undefined, to: undefined, bucket: undefined } as const
  return { params: { ...params, ...over }, days }
}

export function isFiltered(params: UsageParams): boolean {
  return choicesOf(params).some(([, values]) => values.length > 0)
}

function choicesOf({ keys, endpoints, models, kinds, statuses }: UsageParams) {
  return [
    ['key', keys],
    ['endpoint', endpoints],
    ['model', models],
    ['kind', kinds],
    ['status', statuses],
  ] as const
}
