import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import { cn } from '@/components/ui/cn'

export interface SortLinkProps {
  href: string
  /** How the table is sorted by this column now, if it is. */
  sort?: 'ascending' | 'descending'
  numeric?: boolean
  children: string
}

/** A column's head that sorts; give the `Th` around it the same `sort`. */
export function SortLink({ href, sort, numeric = false, children }: SortLinkProps) {
  const Icon = sort === 'descending' ? ArrowDown : ArrowUp
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      replace
      className={cn(
        'group/sort inline-flex items-center gap-1 rounded-xs hover:text-ink',
        sort && 'text-ink',
        numeric && 'flex-row-reverse',
      )}
    >
      {children}
      <Icon
        aria-hidden="true"
        className={cn(
          'size-3',
          !sort && 'opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60',
        )}
      />
    </Link>
  )
}
