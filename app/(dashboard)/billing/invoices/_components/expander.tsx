import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

export interface ExpanderProps {
  /** Where the page is with this opened, or, where it is open, closed. */
  href: string
  open: boolean
  /** How deep it stands: 0 is a line. */
  level: 0 | 1 | 2
  /** What a phone has no column for. */
  note?: string
  children: ReactNode
}

/** How far the first cell of a row is set in, by its level. */
export const indents = {
  0: 'pl-3!',
  1: 'pl-5! md:pl-8!',
  2: 'pl-7! md:pl-13!',
  3: 'pl-9! md:pl-13!',
} as const

/** The first cell of a row that opens: a link, so that what is open can be shared and gone back from. */
export function Expander({ href, open, level, note, children }: ExpanderProps) {
  return (
    <th scope="row" className={cn('h-9 py-1.5 pr-2 text-left font-normal', indents[level])}>
      <Link
        href={href}
        scroll={false}
        prefetch={false}
        aria-expanded={open}
        className="group/open flex min-w-0 items-start gap-1.5 rounded-xs"
      >
        <ChevronRight
          aria-hidden="true"
          strokeWidth={1.75}
          className={cn(
            'mt-[3px] size-3.5 shrink-0 text-3 transition-transform group-hover/open:text-ink',
            open && 'rotate-90',
          )}
        />
        <span className="min-w-0">
          {children}
          {note ? <span className="block text-12 text-2 md:hidden">{note}</span> : null}
        </span>
      </Link>
    </th>
  )
}
