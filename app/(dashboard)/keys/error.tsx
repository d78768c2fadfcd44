'use client'

import { SectionError } from '@/components/section-error'
import { PageHead } from '@/components/shell/page-head'
import { KeyTabs } from './_components/key-tabs'

export default function KeysError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHead title="API Keys" description="A key is shown once, when you create it." />
      <KeyTabs />
      <SectionError error={error} reset={reset} title="Keys could not be loaded">
        Your keys go on working: only this page could not read them.
      </SectionError>
    </>
  )
}
