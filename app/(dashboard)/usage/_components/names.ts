import type { Grouping } from '@/lib/usage/filter'
import { reasonInWords } from '@/lib/usage/rejection'
import { valueNames } from '@/app/(dashboard)/usage/metrics'

/** What the values of a grouping are called. */
export type NameOf = (group: Grouping | 'reason', value: string) => string

/** Names by id, for keys (deleted ones too) and models; everything else reads as it is, or in plain words. */
export function naming(keys: ReadonlyMap<string, string>, models: ReadonlyMap<string, string>): NameOf {
  return (group, value) => {
    switch (group) {
      case 'key':
        return keys.get(value) ?? value
      case 'model':
        return models.get(value) ?? value
      case 'endpoint':
        return value
      case 'kind':
      case 'status':
        return valueNames.get(value) ?? value
      case 'reason':
        return reasonInWords(value)
    }
  }
}
