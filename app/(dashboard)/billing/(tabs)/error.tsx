'use client'

import { SectionError } from '@/components/section-error'

export default function BillingError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <SectionError error={error} reset={reset} title="Billing could not be loaded">
      Your invoices and payments are not affected: only this page could not read them.
    </SectionError>
  )
}
