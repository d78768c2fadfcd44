import { randomUUID } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { accounts, setupSessions, spendLimits, stripeLookup } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { lockAccount, updateStanding } from '@/lib/billing/commands'
import { ensureCustomer, syncCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { addNotice } from '@/lib/billing/notices/commands'
import { findSetupSession } from '@/lib/billing/queries'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import type { AccountId, UserId } from '@/lib/ids'
import { getEffectiveLimits } from '@/lib/limits/queries'
import type { Nanos } from '@/lib/money'
import type { StripeClient } from '@/lib/stripe/client'
import { setDefaultCard } from '@/lib/stripe/customers'
import { createSetupSession, getSetupSession, type SetupPage, type SetupSession } from '@/lib/stripe/setup'

export interface SetupInput {
  /** The monthly limit to start with; null leaves the limit as it is. */
  readonly initialLimitNanos: Nanos | null
  /** Origin of the dashboard. */
  readonly appUrl: string
}

/**
 * Begins Set Up Billing (or the saving of another card) on Stripe's own page and returns where the browser goes. Nothing changes
 * until Checkout is completed. A session that is still open is taken up again, with the limit chosen now.
 */
export async function startSetup(
  ctx: MemberCtx,
  stripe: StripeClient,
  input: SetupInput,
): Promise<{ url: string }> {
  const page = await openSetup(ctx, stripe, input, 'hosted')
  if (page.kind !== 'hosted') throw new Error('Checkout has no page of its own')
  return { url: page.url }
}

/** As `startSetup`, for Stripe's form within a page of ours: returns what Stripe's script shows it by. */
export async function startEmbeddedSetup(
  ctx: MemberCtx,
  stripe: StripeClient,
  input: SetupInput,
): Promise<{ clientSecret: string }> {
  const page = await openSetup(ctx, stripe, input, 'embedded')
  if (page.kind !== 'embedded') throw new Error('Checkout cannot be embedded')
  return { clientSecret: page.clientSecret }
}

async function openSetup(
  ctx: MemberCtx,
  stripe: StripeClient,
  input: SetupInput,
  kind: SetupPage['kind'],
): Promise<SetupPage> {
  const { accountId, userId, now } = ctx
  const customerId = await ensureCustomer({ db: ctx.db, stripe }, accountId)
  const open = await findOpenSession(ctx, stripe, customerId, kind)
  if (open) {
    await ctx.db
      .update(setupSessions)
      .set({ initialLimitNanos: input.initialLimitNanos })
      .where(sameSession(accountId, open.id))
    return open.page
  }
  const { id, page } = await createSetupSession(
    stripe,
    {
      accountId,
      customerId,
      kind,
      returnUrl: `${input.appUrl}/billing/setup/return?session_id={CHECKOUT_SESSION_ID}`,
      cancelUrl: `${input.appUrl}/billing?setup=canceled`,
    },
    randomUUID(),
  )
  await ctx.db.transaction(async tx => {
    await tx.insert(stripeLookup).values({ stripeId: id, kind: 'checkout_session', accountId })
    await tx.insert(setupSessions).values({
      accountId,
      id,
      startedBy: userId,
      status: 'open',
      initialLimitNanos: input.initialLimitNanos,
      createdAt: now,
    })
    await recordAudit(tx, { accountId, actorUserId: userId, now }, 'billing.setup_started', id)
  })
  return page
}

export type SetupOutcome = 'complete' | 'open' | 'expired' | 'unknown'

/**
 * What the return from Checkout and the webhook both lead to: brings the account to what Stripe says of the session. Any
 * number of times, in any order, it ends the same. Returns when the gateways know.
 */
export async function completeSetup(
  { db, stripe }: StripeDeps,
  sessionId: string,
  now: Date,
): Promise<SetupOutcome> {
  const { outcome, epoch } = await db.transaction(tx => applySetup(tx, stripe, sessionId, now))
  if (epoch !== null) await awaitGateways(db, epoch)
  return outcome
}

/**
 * As `completeSetup`, in the caller's transaction; `epoch` is to be announced after it commits. A session that we did not
 * store, or whose customer is not the account's, changes nothing.
 */
export async function applySetup(
  tx: Tx,
  stripe: StripeClient,
  sessionId: string,
  now: Date,
): Promise<{ outcome: SetupOutcome; epoch: number | null }> {
  const known = await findSetupSession(tx, sessionId)
  if (!known) return { outcome: 'unknown', epoch: null }
  const { accountId } = known
  const [stored] = await tx
    .select()
    .from(setupSessions)
    .where(sameSession(accountId, sessionId))
    .for('update')
  if (!stored || stored.status !== 'open') return { outcome: stored?.status ?? 'unknown', epoch: null }
  const session = await getSetupSession(stripe, sessionId)
  if (!session || session.status === 'open') return { outcome: session ? 'open' : 'unknown', epoch: null }
  if (session.status === 'expired') {
    await tx.update(setupSessions).set({ status: 'expired' }).where(sameSession(accountId, sessionId))
    return { outcome: 'expired', epoch: null }
  }
  const before = await lockAccount(tx, accountId)
  if (!(await adoptCard(tx, stripe, accountId, session, now))) return { outcome: 'unknown', epoch: null }
  await tx
    .update(setupSessions)
    .set({ status: 'complete', completedAt: now })
    .where(sameSession(accountId, sessionId))
  const startedBy = stored.startedBy as UserId
  if (stored.initialLimitNanos !== null)
    await setInitialLimit(tx, accountId, startedBy, stored.initialLimitNanos, now)
  await recordAudit(
    tx,
    { accountId, actorUserId: startedBy, now },
    'billing.card_saved',
    session.card?.id ?? null,
  )
  const { view } = await updateStanding(tx, accountId, now)
  if (view.standing === 'active' && (before.standing === 'free' || before.billingSince === null))
    await tellActive(tx, before, session, now)
  return { outcome: 'complete', epoch: await recordControlChange(tx, { kind: 'account', accountId }) }
}

/** Makes the session's card the default, unless the customer has saved a newer one since. False: not this account's customer. */
async function adoptCard(
  tx: Tx,
  stripe: StripeClient,
  accountId: AccountId,
  session: SetupSession,
  now: Date,
): Promise<boolean> {
  const customer = await syncCustomer(tx, stripe, accountId, now)
  const card = session.card
  if (!customer || !card || session.customerId !== customer.id) return false
  if (customer.cards[0]?.id === card.id && customer.defaultCardId !== card.id) {
    await setDefaultCard(stripe, customer.id, card.id)
    await syncCustomer(tx, stripe, accountId, now)
  }
  await tx
    .update(accounts)
    .set({ billingSince: now })
    .where(and(eq(accounts.accountId, accountId), isNull(accounts.billingSince)))
  return true
}

/** Tells the account's people that billing is set up: once per session that brought it about. */
async function tellActive(
  tx: Tx,
  account: typeof accounts.$inferSelect,
  { id, card }: SetupSession,
  now: Date,
): Promise<void> {
  if (!card) return
  const accountId = account.accountId as AccountId
  const limits = await getEffectiveLimits(tx, accountId, ['account'])
  const data = {
    accountName: account.name,
    card: { brand: card.brand, lastFour: card.lastFour },
    limitNanos: limits.get('account')?.limitNanos?.toString() ?? null,
  }
  const notice = { accountId, kind: 'billing_active', cause: id }
  await addNotice(tx, { ...notice, template: 'billing_active', data }, now)
}

async function setInitialLimit(
  tx: Tx,
  accountId: AccountId,
  actorUserId: UserId,
  limitNanos: Nanos,
  now: Date,
): Promise<void> {
  const values = { limitNanos, updatedAt: now, updatedBy: actorUserId }
  await tx
    .insert(spendLimits)
    .values({ accountId, scope: 'account', ...values })
    .onConflictDoUpdate({ target: [spendLimits.accountId, spendLimits.scope], set: values })
  await recordAudit(tx, { accountId, actorUserId, now }, 'limit.changed', 'account', {
    limit_nanos: limitNanos.toString(),
  })
}

/** The newest session of that kind whose page still takes a card. */
async function findOpenSession(
  ctx: MemberCtx,
  stripe: StripeClient,
  customerId: string,
  kind: SetupPage['kind'],
) {
  const newest = await ctx.db
    .select({ id: setupSessions.id })
    .from(setupSessions)
    .where(and(eq(setupSessions.accountId, ctx.accountId), eq(setupSessions.status, 'open')))
    .orderBy(desc(setupSessions.createdAt), desc(setupSessions.id))
    .limit(2)
  for (const { id } of newest) {
    const session = await getSetupSession(stripe, id)
    if (session?.status === 'open' && session.customerId === customerId && session.page?.kind === kind)
      return { id, page: session.page }
  }
  return null
}

function sameSession(accountId: AccountId, id: string) {
  return and(eq(setupSessions.accountId, accountId), eq(setupSessions.id, id))
}
