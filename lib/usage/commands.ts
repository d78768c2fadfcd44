import { isDataError, isLocked, isRetryable, lockedStatement, sqlStateOf, type Sql } from '@/db/transaction'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import { rejections, settlementFailures } from '@/db/schema'
import { GatewayFenced, type LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId, KeyId, RequestId } from '@/lib/ids'
import type { Scope } from '@/lib/control/channel'
import { lease } from '@/lib/limits/leases/commands'
import { describeError } from '@/lib/log-error'
import { startOfHour } from '@/lib/usage/buckets'
import { toJson, type Settled, type UsageEvent } from '@/lib/usage/event'
import { fundingOf, type Funding } from '@/lib/usage/funding'
import { ledgerLock } from '@/lib/usage/ledger-lock'
import { settleValues, toSettleSql, unsettleable, type SettleRow } from '@/lib/usage/settle-sql'
import { sql } from 'drizzle-orm'

/** The statement ran, but this gateway has no shard for some of what was spent: the batch was rolled back. */
export class ShardMismatch extends Error {
  override name = 'ShardMismatch'
}

export type Outcome =
  ({ readonly ok: true } & Settled) | { readonly ok: false; readonly error: unknown; readonly reason: string }

/**
 * Stores finished requests in one transaction: events, the quarter-hour rollup (and the folded ones, where their span is
 * marked), and this gateway's shards of account and key. All or nothing. Safe to repeat: an event that is stored already
 * changes nothing. What was admitted in a period that has closed since costs 0, its amount kept as waived.
 * Up to some 1,000 events, of any accounts. `now` is platform time.
 * @throws GatewayFenced, ShardMismatch, what Postgres says; after an error of COMMIT the outcome is unknown: repeat the batch
 */
export async function settle(
  db: Db,
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  now: Date,
): Promise<Map<RequestId, Settled>> {
  if (events.length === 0) return new Map()
  const lock = { key: locks.ledger, mode: ledgerLock.settle }
  const statement = settleStatement(gatewayId, events, now)
  const rows = await lockedStatement<SettleRow>(db, lock, statement).catch(asMismatch)
  return toOutcomes(db.$client, gatewayId, events, rows)
}

/** `settle` as part of a transaction that began by taking the shared ledger lock. */
export async function settleIn(
  client: Sql,
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  now: Date,
): Promise<Map<RequestId, Settled>> {
  const { rows } = await client.query<SettleRow>(settleStatement(gatewayId, events, now)).catch(asMismatch)
  return toOutcomes(client, gatewayId, events, rows)
}

const settleSql = toSettleSql(isLocked(locks.ledger))

function settleStatement(gatewayId: LedgerGatewayId, events: readonly UsageEvent[], now: Date) {
  return { name: 'settle', text: settleSql, values: settleValues(gatewayId, events, now) }
}

function asMismatch(error: unknown): never {
  if (sqlStateOf(error) !== unsettleable) throw error
  throw new ShardMismatch('not every shard that the events spent from is there', { cause: error })
}

async function toOutcomes(
  client: Sql,
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  [row]: readonly SettleRow[],
): Promise<Map<RequestId, Settled>> {
  if (!row?.live) throw new GatewayFenced(gatewayId)
  const stored = new Set(row.stored)
  const known = stored.size < events.length ? await listWaived(client, events) : []
  const waived = new Set([...row.waived, ...known])
  return new Map(
    events.map(event => [event.id, toSettled(event, stored.has(event.id), waived.has(event.id))]),
  )
}

/** Those that an earlier attempt had stored, after their period had closed. */
async function listWaived(client: Sql, events: readonly UsageEvent[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'list_waived',
    text: `SELECT e.id FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS i(account_id, admitted_at, id)
      JOIN usage_events e ON e.account_id = i.account_id AND e.admitted_at = i.admitted_at AND e.id = i.id
      WHERE e.waived_nanos > 0`,
    values: [
      events.map(event => event.accountId),
      events.map(event => event.admittedAt.toISOString()),
      events.map(event => event.id),
    ],
  })
  return rows.map(row => row.id)
}

function toSettled(event: UsageEvent, isNew: boolean, waived: boolean): Settled {
  return {
    costNanos: waived ? 0n : event.costNanos,
    waivedNanos: waived ? event.costNanos : 0n,
    duplicate: !isNew,
  }
}

/**
 * `settle` for a queue: where the data of some event breaks the batch, the batch is halved until that event stands alone;
 * it goes to `settlement_failures`, and all others are stored.
 * @throws GatewayFenced and faults of connection or database: repeat the very same batch, what was stored stays stored once
 */
export async function settleAll(
  db: Db,
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  now: Date,
): Promise<Map<RequestId, Outcome>> {
  try {
    const settled = await settleWithRetries(db, gatewayId, events, now)
    return new Map([...settled].map(([id, how]) => [id, { ok: true, ...how }]))
  } catch (error) {
    if (!isDataError(error) && !(error instanceof ShardMismatch)) throw error
    const [lone] = events
    if (lone && events.length === 1) return new Map([[lone.id, await recordFailure(db, lone, error, now)]])
    const middle = Math.ceil(events.length / 2)
    const first = await settleAll(db, gatewayId, events.slice(0, middle), now)
    const second = await settleAll(db, gatewayId, events.slice(middle), now)
    return new Map([...first, ...second])
  }
}

async function settleWithRetries(
  db: Db,
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  now: Date,
): Promise<Map<RequestId, Settled>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await settle(db, gatewayId, events, now)
    } catch (error) {
      if (!isRetryable(error) || attempt === 5) throw error
    }
  }
}

async function recordFailure(db: Db, event: UsageEvent, error: unknown, now: Date): Promise<Outcome> {
  const reason = describeError(error)
  await db
    .insert(settlementFailures)
    .values({
      accountId: event.accountId,
      requestId: event.id,
      event: toJson(event),
      reason,
      failedAt: now,
    })
    .onConflictDoNothing({ target: [settlementFailures.accountId, settlementFailures.requestId] })
  return { ok: false, error, reason }
}

/** The limits leave too little for what events cost that were not reserved before. */
export class InsufficientBudget extends Error {
  override name = 'InsufficientBudget'
}

/**
 * Leases what events cost, exactly, and settles them: for a gateway that held no reservation of them. What was leased for
 * events that turn out to be stored already stays with the gateway until it gives back or is reclaimed.
 * @throws InsufficientBudget, and what `lease` and `settleAll` throw
 */
export async function fundAndSettle(
  db: Db,
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  now: Date,
): Promise<Map<RequestId, Outcome>> {
  for (const funding of fundingOf(events)) await fund(db, gatewayId, funding)
  return settleAll(db, gatewayId, events, now)
}

async function fund(
  db: Db,
  gatewayId: LedgerGatewayId,
  { accountId, period, needs }: Funding,
): Promise<void> {
  const { rows } = await db.$client.query<{ scope: Scope; seq: string; idle: string }>(
    `SELECT scope, seq, granted_nanos - spent_nanos AS idle FROM budget_shards
     WHERE account_id = $1 AND period = $2 AND gateway_id = $3 AND scope = ANY($4::text[])`,
    [accountId, period, gatewayId, [...needs.keys()]],
  )
  const known = new Map(rows.map(row => [row.scope, { seq: Number(row.seq), idle: BigInt(row.idle) }]))
  const asks = [...needs].map(([scope, nanos]) => {
    const { seq = 0, idle = 0n } = known.get(scope) ?? {}
    const needNanos = nanos > idle ? nanos - idle : 0n
    return { scope, seq, minNanos: needNanos, needNanos, wantNanos: 0n }
  })
  const { shards } = await lease(db, { gatewayId, accountId, period, asks })
  const short = shards.find(shard => shard.grantedNanos - shard.spentNanos < (needs.get(shard.scope) ?? 0n))
  if (short)
    throw new InsufficientBudget(`${short.scope} of ${accountId} cannot pay ${needs.get(short.scope)} nanos`)
}

export interface Rejection {
  readonly accountId: AccountId
  /** Platform time; counted by hour. */
  readonly at: Date
  readonly keyId: KeyId | ''
  readonly endpoint: string
  readonly reason: string
  readonly requests: number
}

/** Adds refused requests to their counters. Not idempotent: a count that may be lost or doubled with a broken connection. */
export async function countRejections(db: Db, rows: readonly Rejection[]): Promise<void> {
  const sums = new Map<string, Rejection>()
  for (const row of rows) {
    const at = startOfHour(row.at)
    const key = [row.accountId, at.toISOString(), row.keyId, row.endpoint, row.reason].join('\n')
    sums.set(key, { ...row, at, requests: row.requests + (sums.get(key)?.requests ?? 0) })
  }
  if (sums.size === 0) return
  const ordered = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  await db
    .insert(rejections)
    .values(ordered.map(({ at, ...row }) => ({ ...row, bucket: at })))
    .onConflictDoUpdate({
      target: [
        rejections.accountId,
        rejections.bucket,
        rejections.keyId,
        rejections.endpoint,
        rejections.reason,
      ],
      set: { requests: sql`${rejections.requests} + excluded.requests` },
    })
}
