'use client'

import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useOptimistic, useRef, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Spinner } from '@/components/ui/spinner'
import { invoicesHref, type InvoicesParams } from '@/app/(dashboard)/billing/(tabs)/invoices/search-params'
import { isNarrowed, noFilter, statusChoices, type StatusChoice } from '@/lib/invoices/list/filter'
import { statusWords } from './state-words'

const TYPING_PAUSE_MS = 250

export interface InvoiceFiltersProps {
  params: InvoicesParams
  /** Years there are invoices of, latest first. */
  years: readonly number[]
}

/** Search, year and status. Every choice is a new URL; the list is drawn anew from it. */
export function InvoiceFilters({ params: current, years }: InvoiceFiltersProps) {
  const router = useRouter()
  const [pending, start] = useTransition()
  const [params, setParams] = useOptimistic(current)
  const go = (change: Partial<InvoicesParams>, how: 'push' | 'replace' = 'push') =>
    start(() => {
      const next = { ...params, ...change, before: null }
      setParams(next)
      router[how](invoicesHref(next), { scroll: false })
    })
  const choices: { value: StatusChoice | 'all'; label: string }[] = [
    { value: 'all', label: 'Any status' },
    ...(Object.keys(statusChoices) as StatusChoice[]).map(value => ({ value, label: statusWords[value] })),
  ]
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2" aria-busy={pending}>
      <InvoiceSearch
        search={current.search}
        pending={pending}
        onSearch={search => go({ search }, 'replace')}
      />
      <Select
        aria-label="Year"
        size="sm"
        className="w-32"
        value={params.year === null ? 'all' : String(params.year)}
        onValueChange={value => go({ year: value === 'all' ? null : Number(value) })}
        options={[
          { value: 'all', label: 'Any year' },
          ...years.map(year => ({ value: String(year), label: String(year) })),
        ]}
      />
      <Select
        aria-label="Status"
        size="sm"
        className="w-36"
        value={params.status ?? 'all'}
        onValueChange={value => go({ status: value === 'all' ? null : value })}
        options={choices}
      />
      {isNarrowed(params) ? (
        <Button variant="ghost" size="sm" onClick={() => go(noFilter)}>
          Clear filters
        </Button>
      ) : null}
    </div>
  )
}

interface InvoiceSearchProps {
  search: string
  pending: boolean
  onSearch: (search: string) => void
}

/** The URL follows while one types, and leads when one is elsewhere. */
function InvoiceSearch({ search, pending, onSearch }: InvoiceSearchProps) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = search
  }, [search])
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <form role="search" action="/billing/invoices" className="w-full md:w-64">
      <Input
        ref={input}
        type="search"
        name="q"
        size="sm"
        aria-label="Find by number or amount"
        placeholder="Find by number or amount"
        defaultValue={search}
        onChange={event => {
          const text = event.target.value.trim()
          clearTimeout(timer.current)
          timer.current = setTimeout(() => onSearch(text), TYPING_PAUSE_MS)
        }}
        before={<Search className="size-3.5 text-3" strokeWidth={1.75} aria-hidden="true" />}
        after={pending ? <Spinner /> : null}
      />
    </form>
  )
}
