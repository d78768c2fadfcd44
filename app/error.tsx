'use client'

import { ErrorState } from '@/components/error-state'
import { Brand } from '@/components/shell/public-shell'

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <div className="flex min-h-dvh flex-col p-6 md:px-10 md:py-8">
      <header>
        <Brand />
      </header>
      <main className="grid flex-1 place-items-center">
        <ErrorState as="h1" title="This page could not be loaded" reference={error.digest} onRetry={reset}>
          Nothing was changed and nothing was charged. Your keys keep working; try again in a moment.
        </ErrorState>
      </main>
    </div>
  )
}
