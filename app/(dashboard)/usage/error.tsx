'use client'

import { ErrorState } from '@/components/error-state'
import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'

export default function UsageError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead
        title="API Usage"
        description="What you used and what it cost, by period, key, endpoint and model."
      />
      <Card>
        <ErrorState
          as="h2"
          title="Usage could not be loaded"
          onRetry={reset}
          {...(error.digest === undefined ? {} : { reference: error.digest })}
        >
          Your requests are still recorded and the API is not affected: only this page could not read them.
        </ErrorState>
      </Card>
    </>
  )
}
