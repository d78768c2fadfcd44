'use client'

import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { MultiSelect, type MultiSelectOption } from '@/components/ui/multi-select'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { isNarrowed, modelsHref, type ModelParams } from './model-params'

export interface ModelFiltersProps {
  base: string
  params: ModelParams
  families: readonly MultiSelectOption[]
}

/** Search and filters of the models. Each choice is a new URL; the list is drawn anew from it. */
export function ModelFilters({ base, params, families }: ModelFiltersProps) {
  const router = useRouter()
  const [pending, start] = useTransition()
  const go = (change: Partial<ModelParams>) =>
    start(() => router.replace(modelsHref(base, { ...params, ...change }), { scroll: false }))
  const href = (change: Partial<ModelParams>) => modelsHref(base, { ...params, ...change })
  return (
    <div role="search" aria-busy={pending} className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox value={params.q} onSearch={q => go({ q })} />
      <SegmentedLinks
        label="Kind"
        options={[
          { label: 'All', href: href({ kind: null }), active: params.kind === null },
          { label: 'Text', href: href({ kind: 'text' }), active: params.kind === 'text' },
          { label: 'Image', href: href({ kind: 'image' }), active: params.kind === 'image' },
        ]}
      />
      <SegmentedLinks
        label="Tier"
        options={[
          { label: 'Any tier', href: href({ tier: null }), active: params.tier === null },
          { label: 'Standard', href: href({ tier: 'standard' }), active: params.tier === 'standard' },
          { label: 'Premium', href: href({ tier: 'premium' }), active: params.tier === 'premium' },
        ]}
      />
      <MultiSelect
        label="Family"
        options={families}
        value={params.families}
        onChange={value => go({ families: value })}
      />
      {isNarrowed(params) ? (
        <Button variant="ghost" onClick={() => go({ q: '', kind: null, tier: null, families: [] })}>
          Clear filters
        </Button>
      ) : null}
    </div>
  )
}

const settleMs = 200

/** Searches a moment after the last key; follows the URL when that changes from elsewhere, as with the back button. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const [sent, setSent] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  if (value !== known) {
    setKnown(value)
    if (value !== sent) setText(value)
  }
  function search(next: string) {
    clearTimeout(timer.current)
    setSent(next.trim())
    onSearch(next.trim())
  }
  function change(next: string) {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => search(next), settleMs)
  }
  return (
    <Input
      size="sm"
      type="search"
      aria-label="Find a model"
      placeholder="Find by name or maker"
      value={text}
      onChange={event => change(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'Enter') search(text)
      }}
      before={<Search className="size-3.5 shrink-0 text-3" aria-hidden="true" />}
      boxClassName="w-full sm:w-64"
    />
  )
}
