import { sql } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { toClock, type Clock } from '@/lib/clock/clock'
import type { Mode } from '@/lib/mode'

/** Platform time: the database's clock and the stored offset, which live mode ignores. */
export async function getClock(db: DbOrTx, mode: Mode): Promise<Clock> {
  const { rows } = await db.execute<{ db_now: string; clock_offset_ms: string }>(
    sql`SELECT clock_timestamp() AS db_now, clock_offset_ms FROM control_state WHERE id = 1`,
  )
  const [row] = rows
  if (!row) throw new Error('control_state has no row: the database is not migrated')
  return toClock(mode, new Date(row.db_now), Number(row.clock_offset_ms))
}

export async function getPlatformNow(db: DbOrTx, mode: Mode): Promise<Date> {
  return (await getClock(db, mode)).now
}
