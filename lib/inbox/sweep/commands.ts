import { and, asc, eq, gt, inArray, isNotNull } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import {
  accounts,
  billingDetails,
  invoices,
  paymentMethods,
  setupSessions,
  stripeEvents,
  stripeSweeps,
} from '@/db/schema'
import { refreshCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { completeSetup } from '@/lib/billing/setup/commands'
import { forEachConcurrently } from '@/lib/concurrently'
import { announce } from '@/lib/control/commands'
import type { AccountId } from '@/lib/ids'
import { processInbox, type InboxDeps } from '@/lib/inbox/commands'
import { getLastSweep } from '@/lib/inbox/queries'
import { sweptTypes } from '@/lib/inbox/topics'
import { syncInvoice } from '@/lib/invoices/commands'
import { sameInvoice } from '@/lib/invoices/queries'
import { listEventsSince } from '@/lib/stripe/webhooks'

const DAY_MS = 86_400_000
/** How far before the end of the last sweep the next one begins: what one of them could not see, the next ones find. */
const OVERLAP_MS = 3 * DAY_MS
/** Stripe keeps events no longer. */
const KEPT_MS = 30 * DAY_MS
/** Younger events are not missed yet: their delivery may be on its way. */
const ON_ITS_WAY_MS = 600_000
const PAGE = 500
/** Compared at the same time, each on a connection of its own: a hundred thousand customers in an hour, not in a night. */
const WIDTH = 4

export interface SweepSummary {
  /** From when on Stripe was asked for events. */
  readonly from: Date
  /** Of those, the ones that never came. */
  readonly missedEvents: number
  readonly accounts: number
  readonly invoices: number
  /** Accounts and invoices that were not as Stripe has them, and are now. */
  readonly repaired: readonly string[]
  /** Accounts, invoices and set-ups that could not be compared; the log says why, and the next sweep tries again. */
  readonly failed: readonly string[]
}

/**
 * Compares what we hold with what Stripe holds, and repairs what deliveries missed: events since the last sweep that never came;
 * every customer's cards and details; every invoice that is not settled; set-ups that are still open. `now` is platform time, `at` real time.
 */
export async function sweepStripe(deps: InboxDeps, now: Date, at: Date): Promise<SweepSummary> {
  const from = await beginOf(deps, now)
  const until = new Date(now.getTime() - ON_ITS_WAY_MS)
  const missedEvents = await fetchMissedEvents(deps, { from, until }, at)
  await processInbox(deps, at)
  const { db } = deps
  const repaired: string[] = []
  const failed: string[] = []
  // One that cannot be read must not keep the others from being repaired.
  const note = async (id: string, compare: Promise<boolean>) => {
    try {
      if (await compare) repaired.push(id)
    } catch (error) {
      deps.log.error({ err: error, id }, 'could not be compared with Stripe')
      failed.push(id)
    }
  }
  const swept = {
    accounts: await eachPage(
      after => listCustomers(db, after),
      ({ id }) => note(id, sweepAccount(deps, id as AccountId, now)),
    ),
    invoices: await eachPage(
      after => listUnsettled(db, after),
      invoice => note(invoice.id, sweepInvoice(deps, invoice, now)),
    ),
  }
  await eachPage(
    after => listOpenSessions(db, after),
    ({ id }) => note(id, sweepSetup(deps, id, now)),
  )
  const ended = { until, missedEvents, repaired: repaired.length, failed: failed.length }
  await db.insert(stripeSweeps).values(ended).onConflictDoNothing()
  return { from, missedEvents, ...swept, repaired, failed }
}

/** Where the last sweep that came to its end left off, however long ago that was: as far back as Stripe can be asked. */
async function beginOf({ db, log }: InboxDeps, now: Date): Promise<Date> {
  const last = await getLastSweep(db)
  const kept = new Date(now.getTime() - KEPT_MS)
  if (last && last.until < kept)
    log.error({ from: last.until, to: kept }, 'Stripe keeps no events of this time any more')
  return new Date(Math.max(kept.getTime(), last ? last.until.getTime() - OVERLAP_MS : 0))
}

async function fetchMissedEvents(
  { db, stripe }: StripeDeps,
  { from, until }: { readonly from: Date; readonly until: Date },
  at: Date,
): Promise<number> {
  let missed = 0
  for await (const events of listEventsSince(stripe, from, sweptTypes)) {
    const due = events.filter(({ createdAt }) => createdAt <= until)
    if (due.length === 0) continue
    const rows = due.map(event => ({
      ...event,
      source: 'sweep' as const,
      receivedAt: at,
      nextAttemptAt: at,
    }))
    const kept = await db
      .insert(stripeEvents)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: stripeEvents.id })
    missed += kept.length
  }
  return missed
}

/** Whether the account's cards, billing details or standing were not what they are now. */
async function sweepAccount({ db, stripe }: StripeDeps, accountId: AccountId, now: Date): Promise<boolean> {
  return repairs(
    db,
    tx => readAccount(tx, accountId),
    tx => refreshCustomer(tx, stripe, accountId, now),
  )
}

/** Whether the invoice was not what it is now. */
async function sweepInvoice({ db, stripe }: StripeDeps, { accountId, id, stripeId }: Unsettled, now: Date) {
  return repairs(
    db,
    tx => tx.select().from(invoices).where(sameInvoice(accountId, id)),
    tx => syncInvoice(tx, stripe, stripeId, now, { withRefunds: true }),
  )
}

/** Whether the set-up was completed without our knowing. */
async function sweepSetup(deps: StripeDeps, id: string, now: Date): Promise<boolean> {
  return (await completeSetup(deps, id, now)) === 'complete'
}

/** Runs a comparison in one transaction; whether what `read` reads differs after it. */
async function repairs(
  db: Db,
  read: (tx: Tx) => Promise<unknown>,
  compare: (tx: Tx) => Promise<number | null>,
): Promise<boolean> {
  const { repaired, epoch } = await db.transaction(async tx => {
    const before = toText(await read(tx))
    const epoch = await compare(tx)
    const repaired = before !== toText(await read(tx))
    return { repaired, epoch }
  })
  if (epoch !== null) await announce(db, epoch)
  return repaired
}

async function readAccount(tx: Tx, accountId: AccountId): Promise<unknown> {
  const cards = await tx
    .select()
    .from(paymentMethods)
    .where(eq(paymentMethods.accountId, accountId))
    .orderBy(asc(paymentMethods.id))
  const [account] = await tx
    .select({ standing: accounts.standing, billingEmail: accounts.billingEmail })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  const [details] = await tx.select().from(billingDetails).where(eq(billingDetails.accountId, accountId))
  return { account, cards, details }
}

function toText(rows: unknown): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}

/** Goes through a list page by page, by id; returns how many there were. */
async function eachPage<Row extends { readonly id: string }>(
  list: (after: string) => Promise<Row[]>,
  work: (row: Row) => Promise<void>,
): Promise<number> {
  let total = 0
  for (let after = ''; ;) {
    const page = await list(after)
    await forEachConcurrently(page, WIDTH, work)
    total += page.length
    const last = page.at(-1)
    if (!last || page.length < PAGE) return total
    after = last.id
  }
}

function listCustomers(db: Db, after: string): Promise<{ id: string }[]> {
  return db
    .select({ id: accounts.accountId })
    .from(accounts)
    .where(and(isNotNull(accounts.stripeCustomerId), gt(accounts.accountId, after)))
    .orderBy(asc(accounts.accountId))
    .limit(PAGE)
}

interface Unsettled {
  readonly accountId: AccountId
  readonly id: string
  readonly stripeId: string
}

async function listUnsettled(db: Db, after: string): Promise<Unsettled[]> {
  const rows = await db
    .select({ accountId: invoices.accountId, id: invoices.id, stripeId: invoices.stripeInvoiceId })
    .from(invoices)
    .where(
      and(
        inArray(invoices.status, ['draft', 'open', 'uncollectible']),
        isNotNull(invoices.stripeInvoiceId),
        gt(invoices.id, after),
      ),
    )
    .orderBy(asc(invoices.id))
    .limit(PAGE)
  return rows.map(row => ({
    accountId: row.accountId as AccountId,
    id: row.id,
    stripeId: row.stripeId ?? '',
  }))
}

function listOpenSessions(db: Db, after: string): Promise<{ id: string }[]> {
  return db
    .select({ id: setupSessions.id })
    .from(setupSessions)
    .where(and(eq(setupSessions.status, 'open'), gt(setupSessions.id, after)))
    .orderBy(asc(setupSessions.id))
    .limit(PAGE)
}
