import { redirect } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { getMembership } from '@/lib/accounts/queries'
import { findSetupSession } from '@/lib/billing/queries'
import { completeSetup, type SetupOutcome } from '@/lib/billing/setup/commands'
import { stripe } from '@/lib/stripe/client'

/** Where Checkout sends the browser back to. The account comes from the session that we stored, and only its members may return. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const sessionId = new URL(request.url).searchParams.get('session_id') ?? ''
  const known = sessionId === '' ? null : await findSetupSession(ctx.db, sessionId)
  const member = known && (await getMembership(ctx.db, ctx.userId, known.accountId))
  const outcome: SetupOutcome = member
    ? await completeSetup({ db: ctx.db, stripe: stripe() }, sessionId, ctx.now)
    : 'unknown'
  redirect(`/billing?setup=${outcome}`)
}
