import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

export interface EmptyStateProps {
  icon?: ReactNode
  title: string
  /** What will stand here, or which filters exclude everything. */
  children?: ReactNode
  /** The one step to get there. */
  actions?: ReactNode
  as?: 'h1' | 'h2' | 'h3'
  className?: string
}

/** Nothing here yet, or nothing that matches: says which, and offers the one step on. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  as: Heading = 'h3',
  className,
}: EmptyStateProps) {
  return (
    <div className={cn('grid place-items-center px-6 py-14 text-center', className)}>
      {icon ? <span className="mb-2.5 text-3 [&_svg]:size-4">{icon}</span> : null}
      <Heading className="text-13 font-medium">{title}</Heading>
      {children ? <div className="mt-1 max-w-[440px] text-13 text-2">{children}</div> : null}
      {actions ? (
        <div className="mt-3.5 flex flex-wrap items-center justify-center gap-2">{actions}</div>
      ) : null}
    </div>
  )
}
