'use client'

import { KeyTabs } from '@/app/(dashboard)/keys/_components/key-tabs'
import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'

export default function AdminKeysError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead title="API Keys" description="Admin keys read usage and costs, and open nothing else." />
      <KeyTabs />
      <SectionError error={error} reset={reset} title="Admin keys could not be loaded">
        Your admin keys go on working: only this page could not read them.
      </SectionError>
    </>
  )
}
