'use client'

import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { keysHref, type KeysParams } from '@/app/(dashboard)/keys/search-params'
import { Input } from '@/components/ui/input'
import { Spinner } from '@/components/ui/spinner'

/** Finds keys by name or by what is shown of them; the URL follows while one types, and leads when one is elsewhere. */
export function KeySearch({ params }: { params: KeysParams }) {
  const { search } = params
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [pending, start] = useTransition()

  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = search
  }, [search])
  useEffect(() => () => clearTimeout(timer.current), [])

  function follow(text: string) {
    clearTimeout(timer.current)
    const href = keysHref({ ...params, search: text.trim(), page: 1 })
    timer.current = setTimeout(() => start(() => router.replace(href, { scroll: false })), 250)
  }

  return (
    <form role="search" action="/keys">
      <Input
        ref={input}
        type="search"
        name="q"
        size="sm"
        aria-label="Find by name or prefix"
        placeholder="Find by name or prefix"
        defaultValue={search}
        onChange={event => follow(event.target.value)}
        before={<Search className="size-3.5 text-3" strokeWidth={1.75} aria-hidden="true" />}
        after={pending ? <Spinner /> : null}
        boxClassName="max-w-[264px]"
      />
    </form>
  )
}
