'use client'

import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'
import { description } from './words'

export default function RequestsError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead title="Requests" description={description} />
      <SectionError error={error} reset={reset} title="Requests could not be loaded">
        They are still recorded and the API is not affected: only this page could not read them.
      </SectionError>
    </>
  )
}
