import { transaction, type Sql } from '@/db/transaction'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import { periods } from '@/db/schema'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import { endOf, formatPeriod, type Period } from '@/lib/period'
import { err, ok, type Result } from '@/lib/result'
import { ledgerLock } from '@/lib/usage/ledger-lock'
import { eq } from 'drizzle-orm'

/**
 * Closes a period to all spending, so that its sums are final. `waiting`: some gateway or job still holds a reservation of it
 * (for at most 10 and 60 minutes); call again later. What is settled after it closed is waived. Safe to repeat.
 * `now` is platform time.
 */
export async function closePeriod(
  db: Db,
  period: Period,
  now: Date,
): Promise<Result<'closed' | 'waiting', 'period_open'>> {
  if (now < endOf(period))
    return err(
      'period_open',
      `${formatPeriod(period)} is not over yet: it ends ${endOf(period).toISOString()}.`,
    )
  const [row] = await db.select().from(periods).where(eq(periods.period, period))
  if (row?.state === 'closed') return ok('closed')
  const epoch = row?.closingEpoch ?? (await beginClosing(db, period, now))
  await awaitGateways(db, epoch)
  return ok((await finishClosing(db, period, epoch, now)) ? 'closed' : 'waiting')
}

/** Bars new reservations: no lease is granted in the period any more, and gateways are told. */
async function beginClosing(db: Db, period: Period, now: Date): Promise<number> {
  return db.transaction(async tx => {
    await tx
      .insert(periods)
      .values({ period, state: 'closing', closingAt: now })
      .onConflictDoUpdate({
        target: periods.period,
        set: { state: 'closing', closingAt: now },
        setWhere: eq(periods.state, 'open'),
      })
    const closingEpoch = await recordControlChange(tx, { kind: 'period' })
    await tx.update(periods).set({ closingEpoch }).where(eq(periods.period, period))
    return closingEpoch
  })
}

/** Under the exclusive lock no settlement is under way, and every later one reads what is flipped here. */
async function finishClosing(db: Db, period: Period, epoch: number, now: Date): Promise<boolean> {
  if (await isHeld(db.$client, period, epoch)) return false
  return transaction(
    db,
    async client => {
      if (await isHeld(client, period, epoch)) return false
      await client.query(
        `UPDATE periods SET state = 'closed', closed_at = $2 WHERE period = $1 AND state = 'closing'`,
        [period, now.toISOString()],
      )
      return true
    },
    { lock: { key: locks.ledger, mode: ledgerLock.flip } },
  )
}

/** Whether a live gateway may still hold a reservation of the period, or a job admitted in it is not done. */
async function isHeld(client: Sql, period: Period, epoch: number): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT EXISTS (
       SELECT 1 FROM gateways WHERE kind = 'gateway' AND fenced_at IS NULL
         AND (acked_epoch < $2 OR oldest_reserved_period <= $1)
     ) OR EXISTS (
       SELECT 1 FROM jobs WHERE status IN ('QUEUED', 'PROCESSING') AND admitted_at < $3::timestamptz
     ) AS held`,
    [period, epoch, endOf(period).toISOString()],
  )
  return rows[0]?.held !== false
}
