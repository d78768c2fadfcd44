import { transaction, type Sql } from '@/db/transaction'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import { addDays, earlier, later, startOfDay, startOfHour } from '@/lib/usage/buckets'
import { addEventsSql, foldSql, nextBucketSql, takeLateSql } from '@/lib/usage/rollups/fold-sql'
import { folds, type Fold } from '@/lib/usage/rollups/targets'

/** A span is folded this long after its end: by then nearly all of its requests are settled, so few come late. */
const LAG_MS = 15 * 60_000
/** At most so much is folded in one transaction. */
const SLICE_DAYS = 1
/** At most so many late events are added in one transaction. */
const LATE_BATCH = 1_000

/**
 * Folds quarter-hours into hours, days and marginals, up to a quarter of an hour before `now` (platform time), and adds to
 * the marginals what came late. Safe to run at any time, by several at once.
 */
export async function foldRollups(db: Db, now: Date): Promise<{ hours: Date; days: Date }> {
  const settled = new Date(now.getTime() - LAG_MS)
  const hours = await foldUntil(db, folds.hourly, startOfHour(settled))
  // Readers take days first, so no day may be folded whose hours are not.
  const days = await foldUntil(db, folds.daily, earlier(startOfDay(settled), startOfDay(hours)))
  const marginalHours = await foldUntil(db, folds.marginalHours, startOfHour(settled))
  await foldUntil(db, folds.marginalDays, earlier(startOfDay(settled), startOfDay(marginalHours)))
  await addLateEvents(db)
  return { hours, days }
}

async function foldUntil(db: Db, fold: Fold, until: Date): Promise<Date> {
  const marked = await mark(db, fold, until)
  for (;;) {
    const folded = await foldSlice(db, fold, marked)
    if (folded >= marked) return folded
  }
}

/** From the moment this returns, settlement adds events before `until` to the folded tables or to the list of late ones. */
async function mark(db: Db, fold: Fold, until: Date): Promise<Date> {
  const { rows } = await db.$client.query<{ marked: Date }>(
    `SELECT ${fold.marked} AS marked FROM ledger_state WHERE id = 1`,
  )
  const known = rows[0]?.marked
  if (!known) throw new Error('ledger_state has no row: the database is not migrated')
  if (known >= until) return known
  await transaction(db, async client => {
    // The row before the ledger's lock: whoever waits for a fold or a rebuild must not keep settlement waiting too.
    await lockWatermark(client, fold)
    await client.query('SELECT pg_advisory_xact_lock($1)', [locks.ledger])
    await client.query(
      `UPDATE ledger_state SET ${fold.marked} = greatest(${fold.marked}, $1::timestamptz) WHERE id = 1`,
      [until.toISOString()],
    )
  })
  return until
}

/** Folds the next slice, and says how far the fold has come. */
async function foldSlice(db: Db, fold: Fold, marked: Date): Promise<Date> {
  return transaction(db, async client => {
    const from = await lockWatermark(client, fold)
    if (from >= marked) return from
    const next = await client.query<{ bucket: Date | null }>(nextBucketSql, [
      from.toISOString(),
      marked.toISOString(),
    ])
    // Whole hours of one day: empty ones before it are skipped.
    const first = later(from, startOfDay(next.rows[0]?.bucket ?? marked))
    const to = earlier(marked, addDays(startOfDay(first), SLICE_DAYS))
    if (first < to) await foldSpan(client, fold, { from: first, to, accountId: null })
    await client.query(`UPDATE ledger_state SET ${fold.until} = $1 WHERE id = 1`, [to.toISOString()])
    return to
  })
}

/** A busy account's day is sorted in memory rather than on disk. */
const SORT_MEMORY = '64MB'

/** How far a fold has come. The row's lock lets one fold, or one addition of late events, run at a time. */
export async function lockWatermark(client: Sql, fold: Fold): Promise<Date> {
  const { rows } = await client.query<{ folded: Date }>(
    `SELECT ${fold.until} AS folded, set_config('work_mem', '${SORT_MEMORY}', true) FROM ledger_state WHERE id = 1 FOR UPDATE`,
  )
  const [row] = rows
  if (!row) throw new Error('ledger_state has no row: the database is not migrated')
  return row.folded
}

/** Adds to a fold's tables what they lack of a span. Answers with each table and how many of its rows were changed. */
export async function foldSpan(
  client: Sql,
  fold: Fold,
  { from, to, accountId }: { from: Date; to: Date; accountId: string | null },
): Promise<[table: string, rows: number][]> {
  const changed: [string, number][] = []
  for (const target of fold.targets) {
    const { rowCount } = await client.query(foldSql(target, fold), [
      from.toISOString(),
      to.toISOString(),
      accountId,
    ])
    changed.push([target.table, rowCount ?? 0])
  }
  return changed
}

/** Moves the list of late events into the marginals. */
async function addLateEvents(db: Db): Promise<void> {
  for (let taken = LATE_BATCH; taken === LATE_BATCH;)
    taken = await transaction(db, async client => {
      await lockWatermark(client, folds.marginalHours)
      const { rows } = await client.query<{ account_id: string; admitted_at: Date; id: string }>(
        takeLateSql,
        [LATE_BATCH],
      )
      const values = [
        rows.map(row => row.account_id),
        rows.map(row => row.admitted_at.toISOString()),
        rows.map(row => row.id),
      ]
      if (rows.length > 0)
        for (const fold of [folds.marginalHours, folds.marginalDays])
          for (const target of fold.targets) await client.query(addEventsSql(target, fold), values)
      return rows.length
    })
}
