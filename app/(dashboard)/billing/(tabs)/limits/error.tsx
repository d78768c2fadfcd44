'use client'

import { SectionError } from '@/components/section-error'

export default function LimitsError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <SectionError error={error} reset={reset} title="Your limit could not be loaded">
      The limit itself is still in force on the API: only this page could not read it.
    </SectionError>
  )
}
