import { and, eq, isNull, notInArray } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { accounts, billingDetails, paymentMethods, stripeLookup } from '@/db/schema'
import { lockAccount, recordStanding } from '@/lib/billing/commands'
import { getStoredDetails } from '@/lib/billing/details/queries'
import { getPayer } from '@/lib/billing/queries'
import type { AccountId } from '@/lib/ids'
import { getBalance } from '@/lib/invoices/balance/queries'
import type { StripeClient } from '@/lib/stripe/client'
import { createCustomer, getCustomer, type Card, type Customer } from '@/lib/stripe/customers'

export interface StripeDeps {
  readonly db: Db
  readonly stripe: StripeClient
}

/**
 * The account's customer in Stripe, created where there is none, or where it was deleted there: then the new one takes over its
 * balance before it is stored, so a bill never goes to one without it. Two at once end with the same one stored; the other is never
 * used.
 */
export async function ensureCustomer({ db, stripe }: StripeDeps, accountId: AccountId): Promise<string> {
  const { customerId, email, details } = await getPayer(db, accountId)
  if (customerId && (await getCustomer(stripe, customerId))) return customerId
  const created = await createCustomer(
    stripe,
    { accountId, name: details.company ?? '', email, details },
    customerId ? { customerId, balanceCents: await getBalance({ db, accountId }) } : null,
  )
  return db.transaction(async tx => {
    await tx
      .insert(stripeLookup)
      .values({ stripeId: created, kind: 'customer', accountId })
      .onConflictDoNothing()
    const account = await lockAccount(tx, accountId)
    const taken = account.stripeCustomerId !== customerId ? account.stripeCustomerId : null
    if (taken) return taken
    await tx.update(accounts).set({ stripeCustomerId: created }).where(eq(accounts.accountId, accountId))
    return created
  })
}

/**
 * Makes cards, billing details and standing what Stripe says now: what every change leads to, by us, in Stripe's portal or by a
 * bank. In the caller's transaction, last; returns the control change to announce after it commits, null where there is none.
 */
export async function refreshCustomer(
  tx: Tx,
  stripe: StripeClient,
  accountId: AccountId,
  now: Date,
): Promise<number | null> {
  await syncCustomer(tx, stripe, accountId, now)
  return recordStanding(tx, accountId, now)
}

/**
 * Makes our lists of cards, billing details and balance Stripe's. Stripe is read under the account's lock, so whoever writes last has read
 * last, however many deliveries of however old events ask for it. A customer deleted in Stripe has no card; its details and its
 * balance are kept for the next one. Null where there is no customer.
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
  if (customer) {
    await saveBalance(tx, accountId, account.stripeBalanceCents, customer.balanceCents)
    await saveEmail(tx, accountId, account.billingEmail, customer.email)
    await saveDetails(tx, accountId, customer, now)
  }
  return customer
}

async function saveBalance(
  tx: Tx,
  accountId: AccountId,
  held: number | null,
  stripeBalanceCents: number,
): Promise<void> {
  if (stripeBalanceCents !== held)
    await tx.update(accounts).set({ stripeBalanceCents }).where(eq(accounts.accountId, accountId))
}

async function saveCard(tx: Tx, accountId: AccountId, card: Card, isDefault: boolean): Promise<void> {
  await remember(tx, accountId, card.id, 'payment_method')
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

/** A customer has the owner's address until somebody asks for another one: that is no address of the account's own. */
async function saveEmail(
  tx: Tx,
  accountId: AccountId,
  held: string | null,
  remote: string | null,
): Promise<void> {
  if (remote === held) return
  const { ownerEmail } = await getPayer(tx, accountId)
  const billingEmail = remote === ownerEmail ? null : remote
  if (billingEmail !== held)
    await tx.update(accounts).set({ billingEmail }).where(eq(accounts.accountId, accountId))
}

async function saveDetails(tx: Tx, accountId: AccountId, { details }: Customer, now: Date): Promise<void> {
  if (JSON.stringify(await getStoredDetails(tx, accountId)) === JSON.stringify(details)) return
  for (const { id } of details.taxIds) await remember(tx, accountId, id, 'tax_id')
  const { company, address, taxIds, poNumber } = details
  const values = { company, ...address, taxIds, poNumber, updatedAt: now }
  await tx
    .insert(billingDetails)
    .values({ accountId, ...values })
    .onConflictDoUpdate({ target: [billingDetails.accountId], set: values })
}

async function remember(
  tx: Tx,
  accountId: AccountId,
  stripeId: string,
  kind: 'payment_method' | 'tax_id',
): Promise<void> {
  await tx.insert(stripeLookup).values({ stripeId, kind, accountId }).onConflictDoNothing()
}
