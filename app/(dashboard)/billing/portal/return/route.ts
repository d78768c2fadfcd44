import { redirect } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { mayWrite } from '@/lib/accounts/roles'
import { returnFromPortal } from '@/lib/billing/portal/commands'
import { stripe } from '@/lib/stripe/client'

/** Where Stripe's customer portal leads back to: what was changed there is here before the page is. */
export async function GET(): Promise<Response> {
  const ctx = await requireMember()
  if (mayWrite(ctx.role, 'billing')) await returnFromPortal(ctx, { db: ctx.db, stripe: stripe() })
  redirect('/billing')
}
