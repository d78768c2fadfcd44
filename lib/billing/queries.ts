import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
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
import { hasExpired, expiresSoon } from '@/lib/billing/card'
import { noAddress, type BillingDetails } from '@/lib/billing/details/details'
import { getStoredDetails } from '@/lib/billing/details/queries'
import {
  isHolding,
  isOverdue,
  toStanding,
  type StandingFacts,
  type StandingView,
} from '@/lib/billing/standing'
import type { Ctx } from '@/lib/ctx'
import type { AccountId } from '@/lib/ids'
import { toPeriod, type Period } from '@/lib/period'

/** A saved card, for people. */
export interface SavedCard {
  readonly id: string
  readonly brand: string
  readonly lastFour: string
  readonly expMonth: number
  readonly expYear: number
  /** Whether invoices are charged to it. */
  readonly isDefault: boolean
  /** Within the next thirty days, or already: then charges will fail. */
  readonly expiresSoon: boolean
  readonly expired: boolean
}

export interface OwedInvoice {
  readonly id: string
  readonly period: Period
  readonly amountCents: number
  /** Why its last payment failed, as a sentence. */
  readonly reason: string | null
}

export interface Billing extends StandingView {
  readonly heldAt: Date | null
  /** When billing was first set up; null: never. */
  readonly billingSince: Date | null
  /** The card that invoices are charged to. */
  readonly card: SavedCard | null
  /** All saved cards, the default first, then the newest. */
  readonly cards: readonly SavedCard[]
  /** The oldest invoice that is owed and whose payment failed. */
  readonly owed: OwedInvoice | null
  /** The oldest invoice whose payment the bank wants confirmed, on Stripe's page. */
  readonly authentication: OwedInvoice | null
  /** Payments that a bank took up with us and nobody has decided or cleared. */
  readonly openDisputes: number
}

/** How the account stands right now and what it pays with. */
export async function getBilling(ctx: Ctx): Promise<Billing> {
  const { account, methods, facts } = await readFacts(ctx.db, ctx.accountId)
  const cards = methods.map(method => toSavedCard(method, ctx.now))
  return {
    ...toStanding(facts, ctx.now),
    heldAt: account.heldAt,
    billingSince: account.billingSince,
    card: cards.find(({ isDefault }) => isDefault) ?? null,
    cards,
    owed: toOwed(facts.invoices.find(isOverdue)),
    authentication: toOwed(facts.invoices.find(({ needsAuthentication }) => needsAuthentication)),
    openDisputes: facts.disputes.filter(isHolding).length,
  }
}

type Bill = Awaited<ReturnType<typeof readFacts>>['facts']['invoices'][number]

function toOwed(bill: Bill | undefined): OwedInvoice | null {
  if (!bill) return null
  const { id, period, amountDueCents, lastPaymentError } = bill
  return { id, period: toPeriod(period), amountCents: amountDueCents, reason: lastPaymentError }
}

function toSavedCard(method: typeof paymentMethods.$inferSelect, now: Date): SavedCard {
  const { id, brand, lastFour, expMonth, expYear, isDefault } = method
  return {
    id,
    brand,
    lastFour,
    expMonth,
    expYear,
    isDefault,
    expiresSoon: expiresSoon(method, now),
    expired: hasExpired(method, now),
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
  const methods = await db
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.accountId, accountId), isNull(paymentMethods.detachedAt)))
    .orderBy(desc(paymentMethods.isDefault), desc(paymentMethods.createdAt), desc(paymentMethods.id))
  const bills = await db
    .select({
      id: invoices.id,
      status: invoices.status,
      paymentFailedAt: invoices.paymentFailedAt,
      issuedAt: invoices.issuedAt,
      needsAuthentication: invoices.needsAuthentication,
      period: invoices.period,
      amountDueCents: invoices.amountDueCents,
      lastPaymentError: invoices.lastPaymentError,
    })
    .from(invoices)
    .where(eq(invoices.accountId, accountId))
    .orderBy(asc(invoices.period))
  const hasCard = methods.some(({ isDefault }) => isDefault)
  const disputed = await db
    .select({ status: disputes.status, clearedAt: disputes.clearedAt })
    .from(disputes)
    .where(eq(disputes.accountId, accountId))
  return { account, methods, facts: { hasCard, heldAt: account.heldAt, invoices: bills, disputes: disputed } }
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
  const accountId = /^cs_\w+$/.test(sessionId) ? await findAccountOf(db, sessionId) : null
  if (!accountId) return null
  const [session] = await db
    .select()
    .from(setupSessions)
    .where(and(eq(setupSessions.accountId, accountId), eq(setupSessions.id, sessionId)))
  return session ? { ...session, accountId } : null
}

export interface Payer {
  readonly customerId: string | null
  /** Of the account's first owner. */
  readonly ownerEmail: string
  /** The account's own address for mail about money; null: it has none. */
  readonly billingEmail: string | null
  /** Whom Stripe writes to: that address, else the owner. */
  readonly email: string
  readonly details: BillingDetails
}

/** Who the account's customer is to Stripe, or would be: named like the account until somebody says otherwise. */
export async function getPayer(db: DbOrTx, accountId: AccountId): Promise<Payer> {
  const [account] = await db
    .select({
      name: accounts.name,
      customerId: accounts.stripeCustomerId,
      billingEmail: accounts.billingEmail,
    })
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
  return {
    customerId: account.customerId,
    ownerEmail: owner.email,
    billingEmail: account.billingEmail,
    email: account.billingEmail ?? owner.email,
    details: (await getStoredDetails(db, accountId)) ?? {
      company: account.name,
      address: noAddress,
      taxIds: [],
      poNumber: null,
    },
  }
}

/** The names of those who may pay for the account, the owners first: whom everybody else can ask. */
export async function listPayerNames({ db, accountId }: Ctx, limit: number): Promise<string[]> {
  const rows = await db
    .select({ name: users.name })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.accountId, accountId), inArray(members.role, ['owner', 'admin', 'billing'])))
    .orderBy(desc(eq(members.role, 'owner')), asc(members.createdAt), asc(members.id))
    .limit(limit)
  return rows.map(({ name }) => name)
}
