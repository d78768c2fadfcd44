import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '@/components/empty-state'

/** Instead of a page that is not there, or is not for the reader to know of. */
export function NoSuchPage({ actions }: { actions: ReactNode }) {
  return (
    <EmptyState
      as="h1"
      icon={<SearchX strokeWidth={1.75} aria-hidden="true" />}
      title="There is no such page"
      actions={actions}
      className="min-h-[60vh] content-center"
    >
      The address may be mistyped, or what stood here belongs to another account.
    </EmptyState>
  )
}
