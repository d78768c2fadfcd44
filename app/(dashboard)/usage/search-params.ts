import {
  bucketSizes,
  customRange,
  dayOf,
  presetRange,
  presets,
  type BucketSize,
  type Preset,
  type UsageRange,
} from '@/lib/usage/range'
import type { Result } from '@/lib/result'
import { ok } from '@/lib/result'
import { isUnstorable } from '@/lib/storable-text'
import { dimensions, metrics, type Dimension, type Metric } from '@/lib/usage/report'

/** The whole state of the usage page: it lives in the URL and nowhere else. */
export interface UsageParams {
  readonly preset: Preset
  /** Days `YYYY-MM-DD`, both included; only with the preset `custom`. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** Undefined: chosen by the length of the span. */
  readonly bucket: BucketSize | undefined
  readonly metric: Metric
  readonly group: Dimension
  readonly keys: readonly string[]
  readonly endpoints: readonly string[]
  readonly models: readonly string[]
}

export type RawParams = Record<string, string | string[] | undefined>

const MAX_CHOICES = 100
const MAX_CHOICE_LENGTH = 200

/** Reads a URL leniently: what it does not understand falls back to the default, so an old link still opens. */
export function parseUsageParams(raw: RawParams): UsageParams {
  const from = one(raw.from)
  const to = one(raw.to)
  const preset = from !== undefined && to !== undefined ? 'custom' : among(presets, one(raw.period))
  return {
    preset: preset === 'custom' && (from === undefined || to === undefined) ? 'month' : (preset ?? 'month'),
    from: preset === 'custom' ? from : undefined,
    to: preset === 'custom' ? to : undefined,
    bucket: among(bucketSizes, one(raw.per)),
    metric: among(metrics, one(raw.metric)) ?? 'spend',
    group: among(dimensions, one(raw.group)) ?? 'model',
    keys: many(raw.key),
    endpoints: many(raw.endpoint),
    models: many(raw.model),
  }
}

/** A query string in the shape in which Next hands it to a page. */
export function rawParams(query: URLSearchParams): RawParams {
  return Object.fromEntries([...new Set(query.keys())].map(name => [name, query.getAll(name)]))
}

/** Where the usage of a state is saved as CSV. */
export function usageExportHref(params: UsageParams): string {
  return usageHref(params).replace('/usage', '/usage/export')
}

/** Where the single requests of a state are saved as CSV. */
export function requestsExportHref(params: UsageParams): string {
  return usageHref(params).replace('/usage', '/usage/export/requests')
}

/** The URL of a state; defaults are left out, so equal states have equal URLs. */
export function usageHref(params: UsageParams): string {
  const query = new URLSearchParams()
  if (params.preset === 'custom' && params.from !== undefined && params.to !== undefined) {
    query.set('from', params.from)
    query.set('to', params.to)
  } else if (params.preset !== 'month' && params.preset !== 'custom') query.set('period', params.preset)
  if (params.bucket !== undefined) query.set('per', params.bucket)
  if (params.metric !== 'spend') query.set('metric', params.metric)
  if (params.group !== 'model') query.set('group', params.group)
  for (const key of params.keys) query.append('key', key)
  for (const endpoint of params.endpoints) query.append('endpoint', endpoint)
  for (const model of params.models) query.append('model', model)
  const text = query.toString()
  return text === '' ? '/usage' : `/usage?${text}`
}

/** The span the state asks for; an impossible custom span says what is wrong with it. */
export function resolveRange(params: UsageParams, now: Date): Result<UsageRange, 'invalid_range'> {
  if (params.preset !== 'custom') return ok(presetRange(params.preset, now, params.bucket))
  return customRange(params.from ?? '', params.to ?? '', params.bucket)
}

/** First and last day that a span shows, both included. */
export function daysOf(range: UsageRange): { from: string; to: string } {
  return { from: dayOf(range.from), to: dayOf(new Date(range.to.getTime() - 1)) }
}

export function isFiltered(params: UsageParams): boolean {
  return params.keys.length + params.endpoints.length + params.models.length > 0
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function many(value: string | string[] | undefined): string[] {
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value]
  const isChoice = (v: string) => v !== '' && v.length <= MAX_CHOICE_LENGTH && !isUnstorable(v)
  return [...new Set(values)].filter(isChoice).slice(0, MAX_CHOICES)
}

function among<T extends string>(offered: readonly T[], value: string | undefined): T | undefined {
  return offered.find(candidate => candidate === value)
}
