import { recordAudit } from '@/lib/accounts/audit/commands'
import { ensureCustomer, refreshCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { awaitGateways } from '@/lib/control/commands'
import type { Ctx, MemberCtx } from '@/lib/ctx'
import type { StripeClient } from '@/lib/stripe/client'
import { createPortalSession } from '@/lib/stripe/portal'

/** Opens Stripe's customer portal for the account; returns its address, good for some minutes. `appUrl`: origin of the dashboard. */
export async function openPortal(
  { db, accountId, userId, now }: MemberCtx,
  stripe: StripeClient,
  { appUrl }: { readonly appUrl: string },
): Promise<string> {
  const customerId = await ensureCustomer({ db, stripe }, accountId)
  const url = await createPortalSession(stripe, {
    customerId,
    returnUrl: `${appUrl}/billing/portal/return`,
  })
  await recordAudit(db, { accountId, actorUserId: userId, now }, 'billing.portal_opened', customerId)
  return url
}

/** Takes up what was changed in the portal without waiting for Stripe to tell. Returns when the gateways know. */
export async function returnFromPortal(
  { accountId, now }: Pick<Ctx, 'accountId' | 'now'>,
  { db, stripe }: StripeDeps,
): Promise<void> {
  const epoch = await db.transaction(tx => refreshCustomer(tx, stripe, accountId, now))
  if (epoch !== null) await awaitGateways(db, epoch)
}
