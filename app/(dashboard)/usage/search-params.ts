import { isUnstorable } from '@/lib/storable-text'
import { eventOutcomes } from '@/lib/usage/event'
import { groupings, usageKinds } from '@/lib/usage/filter'
import { gridBuckets } from '@/lib/usage/time-grid'
import { isTimeZone } from '@/lib/usage/zone'
import { metrics } from './metrics'
import { presets } from './period'
import type { UsageParams } from './usage-href'

export type RawParams = Record<string, string | string[] | undefined>

const MAX_CHOICES = 100
const MAX_CHOICE_LENGTH = 200

/** Reads a URL leniently: what it does not understand falls back to the default, so an old link still opens. */
export function parseUsageParams(raw: RawParams): UsageParams {
  const from = one(raw.from)
  const to = one(raw.to)
  const custom = from !== undefined && to !== undefined
  const preset = among(presets, one(raw.period)) ?? 'month'
  const zone = one(raw.zone)
  return {
    preset: custom ? 'custom' : preset === 'custom' ? 'month' : preset,
    from: custom ? from : undefined,
    to: custom ? to : undefined,
    zone: zone !== undefined && isTimeZone(zone) ? zone : 'UTC',
    bucket: among(gridBuckets, one(raw.per)),
    metric: among(metrics, one(raw.metric)) ?? 'spend',
    percentile: one(raw.p) === '50' ? 50 : 95,
    group: among(groupings, one(raw.group)) ?? 'model',
    compare: one(raw.compare) === '1',
    keys: many(raw.key),
    endpoints: many(raw.endpoint),
    models: many(raw.model),
    kinds: manyAmong(usageKinds, raw.kind),
    statuses: manyAmong(eventOutcomes, raw.status),
    only: many(raw.only)[0],
    sort: /^-?[a-z]{1,20}$/.test(one(raw.sort) ?? '') ? one(raw.sort) : undefined,
    view: one(raw.view) === 'table' ? 'table' : 'chart',
  }
}

/** A query string in the shape in which Next hands it to a page. */
export function rawParams(query: URLSearchParams): RawParams {
  return Object.fromEntries([...new Set(query.keys())].map(name => [name, query.getAll(name)]))
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function many(value: string | string[] | undefined): string[] {
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value]
  const isChoice = (v: string) => v !== '' && v.length <= MAX_CHOICE_LENGTH && !isUnstorable(v)
  return [...new Set(values)].filter(isChoice).slice(0, MAX_CHOICES)
}

function manyAmong<T extends string>(offered: readonly T[], value: string | string[] | undefined): T[] {
  const chosen = many(value)
  return offered.filter(candidate => chosen.includes(candidate))
}

function among<T extends string>(offered: readonly T[], value: string | undefined): T | undefined {
  return offered.find(candidate => candidate === value)
}
