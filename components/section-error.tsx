'use client'

import type { ReactNode } from 'react'
import { ErrorState } from '@/components/error-state'
import { Card } from '@/components/ui/card'

export interface SectionErrorProps {
  error: Error & { digest?: string }
  reset: () => void
  /** What could not be done: "Invoices could not be loaded". */
  title: string
  /** What is not affected. */
  children: ReactNode
}

/** What an `error.tsx` shows in the place of its page; everything around it stays. */
export function SectionError({ error, reset, title, children }: SectionErrorProps) {
  return (
    <Card>
      <ErrorState
        as="h2"
        title={title}
        onRetry={reset}
        {...(error.digest === undefined ? {} : { reference: error.digest })}
      >
        {children}
      </ErrorState>
    </Card>
  )
}
