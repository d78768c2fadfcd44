import { NoSuchPage } from '@/components/no-such-page'
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
        <NoSuchPage actions={<ButtonLink href="/">To the dashboard</ButtonLink>} />
      </main>
    </div>
  )
}
