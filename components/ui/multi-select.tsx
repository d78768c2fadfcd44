'use client'

import { ChevronDown, Search } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from './button'
import { Checkbox } from './checkbox'
import { filterStyle } from './filter-style'
import { Popover } from './popover'
import { Swatch } from './swatch'

export interface MultiSelectOption {
  value: string
  label: string
  /** How much there is of it in the period, already formatted. */
  count?: string
  color?: string
}

export interface MultiSelectProps {
  /** What is chosen from, one word: "Key". */
  label: string
  options: readonly MultiSelectOption[]
  /** Empty means all. */
  value: readonly string[]
  onChange: (value: string[]) => void
  /** Only this many are drawn at once; the search reaches the rest. */
  limit?: number
}

/** A filter: a button that says what is chosen, and a list with search and counts. */
export function MultiSelect({ label, options, value, onChange, limit = 100 }: MultiSelectProps) {
  const [open, setOpen] = useState(false)
  const first = options.find(option => option.value === value[0])
  const said =
    value.length === 0 ? 'All' : value.length === 1 ? (first?.label ?? value[0]) : `${value.length} chosen`
  return (
    <Popover
      label={`Filter by ${label.toLowerCase()}`}
      open={open}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <button type="button" className={filterStyle(value.length === 0 ? 'all' : 'set')}>
          <span className="text-2">{label}</span>
          <span className={value.length === 0 ? 'max-w-48 truncate' : 'max-w-48 truncate font-medium'}>
            {said}
          </span>
          <ChevronDown className="size-3 text-3" aria-hidden="true" />
        </button>
      }
    >
      <OptionList label={label} options={options} value={value} onChange={onChange} limit={limit} />
    </Popover>
  )
}

function OptionList({ label, options, value, onChange, limit }: MultiSelectProps & { limit: number }) {
  const id = useId()
  const [search, setSearch] = useState('')
  const needle = search.trim().toLowerCase()
  const found = needle
    ? options.filter(
        option => option.label.toLowerCase().includes(needle) || option.value.toLowerCase().includes(needle),
      )
    : options
  const chosen = new Set(value)
  const shown = found.slice(0, limit)

  function toggle(one: string) {
    onChange(chosen.has(one) ? value.filter(other => other !== one) : [...value, one])
  }

  return (
    <>
      <div className="sticky top-0 flex items-center gap-2 border-b border-line bg-float px-3">
        <Search className="size-3.5 shrink-0 text-3" aria-hidden="true" />
        <input
          type="search"
          value={search}
          onChange={event => setSearch(event.target.value)}
          placeholder={`Find a ${label.toLowerCase()}`}
          aria-label={`Find a ${label.toLowerCase()}`}
          aria-controls={id}
          className="h-9 w-full bg-transparent text-13 outline-none"
        />
      </div>
      <ul id={id} aria-label={label} className="max-h-72 overflow-y-auto p-1">
        {shown.map(option => (
          <li key={option.value}>
            <label className="flex min-h-8 items-center gap-2.5 rounded-sm px-2 text-13 hover:bg-hover">
              <Checkbox checked={chosen.has(option.value)} onCheckedChange={() => toggle(option.value)} />
              {option.color ? <Swatch color={option.color} /> : null}
              <span className="min-w-0 flex-1 truncate">{option.label}</span>
              {option.count ? <span className="text-12 text-3 tnum">{option.count}</span> : null}
            </label>
          </li>
        ))}
        {found.length === 0 ? (
          <li className="px-2 py-3 text-2">Nothing is called “{search.trim()}”.</li>
        ) : null}
        {found.length > limit ? (
          <li className="px-2 py-2 text-12 text-3">{found.length - limit} more: type to find them.</li>
        ) : null}
      </ul>
      {value.length > 0 ? (
        <div className="sticky bottom-0 border-t border-line bg-float p-1.5">
          <Button variant="ghost" size="sm" className="w-full" onClick={() => onChange([])}>
            Show all
          </Button>
        </div>
      ) : null}
    </>
  )
}
