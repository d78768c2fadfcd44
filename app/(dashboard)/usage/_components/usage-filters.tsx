'use client'

import { useRouter } from 'next/navigation'
import { useOptimistic, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { DateRangePicker } from '@/components/ui/date-range-picker'
import { FilterChip } from '@/components/ui/filter-chip'
import { MultiSelect } from '@/components/ui/multi-select'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import type { Grouping } from '@/lib/usage/filter'
import type { Preset } from '@/app/(dashboard)/usage/period'
import {
  isFiltered,
  unfiltered,
  usageHref,
  type UsageParams,
  type UsagePath,
} from '@/app/(dashboard)/usage/usage-href'
import { choiceOf, type FilterOptions } from './filter-choices'
import { ZoneSwitch } from './zone-switch'

const presetLabels: readonly { preset: Exclude<Preset, 'custom'>; label: string }[] = [
  { preset: '1h', label: '1 h' },
  { preset: '24h', label: '24 h' },
  { preset: '7d', label: '7 d' },
  { preset: '30d', label: '30 d' },
  { preset: '90d', label: '90 d' },
  { preset: 'month', label: 'Month to date' },
  { preset: 'last-month', label: 'Last month' },
]

const filters: readonly { group: Grouping; label: string }[] = [
  { group: 'key', label: 'Key' },
  { group: 'endpoint', label: 'Endpoint' },
  { group: 'model', label: 'Model' },
  { group: 'kind', label: 'Kind' },
  { group: 'status', label: 'Status' },
]

export interface UsageFiltersProps {
  params: UsageParams
  /** First and last day in sight, both included. */
  days: { from: string; to: string }
  today: string
  options: FilterOptions
  /** The span in words, where it is no whole days: a bar or a part of the chart that was zoomed into. */
  zoomed?: string | undefined
  /** The page whose filters they are. */
  path?: UsagePath
}

/** Period and filters. Every choice is a new URL; the page is drawn anew from it. */
export function UsageFilters(props: UsageFiltersProps) {
  const { params: current, days, today, options, zoomed, path = '/usage' } = props
  const router = useRouter()
  const [pending, start] = useTransition()
  // A choice shows at once, while the page for it is on its way.
  const [params, setParams] = useOptimistic(current)
  const go = (change: Partial<UsageParams>) =>
    start(() => {
      const next = { ...params, ...change }
      setParams(next)
      router.push(usageHref(next, path), { scroll: false })
    })
  const choose = (group: Grouping, value: readonly string[]) =>
    go({ [choiceOf[group]]: value, only: undefined })

  return (
    <div className="mb-4 grid grid-cols-[minmax(0,1fr)] gap-2" aria-busy={pending}>
      <Row>
        <SegmentedLinks
          label="Period"
          options={presetLabels.map(({ preset, label }) => ({
            label,
            active: params.preset === preset,
            href: usageHref({ ...params, preset, from: undefined, to: undefined, bucket: undefined }, path),
          }))}
        />
        <DateRangePicker
          value={days}
          max={today}
          zone={params.zone}
          onChange={({ from, to }) => go({ preset: 'custom', from, to, bucket: undefined })}
        />
        <ZoneSwitch params={params} path={path} />
      </Row>
      <Row>
        {filters.map(({ group, label }) => (
          <MultiSelect
            key={group}
            label={label}
            options={options[group]}
            value={params[choiceOf[group]]}
            onChange={value => choose(group, value)}
          />
        ))}
      </Row>
      {isFiltered(params) || zoomed ? (
        <div className="flex flex-wrap items-center gap-1.5">
          {zoomed ? (
            <FilterChip
              removeLabel={`Show whole days instead of ${zoomed}`}
              onRemove={() => go({ preset: 'custom', ...days, bucket: undefined })}
            >
              {zoomed}
            </FilterChip>
          ) : null}
          {filters.flatMap(({ group }) => {
            const chosen: readonly string[] = params[choiceOf[group]]
            return chosen.map(value => {
              const label = options[group].find(one => one.value === value)?.label ?? value
              return (
                <FilterChip
                  key={`${group} ${value}`}
                  removeLabel={`Remove ${label}`}
                  onRemove={() =>
                    choose(
                      group,
                      chosen.filter(other => other !== value),
                    )
                  }
                >
                  {label}
                </FilterChip>
              )
            })
          })}
          {isFiltered(params) ? (
            <Button variant="ghost" size="sm" onClick={() => go(unfiltered(params))}>
              Clear filters
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

/** On a phone it scrolls sideways, to the very edges of the screen. */
function Row({ children }: { children: React.ReactNode }) {
  return (
    <div className="-mx-4 flex items-center gap-2 overflow-x-auto px-4 py-0.5 md:mx-0 md:flex-wrap md:overflow-visible md:px-0">
      {children}
    </div>
  )
}
