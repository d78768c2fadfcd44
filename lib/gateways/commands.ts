import { transaction } from '@/db/transaction'
import type { Db } from '@/db/client'
import { offsetInForce } from '@/lib/clock/clock'
import type { LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId } from '@/lib/ids'
import type { Mode } from '@/lib/mode'
import { toPeriod, type Period } from '@/lib/period'

export interface Registration {
  readonly dbNow: Date
  readonly clockOffsetMs: number
  /** Everything up to this change is in what the gateway loads from now on; it counts as acknowledged. */
  readonly epoch: number
  /** Newest period that is closing or closed: nothing may be reserved in it or before it. */
  readonly barredThrough: Period | null
}

/** Enters a gateway that starts, under an id it has never had before. Load caches after this, never before. */
export async function registerGateway(
  db: Db,
  { id, mode, fenceAfterMs }: { id: GatewayId; mode: Mode; fenceAfterMs: number },
): Promise<Registration> {
  const { rows } = await db.$client.query<PulseRow & { barred_through: string | null }>(
    `INSERT INTO gateways (id, kind, started_at, heartbeat_at, acked_epoch, fence_after_ms)
     SELECT $1, 'gateway', clock_timestamp(), clock_timestamp(), epoch, $2 FROM control_state WHERE id = 1
     RETURNING clock_timestamp() AS db_now, acked_epoch AS epoch,
       (SELECT clock_offset_ms FROM control_state WHERE id = 1) AS clock_offset_ms,
       (SELECT max(period) FROM periods WHERE state <> 'open') AS barred_through`,
    [id, fenceAfterMs],
  )
  const [row] = rows
  if (!row) throw new Error('control_state has no row: the database is not migrated')
  const barredThrough = row.barred_through === null ? null : toPeriod(row.barred_through)
  return { ...toPulse(row, mode), barredThrough }
}

export interface Heartbeat {
  readonly id: GatewayId
  readonly mode: Mode
  /** The last control change this gateway has applied. */
  readonly ackedEpoch: number
  /** The oldest period it holds a reservation of, as of that change. */
  readonly oldestReservedPeriod: Period | null
}

export type Pulse =
  | { readonly fenced: true }
  | {
      readonly fenced: false
      readonly dbNow: Date
      readonly clockOffsetMs: number
      /** The last control change there is: where it is ahead of what was acknowledged, apply and beat again at once. */
      readonly epoch: number
    }

/**
 * Says that the gateway lives, and what it has acknowledged. One statement. A late one never takes an acknowledgement back,
 * nor lets go of a period that a newer one still held.
 */
export async function heartbeat(
  db: Db,
  { id, mode, ackedEpoch, oldestReservedPeriod }: Heartbeat,
): Promise<Pulse> {
  const { rows } = await db.$client.query<PulseRow>({
    name: 'heartbeat',
    text: `UPDATE gateways g SET heartbeat_at = clock_timestamp(),
        acked_epoch = greatest(g.acked_epoch, $2::bigint),
        oldest_reserved_period = CASE WHEN $2::bigint >= g.acked_epoch THEN $3 ELSE g.oldest_reserved_period END
      FROM control_state c WHERE c.id = 1 AND g.id = $1 AND g.fenced_at IS NULL
      RETURNING clock_timestamp() AS db_now, c.clock_offset_ms, c.epoch`,
    values: [id, ackedEpoch, oldestReservedPeriod],
  })
  const [row] = rows
  return row ? { fenced: false, ...toPulse(row, mode) } : { fenced: true }
}

/** Bars a gateway for good: once this returns, no lease, settlement or give-back of it commits any more. Fencing twice is one. */
export async function fenceGateway(db: Db, id: GatewayId): Promise<void> {
  await fenceIf(db, id, 'true')
}

/** Fences every gateway whose last heartbeat is older than it may be. Answers with those fenced now. */
export async function fenceStale(db: Db): Promise<GatewayId[]> {
  const { rows } = await db.$client.query<{ id: GatewayId }>(
    `SELECT id FROM gateways WHERE kind = 'gateway' AND fenced_at IS NULL AND ${isStale} ORDER BY id`,
  )
  const fenced: GatewayId[] = []
  for (const { id } of rows) if (await fenceIf(db, id, isStale)) fenced.push(id)
  return fenced
}

const isStale = `clock_timestamp() - heartbeat_at > fence_after_ms * interval '1 millisecond'`

/** FOR UPDATE waits for whatever the gateway has in flight (it holds the row FOR KEY SHARE, as a heartbeat does not). */
async function fenceIf(db: Db, id: GatewayId, condition: string): Promise<boolean> {
  return transaction(db, async client => {
    await client.query('SELECT 1 FROM gateways WHERE id = $1 FOR UPDATE', [id])
    const { rowCount } = await client.query(
      `UPDATE gateways SET fenced_at = clock_timestamp()
       WHERE id = $1 AND kind = 'gateway' AND fenced_at IS NULL AND ${condition}`,
      [id],
    )
    return rowCount === 1
  })
}

/** Takes back what fenced gateways were granted and did not spend. Each account is a transaction of its own; safe to repeat. */
export async function reclaimFenced(db: Db): Promise<{ gateways: number; nanos: bigint }> {
  const { rows } = await db.$client.query<{ id: GatewayId }>(
    `SELECT id FROM gateways WHERE fenced_at IS NOT NULL AND reclaimed_at IS NULL AND kind = 'gateway' ORDER BY id`,
  )
  let nanos = 0n
  for (const { id } of rows) {
    for (const accountId of await listAccountsToReclaim(db, id)) nanos += await reclaim(db, id, accountId)
    await db.$client.query('UPDATE gateways SET reclaimed_at = clock_timestamp() WHERE id = $1', [id])
  }
  return { gateways: rows.length, nanos }
}

async function listAccountsToReclaim(db: Db, id: LedgerGatewayId): Promise<AccountId[]> {
  const { rows } = await db.$client.query<{ account_id: AccountId }>(
    `SELECT DISTINCT account_id FROM budget_shards WHERE gateway_id = $1 AND granted_nanos > spent_nanos ORDER BY 1`,
    [id],
  )
  return rows.map(row => row.account_id)
}

/** Lock order as everywhere: gateway, budgets, shards. The new `seq` refuses whatever of that gateway is still on its way. */
async function reclaim(db: Db, id: GatewayId, accountId: AccountId): Promise<bigint> {
  return transaction(db, async client => {
    await client.query('SELECT 1 FROM gateways WHERE id = $1 FOR UPDATE', [id])
    await client.query(
      `SELECT 1 FROM budgets b WHERE account_id = $2 AND EXISTS (SELECT 1 FROM budget_shards s
         WHERE s.account_id = b.account_id AND s.scope = b.scope AND s.period = b.period AND s.gateway_id = $1
           AND s.granted_nanos > s.spent_nanos)
       ORDER BY scope, period FOR UPDATE`,
      [id, accountId],
    )
    const { rows } = await client.query<{ nanos: string }>(
      `WITH idle AS (
         SELECT scope, period, granted_nanos - spent_nanos AS nanos FROM budget_shards
         WHERE account_id = $2 AND gateway_id = $1 AND granted_nanos > spent_nanos
         ORDER BY scope, period FOR UPDATE
       ), budget AS (
         UPDATE budgets b SET allocated_nanos = b.allocated_nanos - idle.nanos FROM idle
         WHERE b.account_id = $2 AND b.scope = idle.scope AND b.period = idle.period
       ), shard AS (
         UPDATE budget_shards s SET granted_nanos = s.spent_nanos, seq = s.seq + 1 FROM idle
         WHERE s.account_id = $2 AND s.gateway_id = $1 AND s.scope = idle.scope AND s.period = idle.period
       )
       SELECT coalesce(sum(nanos) FILTER (WHERE scope = 'account'), 0) AS nanos FROM idle`,
      [id, accountId],
    )
    return BigInt(rows[0]?.nanos ?? 0)
  })
}

interface PulseRow {
  readonly db_now: Date
  readonly clock_offset_ms: string
  readonly epoch: string
}

function toPulse(row: PulseRow, mode: Mode): { dbNow: Date; clockOffsetMs: number; epoch: number } {
  return {
    dbNow: row.db_now,
    clockOffsetMs: offsetInForce(mode, Number(row.clock_offset_ms)),
    epoch: Number(row.epoch),
  }
}
