'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Sheet } from '@/components/ui/sheet'

export interface RequestSheetProps {
  /** The list without an open request. */
  closeHref: string
  /** Its row in the list, which gets the focus back. */
  rowId: string
  /** The requests beside it in the list: J leads down, K up. */
  olderHref: string | undefined
  newerHref: string | undefined
  children: ReactNode
}

/** A request beside the list. It has its own URL, so it can be shared and gone back from. */
export function RequestSheet({ closeHref, rowId, olderHref, newerHref, children }: RequestSheetProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const row = useRef(rowId)

  useEffect(() => {
    row.current = rowId
  }, [rowId])

  // Once the sheet is gone: while it is there it keeps the focus.
  useEffect(() => {
    const id = row
    return () => void setTimeout(() => document.getElementById(id.current)?.focus({ preventScroll: true }))
  }, [])

  useEffect(() => {
    function move(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || event.target instanceof HTMLInputElement) return
      const key = event.key.toLowerCase()
      const href = key === 'j' ? olderHref : key === 'k' ? newerHref : undefined
      if (href !== undefined) router.replace(href, { scroll: false })
    }
    document.addEventListener('keydown', move)
    return () => document.removeEventListener('keydown', move)
  }, [router, olderHref, newerHref])

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
