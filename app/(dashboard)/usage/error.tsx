'use client'

import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'

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
      <SectionError error={error} reset={reset} title="Usage could not be loaded">
        Your requests are still recorded and the API is not affected: only this page could not read them.
      </SectionError>
    </>
  )
}
