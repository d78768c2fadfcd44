import { and, eq, isNull, notInArray } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { accounts, paymentMethods, stripeLookup } from '@/db/schema'
import { lockAccount } from '@/lib/billing/commands'
import { getPayer } from '@/lib/billing/queries'
import type { AccountId } from '@/lib/ids'
import type { StripeClient } from '@/lib/stripe/client'
import { createCustomer, getCustomer, type Card, type Customer } from '@/lib/stripe/customers'

export interface StripeDeps {
  readonly db: Db
  readonly stripe: StripeClient
}

/**
 * The account's customer in Stripe, created where there is none, or where it was deleted there. Two at once end with the same
 * one stored; the other is never used.
 */
export async function ensureCustomer({ db, stripe }: StripeDeps, accountId: AccountId): Promise<string> {
  const payer = await getPayer(db, accountId)
  if (payer.customerId && (await getCustomer(stripe, payer.customerId))) return payer.customerId
  const created = await createCustomer(
    stripe,
    { accountId, name: payer.name, email: payer.email },
    payer.customerId,
  )
  return db.transaction(async tx => {
    await tx
      .insert(stripeLookup)
      .values({ stripeId: created, kind: 'customer', accountId })
      .onConflictDoNothing()
    const account = await lockAccount(tx, accountId)
    const taken = account.stripeCustomerId !== payer.customerId ? account.stripeCustomerId : null
    if (taken) return taken
    await tx.update(accounts).set({ stripeCustomerId: created }).where(eq(accounts.accountId, accountId))
    return created
  })
}

/**
 * Makes our list of cards Stripe's. Stripe is read under the account's lock, so whoever writes last has read last, however
 * many deliveries of however old events ask for it. A customer deleted in Stripe has no card. Null where there is no customer.
 */
export async function syncCustomer(
  tx: Tx,
  stripe: StripeClient,
  accountId: AccountId,
  now: Date,
): Promise<Customer | null> {
  const account = await lockAccount(tx, accountId)
  const customer = account.stripeCustomerId ? await getCustomer(stripe, account.stripeCustomerId) : null
  const cards = customer?.cards ?? []
  for (const card of cards) await saveCard(tx, accountId, card, card.id === customer?.defaultCardId)
  const gone = and(eq(paymentMethods.accountId, accountId), isNull(paymentMethods.detachedAt))
  const kept = cards.map(({ id }) => id)
  await tx
    .update(paymentMethods)
    .set({ detachedAt: now, isDefault: false })
    .where(kept.length === 0 ? gone : and(gone, notInArray(paymentMethods.id, kept)))
  return customer
}

async function saveCard(tx: Tx, accountId: AccountId, card: Card, isDefault: boolean): Promise<void> {
  await tx
    .insert(stripeLookup)
    .values({ stripeId: card.id, kind: 'payment_method', accountId })
    .onConflictDoNothing()
  const row = { ...card, accountId, isDefault, detachedAt: null }
  const { brand, lastFour, expMonth, expYear } = card
  await tx
    .insert(paymentMethods)
    .values(row)
    .onConflictDoUpdate({
      target: [paymentMethods.accountId, paymentMethods.id],
      set: { brand, lastFour, expMonth, expYear, isDefault, detachedAt: null },
    })
}
