'use client'

import Link from 'next/link'
import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'

export default function RunningInvoiceError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead
        crumb={
          <Link href="/billing/invoices" className="rounded-xs hover:text-ink">
            Invoices
          </Link>
        }
        title="Running invoice"
      />
      <SectionError error={error} reset={reset} title="The running invoice could not be loaded">
        Your usage is counted all the same: only this page could not read it.
      </SectionError>
    </>
  )
}
