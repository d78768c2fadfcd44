import { call } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'

/** Opens Stripe's customer portal for a while; `returnUrl` is where its way back leads. Returns its address. */
export async function createPortalSession(
  stripe: StripeClient,
  { customerId, returnUrl }: { readonly customerId: string; readonly returnUrl: string },
): Promise<string> {
  const session = await call(() =>
    stripe.billingPortal.sessions.create({ customer: customerId, return_url: returnUrl }),
  )
  return session.url
}
