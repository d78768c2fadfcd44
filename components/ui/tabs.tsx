'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from './cn'

export interface TabLink {
  href: string
  label: string
  /** Active on this path alone, not on the paths below it. */
  exact?: boolean
}

/** The parts of a section, each a page of its own. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const path = usePathname()
  const isOn = (tab: TabLink) => path === tab.href || (!tab.exact && path.startsWith(`${tab.href}/`))
  return (
    <nav aria-label={label} className="-mt-1 mb-5 flex gap-5 overflow-x-auto border-b border-line">
      {tabs.map(tab => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={isOn(tab) ? 'page' : undefined}
          className={cn(
            'flex h-9 shrink-0 items-center border-b-2 text-13 whitespace-nowrap transition-colors focus-visible:-outline-offset-2',
            isOn(tab) ? 'border-ink font-medium text-ink' : 'border-transparent text-2 hover:text-ink',
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
