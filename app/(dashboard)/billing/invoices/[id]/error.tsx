'use client'

import { SectionError } from '@/components/section-error'

export default function InvoiceError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <SectionError error={error} reset={reset} title="This invoice could not be loaded">
      The invoice and its payment are not affected: only this page could not read it.
    </SectionError>
  )
}
