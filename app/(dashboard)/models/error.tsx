'use client'

import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'

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
      <SectionError error={error} reset={reset} title="The models could not be loaded">
        The API serves them all the same, and your keys keep working.
      </SectionError>
    </>
  )
}
