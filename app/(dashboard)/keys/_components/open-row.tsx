'use client'

import { useRouter } from 'next/navigation'
import type { ComponentProps, MouseEvent } from 'react'
import { Tr } from '@/components/table'
import { cn } from '@/components/ui/cn'

/** A row whose whole width opens what its first link leads to. From the keyboard that link does it. */
export function OpenRow({ href, className, ...props }: ComponentProps<typeof Tr> & { href: string }) {
  const router = useRouter()

  function open(event: MouseEvent<HTMLTableRowElement>) {
    const { target, currentTarget } = event
    // A menu opened in the row is drawn elsewhere, yet its clicks bubble through here.
    if (!(target instanceof Element) || !currentTarget.contains(target)) return
    if (target.closest('a, button') || window.getSelection()?.type === 'Range') return
    if (event.metaKey || event.ctrlKey) window.open(href)
    else router.push(href)
  }

  return <Tr {...props} onClick={open} className={cn('cursor-pointer hover:bg-hover', className)} />
}
