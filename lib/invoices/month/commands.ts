import { and, eq } from 'drizzle-orm'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import { periods } from '@/db/schema'
import { transaction } from '@/db/transaction'
import type { StripeDeps } from '@/lib/billing/customers/commands'
import { forEachConcurrently } from '@/lib/concurrently'
import { formatMoment } from '@/lib/format'
import type { AccountId } from '@/lib/ids'
import { billAccount } from '@/lib/invoices/close/commands'
import { CloseTally, type CloseSummary } from '@/lib/invoices/month/summary'
import { every } from '@/lib/every'
import { recordProgress, type CloseProgress } from '@/lib/invoices/month/progress/commands'
import {
  countAccountsToBill,
  findInvoice,
  getFirstPeriod,
  listAccountsToBill,
  listInvoicedPeriods,
} from '@/lib/invoices/queries'
import type { Logger } from '@/lib/log'
import { endOf, formatPeriod, periodOf, periodsBetween, previousPeriod, type Period } from '@/lib/period'
import { err, ok, type Result } from '@/lib/result'
import { closePeriod } from '@/lib/usage/periods/commands'

export interface CloseDeps extends StripeDeps {
  readonly log: Logger
  /**
   * Accounts billed at the same time, 16 by default: at Stripe's pace of 80 requests a second and 0.2 s each, no more would get
   * their turn. They hold no database connection while they wait for Stripe; the close itself holds one.
   */
  readonly width?: number
  /** How often progress is logged and stored, a second by default. */
  readonly progressEveryMs?: number
  /** How long to wait for requests of the period that are still running, 15 seconds by default. */
  readonly patienceMs?: number
}

const PAGE = 500
const POLL_MS = 250
const WIDTH = 16

/**
 * Closes a past period and makes its invoices, one per account with usage. Running it again changes nothing; running it while
 * another does waits for the other. `now` is platform time.
 */
export async function closeMonth(
  deps: CloseDeps,
  period: Period,
  now: Date,
): Promise<Result<CloseSummary, 'period_open' | 'period_busy'>> {
  if (endOf(period) > now)
    return err(
      'period_open',
      `${formatPeriod(period)} is not over: it can be closed from ${formatMoment(endOf(period))} on.`,
    )
  return transaction(
    deps.db,
    async () => {
      const closed = await closeLedger(deps, period, now)
      return closed.ok ? ok(await billPeriod(deps, period, now)) : closed
    },
    // It holds nothing but this lock, for as long as Stripe takes.
    { lock: { key: locks.monthClose, mode: 'exclusive' }, idleMs: 0 },
  )
}

/** Closes every past period whose invoices are not all out, oldest first, so that carried amounts go the right way. */
export async function closePastPeriods(
  deps: CloseDeps,
  now: Date,
): Promise<Result<CloseSummary, 'period_open' | 'period_busy'>[]> {
  const first = await getFirstPeriod(deps.db)
  if (!first) return []
  const done = await listInvoicedPeriods(deps.db)
  const results: Result<CloseSummary, 'period_open' | 'period_busy'>[] = []
  for (const period of periodsBetween(first, previousPeriod(periodOf(now))))
    if (!done.has(period)) results.push(await closeMonth(deps, period, now))
  return results
}

/** Bars the period in the ledger, so that what is billed is all there will ever be. */
async function closeLedger(
  { db, patienceMs = 15_000 }: CloseDeps,
  period: Period,
  now: Date,
): Promise<Result<'closed', 'period_open' | 'period_busy'>> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const state = await closePeriod(db, period, now)
    if (!state.ok) return state
    if (state.value === 'closed') return ok('closed')
    if (waitedMs >= patienceMs)
      return err('period_busy', `Requests of ${formatPeriod(period)} are still running; try again soon.`)
    await sleep(POLL_MS)
  }
}

async function billPeriod(deps: CloseDeps, period: Period, now: Date): Promise<CloseSummary> {
  const tally = new CloseTally()
  const accounts = await countAccountsToBill(deps.db, period)
  const startedMs = performance.now()
  const tell = async (state: CloseProgress['state']) => {
    const elapsedMs = Math.round(performance.now() - startedMs)
    const summary = tally.summary(period)
    const updatedAt = new Date(now.getTime() + elapsedMs)
    await recordProgress(deps.db, { state, startedAt: now, updatedAt, accounts, summary })
    deps.log.info({ period, accounts, processed: summary.accounts, state, elapsedMs }, 'month close')
  }
  const everyMs = deps.progressEveryMs ?? 1_000
  await tell('running')
  const stop = every(everyMs, () => tell('running'))
  try {
    for (let after = ''; ;) {
      const page = await listAccountsToBill(deps.db, period, after, PAGE)
      await forEachConcurrently(page, deps.width ?? WIDTH, id => bill(deps, tally, id, period, now))
      const last = page.at(-1)
      if (!last || page.length < PAGE) break
      after = last
    }
  } finally {
    await stop()
  }
  const summary = tally.summary(period)
  if (summary.failures.length === 0) await markInvoiced(deps.db, period, now)
  await tell(summary.failures.length === 0 ? 'done' : 'incomplete')
  return summary
}

/** One account's failure must not keep the others from their invoices. */
async function bill(
  deps: CloseDeps,
  tally: CloseTally,
  accountId: AccountId,
  period: Period,
  now: Date,
): Promise<void> {
  try {
    const before = await findInvoice(deps.db, accountId, period)
    const after = await billAccount(deps, accountId, period, now)
    tally.add(
      after,
      before?.status !== after.status || before.updatedAt.getTime() !== after.updatedAt.getTime(),
    )
  } catch (error) {
    deps.log.error({ err: error, accountId, period }, 'an account could not be billed')
    tally.fail(accountId, error instanceof Error ? error.message : String(error))
  }
}

async function markInvoiced(db: Db, period: Period, now: Date): Promise<void> {
  await db
    .update(periods)
    .set({ invoicedAt: now })
    .where(and(eq(periods.period, period), eq(periods.state, 'closed')))
}
