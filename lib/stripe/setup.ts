import { call, find, idOf } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import { toCard, type Card } from '@/lib/stripe/customers'

export interface SetupSession {
  readonly id: string
  readonly status: 'open' | 'complete' | 'expired'
  readonly customerId: string | null
  /** Where the browser goes to enter the card; null once the session is over. */
  readonly url: string | null
  /** The card that was saved; null before completion. */
  readonly card: Card | null
}

export interface NewSetupSession {
  readonly accountId: string
  readonly customerId: string
  /** May hold `{CHECKOUT_SESSION_ID}`. */
  readonly successUrl: string
  readonly cancelUrl: string
}

/** Opens Checkout in setup mode: it saves a card and charges nothing. `key` names the attempt. */
export async function createSetupSession(
  stripe: StripeClient,
  session: NewSetupSession,
  key: string,
): Promise<{ readonly id: string; readonly url: string }> {
  const metadata = { account_id: session.accountId }
  const created = await call(() =>
    stripe.checkout.sessions.create(
      {
        mode: 'setup',
        customer: session.customerId,
        allowed_payment_method_types: ['card'],
        success_url: session.successUrl,
        cancel_url: session.cancelUrl,
        setup_intent_data: { metadata },
        metadata,
      },
      { idempotencyKey: `setup:${session.accountId}:${key}` },
    ),
  )
  if (created.url === null) throw new Error(`Checkout session ${created.id} has no URL`)
  return { id: created.id, url: created.url }
}

/** The session as Stripe has it now; null where there is none of that id. */
export async function getSetupSession(stripe: StripeClient, id: string): Promise<SetupSession | null> {
  const session = await find(() =>
    stripe.checkout.sessions.retrieve(id, { expand: ['setup_intent.payment_method'] }),
  )
  if (!session) return null
  const intent = session.setup_intent
  const method =
    intent && typeof intent === 'object' && intent.status === 'succeeded' && intent.payment_method
  return {
    id: session.id,
    status: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
    customerId: idOf(session.customer),
    url: session.url,
    card: method && typeof method === 'object' ? toCard(method) : null,
  }
}

/** Ends a session that is still open, so that its page takes no card any more. */
export async function expireSetupSession(stripe: StripeClient, id: string): Promise<void> {
  await call(() => stripe.checkout.sessions.expire(id))
}
