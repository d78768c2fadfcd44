'use client'

import { ErrorState } from '@/components/error-state'
import { Card } from '@/components/ui/card'

export default function InvoiceError({
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
        title="This invoice could not be loaded"
        onRetry={reset}
        {...(error.digest === undefined ? {} : { reference: error.digest })}
      >
        The invoice and its payment are not affected: only this page could not read it.
      </ErrorState>
    </Card>
  )
}
