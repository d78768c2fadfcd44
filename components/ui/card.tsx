import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return <section {...props} className={cn('min-w-0 rounded-card border border-line bg-card', className)} />
}

export interface CardHeaderProps {
  title: ReactNode
  /** Stands right beside the title, lighter; gone on a phone. */
  note?: ReactNode
  /** At the right end. */
  actions?: ReactNode
  as?: 'h2' | 'h3'
  id?: string
}

export function CardHeader({ title, note, actions, as: Heading = 'h2', id }: CardHeaderProps) {
  return (
    <header className="flex min-h-11 items-center gap-2 border-b border-line px-4">
      <Heading id={id} className="text-14 font-medium whitespace-nowrap">
        {title}
      </Heading>
      {note ? <span className="hidden min-w-0 truncate text-13 text-2 md:block">{note}</span> : null}
      {actions ? (
        <div className="ml-auto flex min-w-0 items-center gap-2 text-13 text-2">{actions}</div>
      ) : null}
    </header>
  )
}

export function CardBody({ className, ...props }: ComponentProps<'div'>) {
  return <div {...props} className={cn('p-4', className)} />
}

export function CardFooter({ className, ...props }: ComponentProps<'footer'>) {
  return (
    <footer
      {...props}
      className={cn(
        'flex min-h-11 items-center gap-2 border-t border-line px-4 py-2 text-13 text-2',
        className,
      )}
    />
  )
}
