import Link from 'next/link'
import type { ReactNode } from 'react'
import { Td, Tr } from '@/components/table'
import { cn } from '@/components/ui/cn'
import { indents } from './expander'

export interface MoreRowProps {
  href: string
  level: 1 | 3
  children: ReactNode
}

/** A link to further rows of an open part. */
export function MoreRow({ href, level, children }: MoreRowProps) {
  return (
    <Tr className="bg-inset!">
      <Td colSpan={5} className={cn('text-12', indents[level])}>
        <Link href={href} scroll={false} prefetch={false} className="link ml-5">
          {children}
        </Link>
      </Td>
    </Tr>
  )
}
