import { sql, type SQL } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { controlState } from '@/db/schema'
import { getClock } from '@/lib/clock/queries'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { Mode } from '@/lib/mode'
import { err, ok, type Result } from '@/lib/result'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

interface Platform {
  readonly db: Db
  readonly mode: Mode
}

/** The parts of a moved clock that are other processes'. */
export interface ClockFollowers {
  /** Sets the sandbox's own clock to the same offset. */
  readonly moveSandbox: (offsetMs: number) => Promise<void>
  /** Runs every job of the worker that is due, to its end. */
  readonly tickJobs: () => Promise<void>
}

/**
 * Moves platform time forward, everywhere: partitions, the stored offset, the sandbox, then the jobs that are due, until all
 * gateways have acknowledged it. Demo mode only. When a follower fails, platform time stays moved; moving it again, however
 * little, catches that follower up.
 */
export async function moveClock(
  { db, mode }: Platform,
  to: Date,
  followers: ClockFollowers,
): Promise<Result<{ now: Date; offsetMs: number }, 'live_mode' | 'not_forward'>> {
  if (mode !== 'demo') return err('live_mode', 'The clock can be moved in demo mode only.')
  const before = await getClock(db, mode)
  if (!(to >= before.now))
    return err('not_forward', `The clock only moves forward: it is ${before.now.toISOString()} already.`)
  await ensurePartitions(db, to)
  const { offsetMs, epoch } = await storeOffset(db, to, 'forward')
  await followers.moveSandbox(offsetMs)
  await awaitGateways(db, epoch)
  await followers.tickJobs()
  return ok({ now: (await getClock(db, mode)).now, offsetMs })
}

/**
 * Starts an empty platform in the past, so that demo data can be lived through month by month. Demo mode only, and only
 * before anything was used: time never runs backwards over a ledger.
 */
export async function startClockAt(
  { db, mode }: Platform,
  at: Date,
): Promise<Result<{ offsetMs: number }, 'live_mode' | 'not_empty'>> {
  if (mode !== 'demo') return err('live_mode', 'The clock can be set in demo mode only.')
  const { rows } = await db.execute<{ used: boolean }>(
    sql`SELECT EXISTS (SELECT 1 FROM usage_events) OR EXISTS (SELECT 1 FROM invoices) OR EXISTS (SELECT 1 FROM periods) AS used`,
  )
  if (rows[0]?.used !== false) return err('not_empty', 'The ledger is not empty: time cannot run backwards.')
  await ensurePartitions(db, at)
  const { offsetMs, epoch } = await storeOffset(db, at, 'anywhere')
  await awaitGateways(db, epoch)
  return ok({ offsetMs })
}

/** A platform behind real time (it was started in the past) that is moved to about the present is in the present, exactly. */
function forward(target: SQL): SQL {
  const stored = controlState.clockOffsetMs
  return sql`CASE WHEN ${stored} < 0 AND ${target} > -5000 THEN greatest(${target}, 0) ELSE greatest(${stored}, ${target}) END`
}

/** The offset is worked out where the clock is, so that no time passes between. Of two moves at once, the further one counts. */
async function storeOffset(
  db: Db,
  to: Date,
  direction: 'forward' | 'anywhere',
): Promise<{ offsetMs: number; epoch: number }> {
  const target = sql`ceil(extract(epoch FROM ${to.toISOString()}::timestamptz - clock_timestamp()) * 1000)::bigint`
  return db.transaction(async tx => {
    const [row] = await tx
      .update(controlState)
      .set({
        clockOffsetMs: direction === 'forward' ? forward(target) : target,
      })
      .returning({ offsetMs: controlState.clockOffsetMs })
    if (!row) throw new Error('control_state has no row: the database is not migrated')
    const epoch = await recordControlChange(tx, { kind: 'clock' })
    return { offsetMs: row.offsetMs, epoch }
  })
}
