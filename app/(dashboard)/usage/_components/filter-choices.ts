import type { MultiSelectOption } from '@/components/ui/multi-select'
import { formatCountShort } from '@/lib/format'
import type { Grouping } from '@/lib/usage/filter'
import type { UsageParams } from '@/app/(dashboard)/usage/usage-href'
import type { NameOf } from './names'

/** The parts of the state that narrow usage, by what they narrow. */
export const choiceOf = {
  key: 'keys',
  endpoint: 'endpoints',
  model: 'models',
  kind: 'kinds',
  status: 'statuses',
} as const satisfies Record<Grouping, keyof UsageParams>
export type Choice = (typeof choiceOf)[Grouping]

/** The state narrowed to one value of a grouping. */
export function narrowedToValue(params: UsageParams, group: Grouping, value: string): UsageParams {
  return { ...params, [choiceOf[group]]: [value], only: undefined }
}

export type FilterOptions = Readonly<Record<Grouping, readonly MultiSelectOption[]>>

/** What each filter offers: everything used in the span, most requests first, and whatever is already chosen. */
export function toFilterOptions(
  options: Readonly<Record<Grouping, readonly { value: string; requests: number }[]>>,
  params: UsageParams,
  nameOf: NameOf,
): FilterOptions {
  return {
    key: of('key'),
    endpoint: of('endpoint'),
    model: of('model'),
    kind: of('kind'),
    status: of('status'),
  }

  function of(group: Grouping): MultiSelectOption[] {
    const used = options[group].toSorted((a, b) => b.requests - a.requests || (a.value < b.value ? -1 : 1))
    const seen = new Set(used.map(({ value }) => value))
    const chosen: readonly string[] = params[choiceOf[group]]
    const unused = chosen.filter(value => !seen.has(value)).map(value => ({ value, requests: 0 }))
    return [...used, ...unused].map(({ value, requests }) => ({
      value,
      label: nameOf(group, value),
      count: formatCountShort(requests),
    }))
  }
}
