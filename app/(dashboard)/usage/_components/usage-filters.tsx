'use client'

import { useRouter } from 'next/navigation'
import { useOptimistic, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { DateRangePicker } from '@/components/ui/date-range-picker'
import { FilterChip } from '@/components/ui/filter-chip'
import { MultiSelect, type MultiSelectOption } from '@/components/ui/multi-select'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import type { Preset } from '@/lib/usage/range'
import { isFiltered, usageHref, type UsageParams } from '@/app/(dashboard)/usage/search-params'

const presetLabels: readonly { preset: Exclude<Preset, 'custom'>; label: string }[] = [
  { preset: '24h', label: '24 h' },
  { preset: '7d', label: '7 d' },
  { preset: '30d', label: '30 d' },
  { preset: 'month', label: 'Month to date' },
  { preset: 'last-month', label: 'Last month' },
]

type Choice = 'keys' | 'endpoints' | 'models'
const choices: readonly { choice: Choice; label: string }[] = [
  { choice: 'keys', label: 'Key' },
  { choice: 'endpoints', label: 'Endpoint' },
  { choice: 'models', label: 'Model' },
]

export interface UsageFiltersProps {
  params: UsageParams
  /** First and last day in sight, both included. */
  days: { from: string; to: string }
  today: string
  options: Record<Choice, readonly MultiSelectOption[]>
}

/** Period and filters. Every choice is a new URL; the page is drawn anew from it. */
export function UsageFilters({ params: current, days, today, options }: UsageFiltersProps) {
  const router = useRouter()
  const [pending, start] = useTransition()
  // A choice shows at once, while the page for it is on its way.
  const [params, setParams] = useOptimistic(current)
  const go = (change: Partial<UsageParams>) =>
    start(() => {
      const next = { ...params, ...change }
      setParams(next)
      router.push(usageHref(next), { scroll: false })
    })

  return (
    <div className="mb-4 grid gap-2" aria-busy={pending}>
      <div className="-mx-4 flex items-center gap-2 overflow-x-auto px-4 py-0.5 md:mx-0 md:flex-wrap md:overflow-visible md:px-0">
        <SegmentedLinks
          label="Period"
          options={presetLabels.map(({ preset, label }) => ({
            label,
            active: params.preset === preset,
            href: usageHref({ ...params, preset, from: undefined, to: undefined, bucket: undefined }),
          }))}
        />
        <DateRangePicker
          value={days}
          max={today}
          onChange={({ from, to }) => go({ preset: 'custom', from, to, bucket: undefined })}
        />
        <span aria-hidden="true" className="mx-0.5 hidden h-5 w-px shrink-0 bg-line-strong md:block" />
        {choices.map(({ choice, label }) => (
          <MultiSelect
            key={choice}
            label={label}
            options={options[choice]}
            value={params[choice]}
            onChange={value => go({ [choice]: value })}
          />
        ))}
      </div>
      {isFiltered(params) ? (
        <div className="flex flex-wrap items-center gap-1.5">
          {choices.flatMap(({ choice }) =>
            params[choice].map(value => {
              const option = options[choice].find(one => one.value === value)
              const label = option?.label ?? value
              return (
                <FilterChip
                  key={`${choice} ${value}`}
                  color={option?.color}
                  removeLabel={`Remove ${label}`}
                  onRemove={() => go({ [choice]: params[choice].filter(other => other !== value) })}
                >
                  {label}
                </FilterChip>
              )
            }),
          )}
          <Button variant="ghost" size="sm" onClick={() => go({ keys: [], endpoints: [], models: [] })}>
            Clear filters
          </Button>
        </div>
      ) : null}
    </div>
  )
}
