'use client'

import { useRouter } from 'next/navigation'
import type { MouseEvent, ReactNode } from 'react'
import { Tr } from '@/components/table'

/** A row whose whole width opens its request beside the list, which stays where it is. From the keyboard its link does it. */
export function RequestRow({
  href,
  selected,
  children,
}: {
  href: string
  selected: boolean
  children: ReactNode
}) {
  const router = useRouter()

  function open(event: MouseEvent<HTMLTableRowElement>) {
    const { target } = event
    if (!(target instanceof Element) || target.closest('a') || window.getSelection()?.type === 'Range') return
    if (event.metaKey || event.ctrlKey) window.open(href)
    else router.push(href, { scroll: false })
  }

  return (
    <Tr selected={selected} onClick={open} className="cursor-pointer hover:bg-hover">
      {children}
    </Tr>
  )
}
