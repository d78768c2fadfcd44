import { SearchX } from 'lucide-react'
import { EmptyState } from '@/components/empty-state'
import { Brand } from '@/components/shell/public-shell'
import { ButtonLink } from '@/components/ui/button'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col p-6 md:px-10 md:py-8">
      <header>
        <Brand />
      </header>
      <main className="grid flex-1 place-items-center">
        <EmptyState
          as="h1"
          icon={<SearchX strokeWidth={1.75} aria-hidden="true" />}
          title="There is no such page"
          actions={<ButtonLink href="/">To the dashboard</ButtonLink>}
        >
          The address may be mistyped, or what stood here belongs to another account.
        </EmptyState>
      </main>
    </div>
  )
}
