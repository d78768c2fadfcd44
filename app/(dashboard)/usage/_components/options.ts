import type { MultiSelectOption } from '@/components/ui/multi-select'
import { formatCountShort } from '@/lib/format'
import type { UsageFacet } from '@/lib/usage/queries'
import type { Dimension } from '@/lib/usage/report'
import type { UsageParams } from '@/app/(dashboard)/usage/search-params'
import { groupOf, rankOf } from './chart-data'

/** What each filter offers: everything used in the span, most spent first, and whatever is already chosen. */
export function toOptions(
  facets: readonly UsageFacet[],
  params: UsageParams,
  keyNames: ReadonlyMap<string, string>,
  modelNames: ReadonlyMap<string, string>,
): Record<'keys' | 'endpoints' | 'models', MultiSelectOption[]> {
  return {
    keys: options('key', params.keys, id => keyNames.get(id) ?? id),
    endpoints: options('endpoint', params.endpoints, endpoint => endpoint),
    models: options('model', params.models, id => modelNames.get(id) ?? id),
  }

  function options(dimension: Dimension, chosen: readonly string[], label: (value: string) => string) {
    const requests = new Map<string, number>()
    for (const facet of facets) {
      const group = groupOf(facet, dimension)
      requests.set(group, (requests.get(group) ?? 0) + facet.requests)
    }
    const unused = chosen.filter(value => !requests.has(value))
    return [...rankOf(facets, dimension), ...unused].map(value => ({
      value,
      label: label(value),
      count: formatCountShort(requests.get(value) ?? 0),
    }))
  }
}
