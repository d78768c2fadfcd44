import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { mayWrite } from '@/lib/accounts/roles'
import { env } from '@/lib/env'
import { parseLimit } from '@/lib/limits/limit'
import { DemoBanner } from '@/components/shell/demo-banner'
import { Logo } from '@/components/shell/logo'
import { Card } from '@/components/ui/card'
import { CardForm } from './_components/card-form'

export const metadata: Metadata = { title: 'Save a card' }

/**
 * Stripe's card form as a part of our page, the one page that may embed anything. It stands apart from the dashboard: every way in and
 * out of it loads a document, and with it the policy of what may be embedded.
 */
export default async function CardPage({
  searchParams,
}: {
  searchParams: Promise<{ limit?: string | string[] }>
}) {
  const ctx = await requireMember()
  const { mode, sandbox, stripe } = env()
  const { limit } = await searchParams
  const typed = typeof limit === 'string' ? limit : ''
  if (stripe.publishableKey === null || !mayWrite(ctx.role, 'billing') || !parseLimit(typed).ok)
    redirect('/billing')
  return (
    <div className="flex min-h-dvh flex-col">
      {mode === 'demo' && sandbox ? <DemoBanner sandboxHref={sandbox.url} /> : null}
      <header className="border-b border-line">
        <div className="mx-auto flex h-14 max-w-[720px] items-center gap-2 px-4 text-13">
          <Logo />
          <span className="min-w-0 flex-1 truncate font-medium">{ctx.account.name}</span>
          <a href="/billing" className="rounded-xs text-2 hover:text-ink">
            Back to Billing
          </a>
        </div>
      </header>
      <main className="mx-auto w-full max-w-[720px] flex-1 px-4 pt-6 pb-10">
        <h1 className="text-20 font-medium">Save a card</h1>
        <p className="mt-0.5 mb-5 text-13 text-2">
          The card goes to Stripe and never to us. Nothing is charged today: invoices are, on the 1st of each
          month for the month before.
        </p>
        <Card className="overflow-hidden">
          <CardForm publishableKey={stripe.publishableKey} limit={typed} />
        </Card>
      </main>
    </div>
  )
}
