import type Stripe from 'stripe'
import { call, find, idOf } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import { toCard, type Card } from '@/lib/stripe/customers'

export interface SetupSession {
  readonly id: string
  readonly status: 'open' | 'complete' | 'expired'
  readonly customerId: string | null
  /** Where its card is entered; null once the session is over. */
  readonly page: SetupPage | null
  /** The card that was saved; null before completion. */
  readonly card: Card | null
}

/** Stripe's own page, or its form within one of ours. */
export type SetupPage =
  | { readonly kind: 'hosted'; readonly url: string }
  /** What Stripe's script in the browser shows the form by. */
  | { readonly kind: 'embedded'; readonly clientSecret: string }

export interface NewSetupSession {
  readonly accountId: string
  readonly customerId: string
  readonly kind: SetupPage['kind']
  /** Where the browser comes back to. May hold `{CHECKOUT_SESSION_ID}`. */
  readonly returnUrl: string
  /** Where it comes back to from Stripe's page without a card. */
  readonly cancelUrl: string
}

/** Opens Checkout in setup mode: it saves a card and charges nothing. `key` names the attempt. */
export async function createSetupSession(
  stripe: StripeClient,
  { accountId, customerId, kind, returnUrl, cancelUrl }: NewSetupSession,
  key: string,
): Promise<{ readonly id: string; readonly page: SetupPage }> {
  const metadata = { account_id: accountId }
  const created = await call(() =>
    stripe.checkout.sessions.create(
      {
        mode: 'setup',
        customer: customerId,
        allowed_payment_method_types: ['card'],
        ...(kind === 'hosted'
          ? { success_url: returnUrl, cancel_url: cancelUrl }
          : { ui_mode: 'embedded_page', return_url: returnUrl }),
        setup_intent_data: { metadata },
        metadata,
      },
      { idempotencyKey: `setup:${accountId}:${key}` },
    ),
  )
  const page = toPage(created)
  if (!page) throw new Error(`Checkout session ${created.id} has no page`)
  return { id: created.id, page }
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
    page: toPage(session),
    card: method && typeof method === 'object' ? toCard(method) : null,
  }
}

function toPage({ url, client_secret: clientSecret, status }: Stripe.Checkout.Session): SetupPage | null {
  if (url !== null) return { kind: 'hosted', url }
  return clientSecret !== null && status === 'open' ? { kind: 'embedded', clientSecret } : null
}
