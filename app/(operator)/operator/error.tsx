'use client'

import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'

export default function OperatorError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead title="Operators" />
      <SectionError error={error} reset={reset} title="This page could not be loaded">
        Nothing was changed: customers are served as before.
      </SectionError>
    </>
  )
}
