'use client'

import Link from 'next/link'
import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'

export default function InvoiceError({
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
        title="Invoice"
      />
      <SectionError error={error} reset={reset} title="This invoice could not be loaded">
        The invoice and its payment are not affected: only this page could not read it.
      </SectionError>
    </>
  )
}
