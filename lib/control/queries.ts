import { asc, gt, max, ne } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import { controlChanges, controlState, periods } from '@/db/schema'
import type { AccountId } from '@/lib/ids'
import { toPeriod, type Period } from '@/lib/period'

export type ControlKind = (typeof controlChanges.$inferSelect)['kind']

export interface ControlChange {
  readonly epoch: number
  readonly kind: ControlKind
  /** Null for a change that concerns everyone. */
  readonly accountId: AccountId | null
}

/** The changes after a number, in order, at most 1,000: a full page means that there may be more. */
export async function listControlChanges(db: Db, afterEpoch: number): Promise<ControlChange[]> {
  const rows = await db
    .select({
      epoch: controlChanges.epoch,
      kind: controlChanges.kind,
      accountId: controlChanges.accountId,
    })
    .from(controlChanges)
    .where(gt(controlChanges.epoch, afterEpoch))
    .orderBy(asc(controlChanges.epoch))
    .limit(1_000)
  return rows.map(row => ({ ...row, accountId: row.accountId as AccountId | null }))
}

/** The number of the last committed change. */
export async function getControlEpoch(db: DbOrTx): Promise<number> {
  const [row] = await db.select({ epoch: controlState.epoch }).from(controlState)
  if (!row) throw new Error('control_state has no row: the database is not migrated')
  return row.epoch
}

/** The newest period that is closing or closed: nothing may be reserved in it or before it. */
export async function getBarredThrough(db: DbOrTx): Promise<Period | null> {
  const [row] = await db
    .select({ period: max(periods.period) })
    .from(periods)
    .where(ne(periods.state, 'open'))
  return row?.period == null ? null : toPeriod(row.period)
}
