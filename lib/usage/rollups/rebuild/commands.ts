import { transaction } from '@/db/transaction'
import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { endOf, periodOf, startOf, type Period } from '@/lib/period'
import { addDays, earlier, startOfDay } from '@/lib/usage/buckets'
import { listPartitionMonths } from '@/lib/usage/partitions/queries'
import { foldSpan, lockWatermark } from '@/lib/usage/rollups/commands'
import { foldEventsSql } from '@/lib/usage/rollups/fold-sql'
import { countRollupRows, getRebuildCursor, listAccountsAfter } from '@/lib/usage/rollups/rebuild/queries'
import { folds } from '@/lib/usage/rollups/targets'
import type { TimeSpan } from '@/lib/usage/time-grid'

/** What a rebuild found: how many rows of each table were not what the events say, and are now. */
export type Repaired = ReadonlyMap<string, number>

/** A month of an account with more quarter-hour rows than this is compared a day at a time. */
const ROWS_AT_ONCE = 20_000
const MONTH_DAYS = 31

export interface RebuildOptions {
  /** Starts over, even where an earlier run has not come to its end. */
  readonly restart?: boolean
  /** Told of each account's month that was not what its events say. */
  readonly onRepaired?: (accountId: AccountId, period: Period, repaired: Repaired) => void
}

/**
 * Compares the rollups of every account with its events, in every month whose events are still in the database, and repairs
 * what differs. May run beside live traffic, and stop at any moment: the next run goes on where this one was. Answers with
 * how many months of accounts were compared, and how many of them were wrong.
 * `now` is platform time.
 */
export async function rebuildEverything(
  db: Db,
  now: Date,
  { restart = false, onRepaired }: RebuildOptions = {},
): Promise<{ compared: number; wrong: number }> {
  let [compared, wrong] = [0, 0]
  const cursor = restart ? null : await getRebuildCursor(db)
  const months = (await listPartitionMonths(db)).filter(
    period => period <= periodOf(now) && period >= (cursor?.period ?? period),
  )
  for (const period of months) {
    let after = cursor?.period === period ? cursor.accountId : ''
    for (;;) {
      const accounts = await listAccountsAfter(db, after)
      for (const accountId of accounts) {
        const repaired = await rebuildMonth(db, accountId, period)
        if (repaired) compared += 1
        if (repaired && repaired.size > 0) {
          wrong += 1
          onRepaired?.(accountId, period, repaired)
        }
        await saveCursor(db, `${period} ${accountId}`)
        after = accountId
      }
      if (accounts.length === 0) break
    }
  }
  await saveCursor(db, null)
  return { compared, wrong }
}

/** Null where the account neither used anything in the month nor has a rollup that says so. */
async function rebuildMonth(db: Db, accountId: AccountId, period: Period): Promise<Repaired | null> {
  const span = { from: startOf(period), to: endOf(period) }
  const rows = await countRollupRows(db, accountId, span, ROWS_AT_ONCE)
  return rows === 0 ? null : rebuildRollups(db, accountId, span, rows < ROWS_AT_ONCE ? MONTH_DAYS : 1)
}

async function saveCursor(db: Db, cursor: string | null): Promise<void> {
  await db.$client.query('UPDATE ledger_state SET rebuild_from = $1 WHERE id = 1', [cursor])
}

/**
 * Compares an account's rollups over whole days of UTC with its events, so many days at a time, and repairs what differs,
 * while settlement and folds go on: the quarter-hours from the events, then all that is folded from the quarter-hours. Empty:
 * nothing was wrong, as ever unless something else wrote to them. Only for days whose events are still in the database:
 * without them it would conclude that nothing had been used.
 */
export async function rebuildRollups(
  db: Db,
  accountId: AccountId,
  { from, to }: TimeSpan,
  stepDays = 1,
): Promise<Repaired> {
  const repaired = new Map<string, number>()
  for (let first = startOfDay(from); first < to; first = addDays(first, stepDays)) {
    const span = { from: first, to: earlier(addDays(first, stepDays), endOfDay(to)), accountId }
    for (const [table, rows] of await rebuildSpan(db, span))
      if (rows > 0) repaired.set(table, (repaired.get(table) ?? 0) + rows)
  }
  return repaired
}

async function rebuildSpan(
  db: Db,
  span: TimeSpan & { readonly accountId: AccountId },
): Promise<[table: string, rows: number][]> {
  const values = [span.from.toISOString(), span.to.toISOString(), span.accountId]
  const { rowCount } = await db.$client.query(foldEventsSql, values)
  const changed: [string, number][] = [['usage_base', rowCount ?? 0]]
  for (const fold of Object.values(folds))
    await transaction(db, async client => {
      const to = earlier(span.to, await lockWatermark(client, fold))
      if (to > span.from) changed.push(...(await foldSpan(client, fold, { ...span, to })))
    })
  return changed
}

function endOfDay(at: Date): Date {
  const day = startOfDay(at)
  return day < at ? addDays(day, 1) : at
}
