import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { stripeEvents } from '@/db/schema'
import { updateStanding } from '@/lib/billing/commands'
import { syncCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { findAccountOf } from '@/lib/billing/queries'
import { applySetup } from '@/lib/billing/setup/commands'
import { announce, recordControlChange } from '@/lib/control/commands'
import { retryDelayMs } from '@/lib/inbox/retry'
import { toTopic } from '@/lib/inbox/topics'
import { syncInvoice } from '@/lib/invoices/commands'
import type { Logger } from '@/lib/log'
import { never, ok, type Result } from '@/lib/result'
import type { StripeClient } from '@/lib/stripe/client'
import { verifyEvent } from '@/lib/stripe/webhooks'

export interface InboxDeps extends StripeDeps {
  readonly log: Logger
  /** Platform time, for what the event does. */
  now(): Promise<Date>
}

export interface Delivery {
  /** As it came: a body that was parsed and written again has another signature. */
  readonly rawBody: string
  readonly signature: string
  /** Real time. */
  readonly receivedAt: Date
}

/** Keeps a delivery that any of the secrets signed, whatever its type; one that came before is kept once. */
export async function receiveEvent(
  db: Db,
  { rawBody, signature, receivedAt }: Delivery,
  secrets: readonly string[],
): Promise<Result<'kept', 'invalid_signature'>> {
  const event = verifyEvent(rawBody, signature, secrets)
  if (!event.ok) return event
  await db
    .insert(stripeEvents)
    .values({ ...event.value, receivedAt, nextAttemptAt: receivedAt })
    .onConflictDoNothing()
  return ok('kept')
}

/** Processes every event that is due at `at` (real time), oldest first. Returns how many were taken up. */
export async function processInbox(deps: InboxDeps, at: Date): Promise<number> {
  for (let count = 0; ; count += 1) if (!(await processNext(deps, at))) return count
}

/**
 * Takes up one due event that nobody else is at: its work and the mark that it is done are one transaction. A failure rolls
 * back, is written down, and is tried again later.
 */
async function processNext(deps: InboxDeps, at: Date): Promise<boolean> {
  let taken: { id: string; attempts: number } | undefined
  try {
    const epoch = await deps.db.transaction(async tx => {
      const event = await takeDue(tx, at)
      if (!event) return null
      taken = event
      const change = await apply(tx, deps.stripe, event, await deps.now())
      await tx
        .update(stripeEvents)
        .set({ processedAt: at, attempts: event.attempts + 1, lastError: null })
        .where(eq(stripeEvents.id, event.id))
      return change
    })
    if (epoch !== null) await announce(deps.db, epoch)
  } catch (error) {
    if (!taken) throw error
    deps.log.error({ err: error, event: taken.id }, 'a Stripe event could not be processed')
    await postpone(deps.db, taken, error, at)
  }
  return taken !== undefined
}

async function takeDue(tx: Tx, at: Date) {
  const [event] = await tx
    .select({
      id: stripeEvents.id,
      type: stripeEvents.type,
      objectId: stripeEvents.objectId,
      attempts: stripeEvents.attempts,
    })
    .from(stripeEvents)
    .where(and(isNull(stripeEvents.processedAt), lte(stripeEvents.nextAttemptAt, at)))
    .orderBy(asc(stripeEvents.nextAttemptAt), asc(stripeEvents.id))
    .limit(1)
    .for('update', { skipLocked: true })
  return event
}

async function postpone(
  db: Db,
  { id, attempts }: { id: string; attempts: number },
  error: unknown,
  at: Date,
): Promise<void> {
  await db
    .update(stripeEvents)
    .set({
      attempts: attempts + 1,
      nextAttemptAt: new Date(at.getTime() + retryDelayMs(attempts + 1)),
      lastError: error instanceof Error ? error.message : String(error),
    })
    .where(and(eq(stripeEvents.id, id), isNull(stripeEvents.processedAt)))
}

/** Does what the event asks for; returns the control change to announce after the commit, null where there is none. */
async function apply(
  tx: Tx,
  stripe: StripeClient,
  event: { type: string; objectId: string | null },
  now: Date,
): Promise<number | null> {
  const topic = toTopic(event)
  switch (topic?.kind) {
    case undefined:
      return null
    case 'setup_session':
      return (await applySetup(tx, stripe, topic.id, now)).epoch
    case 'invoice':
      return syncInvoice(tx, stripe, topic.id, now)
    case 'customer':
    case 'card':
      return applyCustomer(tx, stripe, topic.id, now)
    default:
      return never(topic)
  }
}

/** `stripeId` names the customer or one of its cards. */
async function applyCustomer(
  tx: Tx,
  stripe: StripeClient,
  stripeId: string,
  now: Date,
): Promise<number | null> {
  const accountId = await findAccountOf(tx, stripeId)
  if (!accountId) return null
  await syncCustomer(tx, stripe, accountId, now)
  const { changed } = await updateStanding(tx, accountId, now)
  return changed ? recordControlChange(tx, { kind: 'account', accountId }) : null
}
