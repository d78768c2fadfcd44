'use client'

import { ErrorState } from '@/components/error-state'
import { Card } from '@/components/ui/card'

export default function LimitsError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <Card>
      <ErrorState
        as="h2"
        title="Your limit could not be loaded"
        onRetry={reset}
        {...(error.digest === undefined ? {} : { reference: error.digest })}
      >
        The limit itself is still in force on the API: only this page could not read it.
      </ErrorState>
    </Card>
  )
}
