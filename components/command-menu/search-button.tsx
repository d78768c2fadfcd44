'use client'

import { Search } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { Key, useOpenCommandMenu } from './command-menu'

/** Opens the command menu: a field in the side bar, an icon where there is no room. */
export function SearchButton({ compact = false }: { compact?: boolean }) {
  const open = useOpenCommandMenu()
  if (compact)
    return (
      <IconButton label="Search or jump to" onClick={open}>
        <Search aria-hidden="true" />
      </IconButton>
    )
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Meta+K Control+K"
      className="mb-3 flex h-8 w-full items-center gap-2.5 rounded-ctl border border-line-control bg-card px-2 text-13 text-2 transition-colors hover:text-ink"
    >
      <Search className="size-4 shrink-0 text-3" strokeWidth={1.75} aria-hidden="true" />
      <span className="truncate">Search or jump to</span>
      <Key className="ml-auto">⌘K</Key>
    </button>
  )
}
