'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Sheet } from '@/components/ui/sheet'

export interface RequestSheetProps {
  /** The list without an open request. */
  closeHref: string
  /** Its row in the list, which gets the focus back. */
  rowId: string
  /** The requests of the list, from the top: J leads down, K up. */
  hrefs: readonly string[]
  /** Where in the list it stands; -1: not in it. */
  place: number
  children: ReactNode
}

const steps: Readonly<Record<string, number | undefined>> = { j: 1, k: -1 }

/** A request beside the list. It has its own URL, so it can be shared and gone back from. */
export function RequestSheet({ closeHref, rowId, hrefs, place, children }: RequestSheetProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const row = useRef(rowId)

  // Ahead of what is shown while a key's request is on its way: a second key goes on from there.
  const wanted = useRef(place)

  useEffect(() => {
    row.current = rowId
    wanted.current = place
  }, [rowId, place])

  // Once the sheet is gone: while it is there it keeps the focus.
  useEffect(() => {
    const id = row
    return () => void setTimeout(() => document.getElementById(id.current)?.focus({ preventScroll: true }))
  }, [])

  useEffect(() => {
    function move(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || event.target instanceof HTMLInputElement) return
      const step = steps[event.key.toLowerCase()]
      const href = step && hrefs[wanted.current + step]
      if (!href) return
      wanted.current += step
      router.replace(href, { scroll: false })
    }
    document.addEventListener('keydown', move)
    return () => document.removeEventListener('keydown', move)
  }, [router, hrefs])

  function close() {
    setOpen(false)
    router.push(closeHref, { scroll: false })
  }

  return (
    <Sheet
      open={open}
      onOpenChange={wanted => {
        if (!wanted) close()
      }}
      title="Request"
      className="w-full md:w-[396px]"
    >
      {children}
    </Sheet>
  )
}
