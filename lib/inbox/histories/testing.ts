import { and, asc, eq, isNull } from 'drizzle-orm'
import type Stripe from 'stripe'
import { accounts, disputes, invoices, paymentMethods, setupSessions, stripeLookup } from '@/db/schema'
import { completeSetup, startSetup } from '@/lib/billing/setup/commands'
import { getStandingFacts } from '@/lib/billing/queries'
import { toStanding } from '@/lib/billing/standing'
import type { StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { billAccount } from '@/lib/invoices/close/commands'
import { addUsage } from '@/lib/invoices/testing'
import { periodOf, previousPeriod } from '@/lib/period'

const cards = ['4242424242424242', '4000000000000341', '4000002760003184', '5555555555554444'] as const

export const steps = [
  'save_card',
  'bill',
  'bill',
  'pay',
  'void',
  'write_off',
  'refund',
  'reverse_refund',
  'credit',
  'dispute',
  'win_dispute',
  'lose_dispute',
  'delete_customer',
] as const
export interface Step {
  readonly kind: (typeof steps)[number]
  /** Chooses among what the step can be done to. */
  readonly pick: number
}

/** Does to an account's things in Stripe what a step says; nothing, where there is nothing that it could be done to. */
export async function act(world: StripeWorld, ctx: MemberCtx, { kind, pick }: Step): Promise<void> {
  const { stripe } = world
  switch (kind) {
    case 'save_card':
      return saveCard(world, ctx, cards[pick % cards.length] ?? cards[0])
    case 'bill': {
      const period = previousPeriod(periodOf(world.now))
      await addUsage(world, ctx, period, 10_000_000 + 1_000 * (pick % 7), 0)
      await billAccount(world, ctx.accountId, period, world.now)
      return
    }
    case 'pay':
      return each(await listInvoices(world, ctx, 'open'), pick, ({ id }) =>
        stripe.invoices.pay(id, { paid_out_of_band: true }),
      )
    case 'void':
      return each(await listInvoices(world, ctx, 'open'), pick, ({ id }) => stripe.invoices.voidInvoice(id))
    case 'write_off':
      return each(await listInvoices(world, ctx, 'open'), pick, ({ id }) =>
        stripe.invoices.markUncollectible(id),
      )
    case 'credit':
      return each(await listInvoices(world, ctx, 'paid'), pick, ({ id }) =>
        stripe.creditNotes.create({ invoice: id, amount: 20, credit_amount: 20 }),
      )
    case 'refund':
      return each(await listCharges(world, ctx), pick, ({ id }) =>
        stripe.refunds.create({ charge: id, amount: 30 }),
      )
    case 'reverse_refund':
      return each(await listRefunds(world, ctx), pick, ({ id }) => control(world, `refunds/${id}/fail`))
    case 'dispute':
      return each(await listCharges(world, ctx), pick, ({ id }) => control(world, `charges/${id}/dispute`))
    case 'win_dispute':
      return decide(world, ctx, pick, 'won')
    case 'lose_dispute':
      return decide(world, ctx, pick, 'lost')
    case 'delete_customer':
      return each((await listCustomers(world, ctx)).slice(-1), 0, id => stripe.customers.del(id))
  }
}

/** What we hold of an account, without the ids and times that differ from one account to another. */
export async function stateOf({ db, accountId, now }: MemberCtx): Promise<object> {
  const [account] = await db.select().from(accounts).where(eq(accounts.accountId, accountId))
  const bills = await db
    .select()
    .from(invoices)
    .where(eq(invoices.accountId, accountId))
    .orderBy(asc(invoices.period))
  const saved = await db
    .select({ lastFour: paymentMethods.lastFour, isDefault: paymentMethods.isDefault })
    .from(paymentMethods)
    .where(and(eq(paymentMethods.accountId, accountId), isNull(paymentMethods.detachedAt)))
  const disputed = await db.select().from(disputes).where(eq(disputes.accountId, accountId))
  const sessions = await db
    .select({ status: setupSessions.status })
    .from(setupSessions)
    .where(eq(setupSessions.accountId, accountId))
  return {
    standing: account?.standing,
    pastDueSince: account?.pastDueSince,
    derived: toStanding(await getStandingFacts(db, accountId), now),
    hasBilling: account?.billingSince !== null,
    bills: bills.map(toComparable),
    cards: sorted(saved),
    disputes: sorted(disputed.map(({ amountCents, status, reason }) => ({ amountCents, status, reason }))),
    sessions: sorted(sessions),
  }
}

type Bill = typeof invoices.$inferSelect

function toComparable(bill: Bill): object {
  const owed = bill.status === 'open' || bill.status === 'uncollectible'
  return {
    period: bill.period,
    status: bill.status,
    totalCents: bill.totalCents,
    amountDueCents: bill.amountDueCents,
    amountPaidCents: bill.amountPaidCents,
    appliedBalanceCents: bill.appliedBalanceCents,
    carriedCents: bill.carriedCents,
    creditedCents: bill.creditedCents,
    refundedCents: bill.refundedCents,
    disputedCents: bill.disputedCents,
    chargedBackCents: bill.chargedBackCents,
    issuedAt: bill.issuedAt,
    paidAt: bill.paidAt,
    // Of a bill that is settled nobody needs to know whether a payment had failed before.
    ...(owed
      ? {
          paymentFailedAt: bill.paymentFailedAt,
          lastPaymentError: bill.lastPaymentError,
          needsAuthentication: bill.needsAuthentication,
        }
      : {}),
  }
}

async function saveCard(world: StripeWorld, ctx: MemberCtx, number: string): Promise<void> {
  const input = { initialLimitNanos: null, appUrl: 'https://developers.example.com' }
  const { url } = await startSetup({ ...ctx, now: world.now }, world.stripe, input)
  const id = url.split('/').at(-1)?.split(/[?#]/)[0] ?? ''
  await world.fillCheckout(id, number, 'complete')
  // The return from Checkout. The webhook tells the same, whenever it comes.
  await completeSetup(world, id, world.now)
}

async function decide(world: StripeWorld, ctx: MemberCtx, pick: number, verdict: string): Promise<void> {
  const charged = new Set((await listCharges(world, ctx)).map(({ id }) => id))
  const { data } = await world.stripe.disputes.list({ limit: 100 })
  const undecided = data.filter(
    ({ charge, status }) => charged.has(String(charge)) && status !== 'won' && status !== 'lost',
  )
  await each(undecided, pick, ({ id }) => control(world, `disputes/${id}/close`, { verdict }))
}

/** Every customer that the account ever had. */
export async function listCustomers({ db }: StripeWorld, { accountId }: MemberCtx): Promise<string[]> {
  const rows = await db
    .select({ id: stripeLookup.stripeId })
    .from(stripeLookup)
    .where(and(eq(stripeLookup.accountId, accountId), eq(stripeLookup.kind, 'customer')))
  return rows.map(({ id }) => id)
}

async function listInvoices(world: StripeWorld, ctx: MemberCtx, status: Stripe.Invoice.Status) {
  const found = await ofCustomers(world, ctx, customer =>
    world.stripe.invoices.list({ customer, status, limit: 100 }),
  )
  return found.toSorted((a, b) => ((a.metadata?.period ?? '') < (b.metadata?.period ?? '') ? -1 : 1))
}

async function listCharges(world: StripeWorld, ctx: MemberCtx): Promise<Stripe.Charge[]> {
  const found = await ofCustomers(world, ctx, customer => world.stripe.charges.list({ customer, limit: 100 }))
  return found.filter(({ paid }) => paid)
}

async function listRefunds(world: StripeWorld, ctx: MemberCtx): Promise<Stripe.Refund[]> {
  const found: Stripe.Refund[] = []
  for (const { id } of await listCharges(world, ctx))
    found.push(...(await world.stripe.refunds.list({ charge: id, limit: 100 })).data)
  return found.filter(({ status }) => status === 'succeeded')
}

async function ofCustomers<T extends { readonly created: number }>(
  world: StripeWorld,
  ctx: MemberCtx,
  list: (customer: string) => Promise<{ data: T[] }>,
): Promise<T[]> {
  const found: T[] = []
  for (const customer of await listCustomers(world, ctx)) found.push(...(await list(customer)).data)
  return found.toSorted((a, b) => a.created - b.created)
}

/** Does it to one of them; that Stripe refuses it is a step that changes nothing. */
async function each<T>(
  things: readonly T[],
  pick: number,
  work: (thing: T) => Promise<unknown>,
): Promise<void> {
  const thing = things[pick % Math.max(1, things.length)]
  if (thing !== undefined) await work(thing).catch(refused)
}

function refused(error: unknown): void {
  if (!(error instanceof Error) || !('rawType' in error || error.name.startsWith('Stripe'))) throw error
}

function control(world: StripeWorld, path: string, body: object = {}): Promise<unknown> {
  return world.control('POST', `/_stripe/${path}`, body)
}

function sorted<T>(things: readonly T[]): T[] {
  return things.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
