import { and, asc, eq, inArray, isNull, lte, ne, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { stripeEvents } from '@/db/schema'
import { refreshCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { syncDispute } from '@/lib/billing/disputes/commands'
import { findAccountOf } from '@/lib/billing/queries'
import { applySetup } from '@/lib/billing/setup/commands'
import { announce } from '@/lib/control/commands'
import { INBOX_CHANNEL } from '@/lib/inbox/channel'
import { retryDelayMs } from '@/lib/inbox/retry'
import { toTopic, type Topic } from '@/lib/inbox/topics'
import { syncInvoice } from '@/lib/invoices/commands'
import { syncCreditNote } from '@/lib/invoices/credits/commands'
import type { Logger } from '@/lib/log'
import { never, ok, type Result } from '@/lib/result'
import type { StripeClient } from '@/lib/stripe/client'
import { findHolderOfTaxId } from '@/lib/stripe/billing-details'
import { findHolderOfCard } from '@/lib/stripe/customers'
import { findInvoiceOfCharge, findInvoiceOfRefund } from '@/lib/stripe/disputes'
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

/**
 * Keeps a delivery that any of the secrets signed, whatever its type; one that came before is kept once. A type that changes nothing
 * of ours is done with that; of any other the worker is told.
 */
export async function receiveEvent(
  db: Db,
  { rawBody, signature, receivedAt }: Delivery,
  secrets: readonly string[],
): Promise<Result<'kept', 'invalid_signature'>> {
  const event = verifyEvent(rawBody, signature, secrets)
  if (!event.ok) return event
  const processedAt = toTopic(event.value) ? null : receivedAt
  const kept = await db
    .insert(stripeEvents)
    .values({ ...event.value, receivedAt, nextAttemptAt: receivedAt, processedAt })
    .onConflictDoNothing()
    .returning({ id: stripeEvents.id })
  if (kept.length > 0 && processedAt === null) await announceEvents(db)
  return ok('kept')
}

/** Tells the worker that events are waiting. After they are committed: NOTIFY in a transaction takes a lock that all commits share. */
export async function announceEvents(db: Db): Promise<void> {
  await db.$client.query('SELECT pg_notify($1, $2)', [INBOX_CHANNEL, ''])
}

/**
 * Processes every event that is due at `at` (real time), oldest first, several at a time. Returns how many were served: one look
 * at an object serves all events about it that are waiting.
 */
export async function processInbox(deps: InboxDeps, at: Date, width = 4): Promise<number> {
  let served = 0
  const failures: unknown[] = []
  const lanes: Promise<void>[] = []
  const lane = async () => {
    for (;;) {
      const count = await processNext(deps, at)
      if (count === 0) return
      served += count
      // There may be more: an inbox that is empty is asked once, not by everyone.
      open()
    }
  }
  const open = () => {
    if (lanes.length < width) lanes.push(lane().catch((error: unknown) => void failures.push(error)))
  }
  open()
  for (let i = 0; i < lanes.length; i += 1) await lanes[i]
  if (failures.length > 0) throw failures[0]
  return served
}

/**
 * Takes up one due event that nobody else is at: its work and the mark that it is done are one transaction. A failure rolls
 * back, is written down, and is tried again later. Returns how many events that served, 0 where none is due.
 */
async function processNext(deps: InboxDeps, at: Date): Promise<number> {
  let taken: Taken[] = []
  try {
    const epoch = await deps.db.transaction(async tx => {
      taken = await takeDue(tx, at)
      const [first] = taken
      if (!first) return null
      const change = await apply(tx, deps.stripe, toTopic(first), await deps.now())
      await tx
        .update(stripeEvents)
        .set({ processedAt: at, attempts: sql`${stripeEvents.attempts} + 1`, lastError: null })
        .where(inArray(stripeEvents.id, ids(taken)))
      return change
    })
    if (epoch !== null) await announce(deps.db, epoch)
  } catch (error) {
    if (taken.length === 0) throw error
    deps.log.error({ err: error, events: ids(taken) }, 'a Stripe event could not be processed')
    await postpone(deps.db, taken, error, at)
  }
  return taken.length
}

type Taken = Pick<typeof stripeEvents.$inferSelect, 'id' | 'type' | 'objectId' | 'attempts'>

/** The next due event, and all that wait and are about the same object: it is fetched after this, so that they are all served. */
async function takeDue(tx: Tx, at: Date): Promise<Taken[]> {
  const columns = {
    id: stripeEvents.id,
    type: stripeEvents.type,
    objectId: stripeEvents.objectId,
    attempts: stripeEvents.attempts,
  }
  const [first] = await tx
    .select(columns)
    .from(stripeEvents)
    .where(and(isNull(stripeEvents.processedAt), lte(stripeEvents.nextAttemptAt, at)))
    .orderBy(asc(stripeEvents.nextAttemptAt), asc(stripeEvents.id))
    .limit(1)
    .for('update', { skipLocked: true })
  const topic = first && toTopic(first)
  if (!first || !topic) return first ? [first] : []
  const others = await tx
    .select(columns)
    .from(stripeEvents)
    .where(
      and(
        eq(stripeEvents.objectId, topic.id),
        isNull(stripeEvents.processedAt),
        ne(stripeEvents.id, first.id),
      ),
    )
    .orderBy(asc(stripeEvents.id))
    .for('update', { skipLocked: true })
  return [first, ...others.filter(other => toTopic(other)?.kind === topic.kind)]
}

async function postpone(db: Db, taken: readonly Taken[], error: unknown, at: Date): Promise<void> {
  const attempts = Math.max(...taken.map(event => event.attempts)) + 1
  await db
    .update(stripeEvents)
    .set({
      attempts,
      nextAttemptAt: new Date(at.getTime() + retryDelayMs(attempts)),
      lastError: error instanceof Error ? error.message : String(error),
    })
    .where(and(inArray(stripeEvents.id, ids(taken)), isNull(stripeEvents.processedAt)))
}

function ids(taken: readonly Taken[]): string[] {
  return taken.map(({ id }) => id)
}

/** Does what an event asks for; returns the control change to announce after the commit, null where there is none. */
async function apply(tx: Tx, stripe: StripeClient, topic: Topic | null, now: Date): Promise<number | null> {
  if (!topic) return null
  switch (topic.kind) {
    case 'setup_session':
      return (await applySetup(tx, stripe, topic.id, now)).epoch
    case 'invoice':
      return syncInvoice(tx, stripe, topic.id, now)
    case 'customer':
    case 'card':
    case 'tax_id':
      return applyCustomer(tx, stripe, topic, now)
    case 'charge':
      return applyMoney(tx, stripe, await findInvoiceOfCharge(stripe, topic.id), now)
    case 'refund':
      return applyMoney(tx, stripe, await findInvoiceOfRefund(stripe, topic.id), now)
    case 'dispute':
      return syncDispute(tx, stripe, topic.id, now)
    case 'credit_note':
      return applyMoney(tx, stripe, await syncCreditNote(tx, stripe, topic.id), now)
    default:
      return never(topic.kind)
  }
}

/** Money that went back: what of the invoice's is known anew. */
async function applyMoney(
  tx: Tx,
  stripe: StripeClient,
  stripeInvoiceId: string | null,
  now: Date,
): Promise<number | null> {
  return stripeInvoiceId === null
    ? null
    : syncInvoice(tx, stripe, stripeInvoiceId, now, { withRefunds: true })
}

/** The customer itself, or something of it: what we have not seen yet, because it was made in Stripe's portal, says whose it is. */
async function applyCustomer(
  tx: Tx,
  stripe: StripeClient,
  { kind, id }: Topic,
  now: Date,
): Promise<number | null> {
  const known = await findAccountOf(tx, id)
  if (known) return refreshCustomer(tx, stripe, known, now)
  if (kind === 'customer') return null
  const holder = await (kind === 'card' ? findHolderOfCard : findHolderOfTaxId)(stripe, id)
  const accountId = holder && (await findAccountOf(tx, holder))
  return accountId ? refreshCustomer(tx, stripe, accountId, now) : null
}
