import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import { toExportedKey, type KeyColumns } from '@/lib/exports/exported-key'
import type { RequestId } from '@/lib/ids'
import type { KeyCursor, RequestCursor } from '@/lib/invoices/detail/cursor'
import type { DayShare, KeyShares, LineShare, RequestShare } from '@/lib/invoices/detail/shares'
import type { LineSource } from '@/lib/invoices/detail/source'
import { rollupRows } from '@/lib/usage/queries'

interface Span {
  readonly from: Date
  readonly to: Date
}

/** Who used what a line sums, dearest first. From the rollups: it costs the same for a thousand requests and for millions. */
export async function listKeyShares(
  ctx: Ctx,
  span: Span,
  source: LineSource,
  { after, limit }: { readonly after: KeyCursor | null; readonly limit: number },
): Promise<KeyShares> {
  const following = after
    ? sql`cost_nanos < ${after.costNanos.toString()}::bigint OR (cost_nanos = ${after.costNanos.toString()}::bigint
        AND (used.key_id, used.endpoint) > (${after.keyId}, ${after.endpoint}))`
    : sql`true`
  const { rows } = await ctx.db.execute<KeyRow>(sql`
    SELECT used.*, k.name AS key_name, k.status AS key_status, k.secret_prefix, k.secret_last_four
    FROM (
      SELECT grouped.*, (count(*) OVER ())::int AS groups, (sum(requests) OVER ())::bigint AS all_requests,
        (sum(quantity) OVER ())::bigint AS all_quantity, (sum(cost_nanos) OVER ())::bigint AS all_cost_nanos
      FROM (
        SELECT key_id, endpoint COLLATE "C" AS endpoint, ${sums(source)}
        FROM (${rollupRows(ctx, span.from, span.to, 'day')}) AS usage
        WHERE ${isOf(source)}
        GROUP BY 1, 2
        HAVING ${requestsOf} > 0
      ) AS grouped
    ) AS used
    LEFT JOIN api_keys k ON k.account_id = ${ctx.accountId} AND k.id = used.key_id
    WHERE ${following}
    ORDER BY used.cost_nanos DESC, used.key_id, used.endpoint
    LIMIT ${limit + 1}`)
  const [first] = rows
  return {
    rows: rows.slice(0, limit).map(row => ({
      keyId: row.key_id,
      key: toExportedKey(row),
      endpoint: row.endpoint,
      ...toShare(row),
    })),
    count: first?.groups ?? 0,
    sum: {
      requests: Number(first?.all_requests ?? 0),
      quantity: Number(first?.all_quantity ?? 0),
      costNanos: BigInt(first?.all_cost_nanos ?? 0),
    },
    more: rows.length > limit,
  }
}

export interface KeyAndEndpoint {
  readonly keyId: string
  readonly endpoint: string
}

/** The days on which one key used at one endpoint what a line sums, latest first. */
export async function listDayShares(
  ctx: Ctx,
  span: Span,
  source: LineSource,
  { keyId, endpoint }: KeyAndEndpoint,
): Promise<DayShare[]> {
  const { rows } = await ctx.db.execute<ShareRow & { day: Date | string }>(sql`
    SELECT date_trunc('day', bucket, 'UTC') AS day, ${sums(source)}
    FROM (${rollupRows(ctx, span.from, span.to, 'day')}) AS usage
    WHERE ${isOf(source)} AND key_id = ${keyId} AND endpoint = ${endpoint}
    GROUP BY 1
    HAVING ${requestsOf} > 0
    ORDER BY 1 DESC
    LIMIT 31`)
  return rows.map(row => ({ day: new Date(row.day), ...toShare(row) }))
}

/**
 * The requests of one key and endpoint on one day behind a line, newest first. The quarters of an hour in which there are any come from the
 * rollup, and only those are read from the events, as far as the page reaches: a rare key on a busy day is as fast as a busy one.
 */
export async function listRequestShares(
  ctx: Ctx,
  { from, to }: Span,
  source: LineSource,
  { keyId, endpoint }: KeyAndEndpoint,
  { before, limit }: { readonly before: RequestCursor | null; readonly limit: number },
): Promise<{ rows: RequestShare[]; more: boolean }> {
  const own = sql`account_id = ${ctx.accountId} AND key_id = ${keyId} AND endpoint = ${endpoint} AND ${isOf(source)} AND status <> 'failed'`
  const last = before ? sql`AND bucket <= ${instant(before.at)}` : sql``
  const earlier = before ? sql`AND (admitted_at, id) < (${instant(before.at)}, ${before.id})` : sql``
  const { rows } = await ctx.db.execute<RequestRow>(sql`
    SELECT event.*
    FROM (
      SELECT DISTINCT bucket FROM usage_base
      WHERE ${own} AND bucket >= ${instant(from)} AND bucket < ${instant(to)} ${last}
      ORDER BY bucket DESC
    ) AS quarter
    CROSS JOIN LATERAL (
      SELECT id, admitted_at, status, estimated, ${quantityOf(source)} AS quantity, ${costOf(source)} AS cost_nanos
      FROM usage_events
      WHERE ${own} AND admitted_at >= ${instant(from)} AND admitted_at < ${instant(to)}
        AND admitted_at >= quarter.bucket AND admitted_at < quarter.bucket + interval '15 minutes' ${earlier}
      ORDER BY admitted_at DESC, id DESC
      LIMIT ${limit + 1}
    ) AS event
    ORDER BY quarter.bucket DESC, event.admitted_at DESC, event.id DESC
    LIMIT ${limit + 1}`)
  return {
    rows: rows.slice(0, limit).map(row => ({
      id: row.id,
      at: new Date(row.admitted_at),
      status: row.status,
      quantity: Number(row.quantity),
      costNanos: BigInt(row.cost_nanos),
      estimated: row.estimated,
    })),
    more: rows.length > limit,
  }
}

/** Failed requests cost nothing and count for nothing, as on the invoice. */
const requestsOf = sql`coalesce(sum(requests) FILTER (WHERE status <> 'failed'), 0)`

function sums(source: LineSource): SQL {
  return sql`${requestsOf}::bigint AS requests,
    coalesce(sum(${quantityOf(source)}) FILTER (WHERE status <> 'failed'), 0)::bigint AS quantity,
    sum(${costOf(source)})::bigint AS cost_nanos`
}

function isOf({ input, output, image }: LineSource): SQL {
  return among([...new Set([...input, ...output, ...image])])
}

/** The part of a row's tokens and images that a line counts. */
function quantityOf({ input, output, image }: LineSource): SQL {
  return sql`(${part(input, sql`input_tokens`)} + ${part(output, sql`output_tokens`)} + ${part(image, sql`images`)})`
}

/** The part of a row's cost that a line charges. */
function costOf({ input, output, image }: LineSource): SQL {
  return sql`(${part(input, sql`input_cost_nanos`)} + ${part(output, sql`cost_nanos - input_cost_nanos`)} + ${part(image, sql`cost_nanos`)})`
}

function part(priceIds: readonly string[], value: SQL): SQL {
  return priceIds.length === 0 ? sql`0` : sql`CASE WHEN ${among(priceIds)} THEN ${value} ELSE 0 END`
}

function among(priceIds: readonly string[]): SQL {
  if (priceIds.length === 0) return sql`false`
  return sql`price_id IN (${sql.join(
    priceIds.map(id => sql`${id}`),
    sql`, `,
  )})`
}

function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}

interface ShareRow extends Record<string, unknown> {
  readonly requests: string
  readonly quantity: string
  readonly cost_nanos: string
}

interface KeyRow extends ShareRow, KeyColumns {
  readonly key_id: string
  readonly endpoint: string
  readonly key_name: string | null
  readonly key_status: string | null
  readonly secret_prefix: string | null
  readonly secret_last_four: string | null
  readonly groups: number
  readonly all_requests: string
  readonly all_quantity: string
  readonly all_cost_nanos: string
}

interface RequestRow extends Record<string, unknown> {
  readonly id: RequestId
  readonly admitted_at: Date | string
  readonly status: 'succeeded' | 'canceled' | 'failed'
  readonly estimated: boolean
  readonly quantity: string
  readonly cost_nanos: string
}

function toShare(row: ShareRow): LineShare {
  return {
    requests: Number(row.requests),
    quantity: Number(row.quantity),
    costNanos: BigInt(row.cost_nanos),
  }
}
