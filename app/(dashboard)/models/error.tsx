'use client'

import { ErrorState } from '@/components/error-state'
import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'

export default function ModelsError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead title="Models" description="Every model the API serves, at today's prices." />
      <Card>
        <ErrorState as="h2" title="The models could not be loaded" reference={error.digest} onRetry={reset}>
          The API serves them all the same, and your keys keep working.
        </ErrorState>
      </Card>
    </>
  )
}
