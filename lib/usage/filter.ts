import { cutOf, type Cut, type CutDimension } from '@/lib/usage/cut'
import { eventEndpoints, type Endpoint, type EventOutcome } from '@/lib/usage/event'

/** What a request makes. Each endpoint makes one kind. */
export const usageKinds = ['text', 'image'] as const
export type UsageKind = (typeof usageKinds)[number]

const kinds: Record<Endpoint, UsageKind> = {
  '/chat/completions': 'text',
  '/generate/text': 'text',
  '/images/generations': 'image',
  '/jobs/images': 'image',
  '/generate/image': 'image',
}

export function kindOf(endpoint: Endpoint): UsageKind {
  return kinds[endpoint]
}

/** Narrows usage to some keys, endpoints, models, kinds and statuses; an empty list narrows nothing. */
export interface UsageFilter {
  readonly keyIds: readonly string[]
  readonly endpoints: readonly string[]
  readonly modelIds: readonly string[]
  readonly kinds: readonly UsageKind[]
  readonly statuses: readonly EventOutcome[]
}

export const noFilter: UsageFilter = { keyIds: [], endpoints: [], modelIds: [], kinds: [], statuses: [] }

/** What usage can be told apart by. */
export const groupings = ['key', 'endpoint', 'model', 'kind', 'status'] as const
export type Grouping = (typeof groupings)[number]

/** Which values of each column a filter lets through; null: any. Kinds are endpoints here. */
export interface Allowed {
  readonly keyIds: readonly string[] | null
  readonly endpoints: readonly string[] | null
  readonly modelIds: readonly string[] | null
  readonly statuses: readonly string[] | null
}

export function allowedBy({ keyIds, endpoints, modelIds, kinds: wanted, statuses }: UsageFilter): Allowed {
  const ofKinds =
    wanted.length === 0 ? null : eventEndpoints.filter(endpoint => wanted.includes(kinds[endpoint]))
  const chosen = anyIfEmpty(endpoints)
  return {
    keyIds: anyIfEmpty(keyIds),
    endpoints:
      ofKinds && chosen ? ofKinds.filter(endpoint => chosen.includes(endpoint)) : (ofKinds ?? chosen),
    modelIds: anyIfEmpty(modelIds),
    statuses: anyIfEmpty(statuses),
  }
}

/** The smallest cut that tells apart what is filtered and grouped by. */
export function cutFor({ keyIds, endpoints, modelIds }: Allowed, group: Grouping | null): Cut {
  const needed: CutDimension[] = []
  if (keyIds || group === 'key') needed.push('key')
  if (endpoints || group === 'endpoint' || group === 'kind') needed.push('endpoint')
  if (modelIds || group === 'model') needed.push('model')
  return cutOf(needed)
}

function anyIfEmpty(values: readonly string[]): readonly string[] | null {
  return values.length === 0 ? null : values
}
