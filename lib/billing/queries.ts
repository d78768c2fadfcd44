import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import {
  accounts,
  disputes,
  invoices,
  members,
  paymentMethods,
  setupSessions,
  stripeLookup,
  users,
} from '@/db/schema'
import { expiresSoon } from '@/lib/billing/card'
import {
  isHolding,
  isOverdue,
  toStanding,
  type StandingFacts,
  type StandingView,
} from '@/lib/billing/standing'
import type { Ctx } from '@/lib/ctx'
import type { AccountId } from '@/lib/ids'

/** A saved card, for people. */
export interface SavedCard {
  readonly id: string
  readonly brand: string
  readonly lastFour: string
  readonly expMonth: number
  readonly expYear: number
  /** Within the next thirty days, or already: then charges will fail. */
  readonly expiresSoon: boolean
}

export interface Billing extends StandingView {
  readonly heldAt: Date | null
  /** When billing was first set up; null: never. */
  readonly billingSince: Date | null
  /** The card that invoices are charged to. */
  readonly card: SavedCard | null
  /** The oldest invoice that is owed and whose payment failed. */
  readonly owedInvoiceId: string | null
  /** The oldest invoice whose payment the bank wants confirmed, on Stripe's page. */
  readonly authentication: { readonly invoiceId: string; readonly hostedUrl: string | null } | null
  /** Payments that a bank took up with us and nobody has decided or cleared. */
  readonly openDisputes: number
}

/** How the account stands right now and what it pays with. */
export async function getBilling(ctx: Ctx): Promise<Billing> {
  const { account, cards, facts } = await readFacts(ctx.db, ctx.accountId)
  const card = cards.find(({ isDefault }) => isDefault)
  const asked = facts.invoices.find(({ needsAuthentication }) => needsAuthentication)
  return {
    ...toStanding(facts, ctx.now),
    heldAt: account.heldAt,
    billingSince: account.billingSince,
    card: card
      ? {
          id: card.id,
          brand: card.brand,
          lastFour: card.lastFour,
          expMonth: card.expMonth,
          expYear: card.expYear,
          expiresSoon: expiresSoon(card, ctx.now),
        }
      : null,
    owedInvoiceId: facts.invoices.find(isOverdue)?.id ?? null,
    authentication: asked ? { invoiceId: asked.id, hostedUrl: asked.hostedUrl } : null,
    openDisputes: facts.disputes.filter(isHolding).length,
  }
}

/** All that decides where an account stands. */
export async function getStandingFacts(db: DbOrTx, accountId: AccountId): Promise<StandingFacts> {
  return (await readFacts(db, accountId)).facts
}

async function readFacts(db: DbOrTx, accountId: AccountId) {
  const [account] = await db
    .select({ heldAt: accounts.heldAt, billingSince: accounts.billingSince })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  if (!account) throw new Error(`there is no account ${accountId}`)
  const cards = await db
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.accountId, accountId), isNull(paymentMethods.detachedAt)))
  const bills = await db
    .select({
      id: invoices.id,
      status: invoices.status,
      paymentFailedAt: invoices.paymentFailedAt,
      issuedAt: invoices.issuedAt,
      needsAuthentication: invoices.needsAuthentication,
      hostedUrl: invoices.hostedUrl,
    })
    .from(invoices)
    .where(eq(invoices.accountId, accountId))
    .orderBy(asc(invoices.period))
  const hasCard = cards.some(({ isDefault }) => isDefault)
  const disputed = await db
    .select({ status: disputes.status, clearedAt: disputes.clearedAt })
    .from(disputes)
    .where(eq(disputes.accountId, accountId))
  return { account, cards, facts: { hasCard, heldAt: account.heldAt, invoices: bills, disputes: disputed } }
}

/** The account that a Stripe object belongs to; null where we do not know the object. */
export async function findAccountOf(db: DbOrTx, stripeId: string): Promise<AccountId | null> {
  const [found] = await db
    .select({ accountId: stripeLookup.accountId })
    .from(stripeLookup)
    .where(eq(stripeLookup.stripeId, stripeId))
  return (found?.accountId ?? null) as AccountId | null
}

/** A stored session of Set Up Billing, by Stripe's id alone: the return from Checkout knows nothing else. */
export async function findSetupSession(db: DbOrTx, sessionId: string) {
  const accountId = await findAccountOf(db, sessionId)
  if (!accountId) return null
  const [session] = await db
    .select()
    .from(setupSessions)
    .where(and(eq(setupSessions.accountId, accountId), eq(setupSessions.id, sessionId)))
  return session ? { ...session, accountId } : null
}

/** Who a customer is to Stripe: the account's name and its first owner's address. */
export async function getPayer(db: Db, accountId: AccountId) {
  const [account] = await db
    .select({ name: accounts.name, customerId: accounts.stripeCustomerId })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  const [owner] = await db
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.accountId, accountId), eq(members.role, 'owner')))
    .orderBy(asc(members.createdAt), asc(members.id))
    .limit(1)
  if (!account || !owner) throw new Error(`account ${accountId} has no owner`)
  return { ...account, email: owner.email }
}
