'use client'

import { ErrorState } from '@/components/error-state'
import { Card } from '@/components/ui/card'

export default function BillingError({
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
        title="Billing could not be loaded"
        onRetry={reset}
        {...(error.digest === undefined ? {} : { reference: error.digest })}
      >
        Your invoices and payments are not affected: only this page could not read it.
      </ErrorState>
    </Card>
  )
}
