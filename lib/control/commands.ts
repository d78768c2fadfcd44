import { sql } from 'drizzle-orm'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, DbOrTx } from '@/db/client'
import { controlChanges, controlState } from '@/db/schema'
import { CONTROL_CHANNEL, formatNotice, type Notice } from '@/lib/control/channel'
import type { ControlKind } from '@/lib/control/queries'
import { fenceGateway } from '@/lib/gateways/commands'
import type { AccountId, GatewayId } from '@/lib/ids'

const POLL_MS = 25

/**
 * Writes down, in the transaction that makes it, a change that gateways must know of, and numbers it. Call it last: it holds
 * the one control row until the transaction ends, which is why numbers appear in order. Then `awaitGateways` with the number.
 */
export async function recordControlChange(
  tx: DbOrTx,
  { kind, accountId = null }: { kind: ControlKind; accountId?: AccountId | null },
): Promise<number> {
  const [row] = await tx
    .update(controlState)
    .set({ epoch: sql`${controlState.epoch} + 1` })
    .returning({ epoch: controlState.epoch })
  if (!row) throw new Error('control_state has no row: the database is not migrated')
  await tx.insert(controlChanges).values({ epoch: row.epoch, kind, accountId, at: sql`clock_timestamp()` })
  return row.epoch
}

/** Tells the gateways. After the commit, never inside: NOTIFY in a transaction takes a lock that all commits share. */
export async function announce(db: Db, epoch: number): Promise<void> {
  await notify(db, { kind: 'epoch', epoch })
}

/** Asks the other gateways for what they hold idle of a budget. At most once a second per budget, please. */
export async function announceShortage(
  db: Db,
  budget: Omit<Notice & { kind: 'squeeze' }, 'kind'>,
): Promise<void> {
  await notify(db, { kind: 'squeeze', ...budget })
}

async function notify(db: Db, notice: Notice): Promise<void> {
  await db.$client.query('SELECT pg_notify($1, $2)', [CONTROL_CHANNEL, formatNotice(notice)])
}

/**
 * Announces a change and waits until it is in force: every gateway has acknowledged it or is fenced. A gateway that stays
 * silent, or beats but does not acknowledge, is fenced after the time it agreed to, so the wait is bounded by that.
 */
export async function awaitGateways(db: Db, epoch: number): Promise<{ fenced: GatewayId[] }> {
  await announce(db, epoch)
  const fenced: GatewayId[] = []
  const startedMs = performance.now()
  for (;;) {
    const behind = await listGatewaysBehind(db, epoch)
    const waitedMs = performance.now() - startedMs
    const overdue = behind.filter(gateway => gateway.silent || waitedMs > gateway.fenceAfterMs)
    for (const { id } of overdue) {
      await fenceGateway(db, id)
      fenced.push(id)
    }
    if (overdue.length === behind.length) return { fenced }
    await sleep(POLL_MS)
  }
}

async function listGatewaysBehind(
  db: Db,
  epoch: number,
): Promise<{ id: GatewayId; fenceAfterMs: number; silent: boolean }[]> {
  const { rows } = await db.$client.query<{ id: GatewayId; fence_after_ms: number; silent: boolean }>(
    `SELECT id, fence_after_ms,
       clock_timestamp() - heartbeat_at > fence_after_ms * interval '1 millisecond' AS silent
     FROM gateways WHERE kind = 'gateway' AND fenced_at IS NULL AND acked_epoch < $1 ORDER BY id`,
    [epoch],
  )
  return rows.map(row => ({ id: row.id, fenceAfterMs: row.fence_after_ms, silent: row.silent }))
}
