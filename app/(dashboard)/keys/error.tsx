'use client'

import { ErrorState } from '@/components/error-state'
import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'

export default function KeysError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead title="API Keys" description="A key is shown once, when you create it." />
      <Card>
        <ErrorState
          as="h2"
          title="Keys could not be loaded"
          onRetry={reset}
          {...(error.digest === undefined ? {} : { reference: error.digest })}
        >
          Your keys go on working: only this page could not read them.
        </ErrorState>
      </Card>
    </>
  )
}
