'use client'

import { CircleAlert, RefreshCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTransition, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'

export interface ErrorStateProps {
  /** What could not be done: "This chart could not be loaded". */
  title: string
  /** What is not affected, and what to do. */
  children?: ReactNode
  /** Where support finds it in the logs. */
  reference?: string
  /** Defaults to asking the server for this page again. */
  onRetry?: () => void
  as?: 'h1' | 'h2' | 'h3'
  className?: string
}

/** A part that failed, told in its own place, with one way to try again; the rest of the page stays. */
export function ErrorState({
  title,
  children,
  reference,
  onRetry,
  as: Heading = 'h3',
  className,
}: ErrorStateProps) {
  const router = useRouter()
  const [pending, start] = useTransition()
  const retry = () =>
    start(() => {
      router.refresh()
      onRetry?.()
    })
  return (
    <div role="alert" className={cn('grid place-items-center px-6 py-14 text-center', className)}>
      <CircleAlert className="size-4 text-dan" strokeWidth={1.75} aria-hidden="true" />
      <Heading className="mt-2.5 text-13 font-medium">{title}</Heading>
      {children ? <div className="mt-1 max-w-[440px] text-13 text-2">{children}</div> : null}
      <div className="mt-3.5 flex items-center justify-center gap-2.5">
        <Button onClick={retry} pending={pending}>
          <RefreshCw aria-hidden="true" />
          Try again
        </Button>
        {reference ? <span className="font-mono text-12 text-3">{reference}</span> : null}
      </div>
    </div>
  )
}
