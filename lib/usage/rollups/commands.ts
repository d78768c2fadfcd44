import { transaction } from '@/db/transaction'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import type { AccountId } from '@/lib/ids'
import { addDays, earlier, later, startOfDay, startOfHour } from '@/lib/usage/buckets'
import { ledgerLock } from '@/lib/usage/ledger-lock'
import { folds, foldSql, nextBucketSql, type Fold } from '@/lib/usage/rollups/fold-sql'

/** A span is folded this long after its end: by then nearly all of its requests are settled, so settlement rarely adds twice. */
const LAG_MS = 15 * 60_000
/** At most so much is folded in one transaction. */
const SLICE_DAYS = 1

/** Folds quarter-hours into hours, and whole days, up to a quarter of an hour before `now` (platform time). Safe to run at any time, by several at once. */
export async function foldRollups(db: Db, now: Date): Promise<{ hours: Date; days: Date }> {
  const settled = new Date(now.getTime() - LAG_MS)
  const hours = await foldUntil(db, folds.hourly, startOfHour(settled))
  // Readers take days first, so no day may be folded whose hours are not.
  const days = await foldUntil(db, folds.daily, earlier(startOfDay(settled), startOfDay(hours)))
  return { hours, days }
}

async function foldUntil(db: Db, fold: Fold, until: Date): Promise<Date> {
  const marked = await mark(db, fold, until)
  for (;;) {
    const folded = await foldSlice(db, fold, marked)
    if (folded >= marked) return folded
  }
}

/** From the moment this returns, settlement adds events before `until` to the folded table itself. */
async function mark(db: Db, fold: Fold, until: Date): Promise<Date> {
  const { rows } = await db.$client.query<{ marked: Date }>(
    `SELECT ${fold.marked} AS marked FROM ledger_state WHERE id = 1`,
  )
  const known = rows[0]?.marked
  if (!known) throw new Error('ledger_state has no row: the database is not migrated')
  if (known >= until) return known
  await transaction(
    db,
    client =>
      client.query(
        `UPDATE ledger_state SET ${fold.marked} = greatest(${fold.marked}, $1::timestamptz) WHERE id = 1`,
        [until.toISOString()],
      ),
    { lock: { key: locks.ledger, mode: ledgerLock.flip } },
  )
  return until
}

/** Folds the next slice, and says how far the fold has come. The watermark's row lock lets one fold run at a time. */
async function foldSlice(db: Db, fold: Fold, marked: Date): Promise<Date> {
  return transaction(db, async client => {
    const { rows } = await client.query<{ folded: Date }>(
      `SELECT ${fold.until} AS folded FROM ledger_state WHERE id = 1 FOR UPDATE`,
    )
    const from = rows[0]?.folded ?? marked
    if (from >= marked) return from
    const next = await client.query<{ bucket: Date | null }>(nextBucketSql, [
      from.toISOString(),
      marked.toISOString(),
    ])
    // Whole hours of one day: empty ones before it are skipped.
    const first = later(from, startOfDay(next.rows[0]?.bucket ?? marked))
    const to = earlier(marked, addDays(startOfDay(first), SLICE_DAYS))
    if (first < to) await client.query(foldSql(fold), [first.toISOString(), to.toISOString(), null])
    await client.query(`UPDATE ledger_state SET ${fold.until} = $1 WHERE id = 1`, [to.toISOString()])
    return to
  })
}

/**
 * Compares the folded tables with the quarter-hours over whole days of UTC and repairs what differs, while settlement goes
 * on. Answers with the number of rows that were wrong: 0, unless something else wrote to them.
 */
export async function rebuildRollups(
  db: Db,
  { accountId = null, from, to }: { accountId?: AccountId | null; from: Date; to: Date },
): Promise<{ repaired: number }> {
  let repaired = 0
  for (const fold of [folds.hourly, folds.daily])
    for (let day = startOfDay(from); day < to; day = addDays(day, 1))
      repaired += await rebuildDay(db, fold, day, accountId)
  return { repaired }
}

async function rebuildDay(db: Db, fold: Fold, day: Date, accountId: AccountId | null): Promise<number> {
  return transaction(db, async client => {
    const { rows } = await client.query<{ folded: Date }>(
      `SELECT ${fold.until} AS folded FROM ledger_state WHERE id = 1 FOR UPDATE`,
    )
    const end = earlier(addDays(day, 1), rows[0]?.folded ?? day)
    if (end <= day) return 0
    const { rowCount } = await client.query(foldSql(fold), [day.toISOString(), end.toISOString(), accountId])
    return rowCount ?? 0
  })
}
