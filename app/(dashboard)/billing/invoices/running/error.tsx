'use client'

import { SectionError } from '@/components/section-error'

export default function RunningInvoiceError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <SectionError error={error} reset={reset} title="The running invoice could not be loaded">
      Your usage is counted all the same: only this page could not read it.
    </SectionError>
  )
}
