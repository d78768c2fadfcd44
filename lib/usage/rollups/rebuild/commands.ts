import { transaction } from '@/db/transaction'
import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { addDays, earlier, startOfDay } from '@/lib/usage/buckets'
import { foldSpan, lockWatermark } from '@/lib/usage/rollups/commands'
import { foldEventsSql } from '@/lib/usage/rollups/fold-sql'
import { folds } from '@/lib/usage/rollups/targets'
import type { TimeSpan } from '@/lib/usage/time-grid'

/** What a rebuild found: how many rows of each table were not what the events say, and are now. */
export type Repaired = ReadonlyMap<string, number>

/**
 * Compares an account's rollups over whole days of UTC with its events, and repairs what differs, while settlement and folds
 * go on: the quarter-hours from the events, then all that is folded from the quarter-hours. Empty: nothing was wrong, as ever
 * unless something else wrote to them. Only for days whose events are still in the database: without them it would
 * conclude that nothing had been used.
 */
export async function rebuildRollups(
  db: Db,
  accountId: AccountId,
  { from, to }: TimeSpan,
): Promise<Repaired> {
  const repaired = new Map<string, number>()
  const count = (table: string, rows: number) => {
    if (rows > 0) repaired.set(table, (repaired.get(table) ?? 0) + rows)
  }
  for (let day = startOfDay(from); day < to; day = addDays(day, 1)) {
    const span = { from: day, to: addDays(day, 1), accountId }
    const { rowCount } = await db.$client.query(foldEventsSql, [
      span.from.toISOString(),
      span.to.toISOString(),
      accountId,
    ])
    count('usage_base', rowCount ?? 0)
    for (const fold of Object.values(folds))
      await transaction(db, async client => {
        const end = earlier(span.to, await lockWatermark(client, fold))
        if (end <= day) return
        for (const [table, rows] of await foldSpan(client, fold, { ...span, to: end })) count(table, rows)
      })
  }
  return repaired
}
