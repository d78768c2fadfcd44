'use client'

import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { hrefOf } from '@/app/(operator)/operator/search-params'
import { Input } from '@/components/ui/input'
import { Spinner } from '@/components/ui/spinner'

export interface SearchBoxProps {
  path: string
  /** What else the address holds; it stays. */
  params: Readonly<Record<string, string>>
  value: string
  label: string
}

/** A search that the address follows while one types, and that follows the address while one is elsewhere. */
export function SearchBox({ path, params, value, label }: SearchBoxProps) {
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [pending, start] = useTransition()

  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])

  function follow(text: string) {
    clearTimeout(timer.current)
    const href = hrefOf(path, { ...params, q: text.trim() })
    timer.current = setTimeout(() => start(() => router.replace(href, { scroll: false })), 300)
  }

  return (
    <form role="search" action={path} className="min-w-0 max-sm:w-full sm:max-w-[320px] sm:flex-1">
      {Object.entries(params).map(([name, kept]) =>
        kept === '' ? null : <input key={name} type="hidden" name={name} value={kept} />,
      )}
      <Input
        ref={input}
        type="search"
        name="q"
        size="sm"
        aria-label={label}
        placeholder={label}
        defaultValue={value}
        onChange={event => follow(event.target.value)}
        before={<Search className="size-3.5 text-3" strokeWidth={1.75} aria-hidden="true" />}
        after={pending ? <Spinner /> : null}
      />
    </form>
  )
}
