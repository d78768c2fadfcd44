import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import type { UsageRange } from '@/lib/usage/range'
import type { RejectionCount } from '@/lib/usage/rejection'
import { toReport, type Dimension, type UsageCell, type UsageReport } from '@/lib/usage/report'

const DAY_MS = 86_400_000

/** Narrows usage to some keys, endpoints and models; an empty list narrows nothing. */
export interface UsageFilter {
  readonly keyIds: readonly string[]
  readonly endpoints: readonly string[]
  readonly modelIds: readonly string[]
}

export const noFilter: UsageFilter = { keyIds: [], endpoints: [], modelIds: [] }

/** One combination of key, endpoint and model that was used in a span, with what it cost: what the filters can offer. */
export interface UsageFacet {
  readonly keyId: string
  readonly endpoint: string
  readonly modelId: string
  readonly requests: number
  readonly costNanos: bigint
}

/** Usage of a span by bucket and group. Exact to the last settled request. */
export async function getUsageReport(
  ctx: Ctx,
  range: UsageRange,
  dimension: Dimension,
  filter: UsageFilter = noFilter,
): Promise<UsageReport> {
  const unit = sql.raw(range.bucket === 'hour' ? `'hour'` : `'day'`)
  const { rows } = await ctx.db.execute<CellRow>(sql`
    SELECT date_trunc(${unit}, bucket, 'UTC') AS bucket, ${groupColumn(dimension)} AS "group",
      sum(requests)::bigint AS requests, coalesce(sum(requests) FILTER (WHERE status = 'failed'), 0)::bigint AS failed_requests,
      sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, sum(images)::bigint AS images,
      sum(cost_nanos)::bigint AS cost_nanos
    FROM (${rollupRows(ctx, range.from, range.to, range.bucket)}) AS usage
    WHERE ${matches(filter)}
    GROUP BY 1, 2
    ORDER BY 1, 2`)
  return toReport(range.bucket, rows.map(toCell))
}

/** What was used in a span, whatever the filters: at most one row per key, endpoint and model. */
export async function listUsageFacets(ctx: Ctx, range: UsageRange): Promise<UsageFacet[]> {
  const { rows } = await ctx.db.execute<FacetRow>(sql`
    SELECT key_id, endpoint, model_id, sum(requests)::bigint AS requests, sum(cost_nanos)::bigint AS cost_nanos
    FROM (${rollupRows(ctx, range.from, range.to, 'day')}) AS usage
    GROUP BY 1, 2, 3
    ORDER BY sum(cost_nanos) DESC, 1, 2, 3
    LIMIT 20000`)
  return rows.map(row => ({
    keyId: row.key_id,
    endpoint: row.endpoint,
    modelId: row.model_id,
    requests: Number(row.requests),
    costNanos: BigInt(row.cost_nanos),
  }))
}

/** Nano-dollars spent in a span, to the last settled request. */
export async function getSpend(ctx: Ctx, from: Date, to: Date): Promise<bigint> {
  const { rows } = await ctx.db.execute<{ cost_nanos: string }>(sql`
    SELECT coalesce(sum(cost_nanos), 0)::bigint AS cost_nanos FROM (${rollupRows(ctx, from, to, 'day')}) AS usage`)
  return BigInt(rows[0]?.cost_nanos ?? 0)
}

/** Key id → nano-dollars spent in a span, of every key that spent something, deleted ones included: they add up to `getSpend`. */
export async function listSpendByKey(ctx: Ctx, from: Date, to: Date): Promise<Map<KeyId, bigint>> {
  const { rows } = await ctx.db.execute<{ key_id: KeyId; cost_nanos: string }>(sql`
    SELECT key_id, sum(cost_nanos)::bigint AS cost_nanos
    FROM (${rollupRows(ctx, from, to, 'day')}) AS usage
    GROUP BY 1 HAVING sum(cost_nanos) > 0 ORDER BY 2 DESC, 1 LIMIT 20000`)
  return new Map(rows.map(row => [row.key_id, BigInt(row.cost_nanos)]))
}

/** Why requests with that key were refused in a span that starts on the hour, most frequent first. */
export async function listRejections(
  ctx: Ctx,
  { keyId, from, to }: { keyId: KeyId; from: Date; to: Date },
): Promise<RejectionCount[]> {
  const { rows } = await ctx.db.execute<{ reason: string; requests: string }>(sql`
    SELECT reason, sum(requests)::bigint AS requests FROM rejections
    WHERE account_id = ${ctx.accountId} AND key_id = ${keyId} AND bucket >= ${instant(from)} AND bucket < ${instant(to)}
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100`)
  return rows.map(({ reason, requests }) => ({ reason, requests: Number(requests) }))
}

/** Nano-dollars spent by UTC day of a span; days without spend are absent. */
export async function listDailySpend(
  ctx: Ctx,
  from: Date,
  to: Date,
): Promise<{ day: Date; costNanos: bigint }[]> {
  const { rows } = await ctx.db.execute<{ day: Date | string; cost_nanos: string }>(sql`
    SELECT date_trunc('day', bucket, 'UTC') AS day, sum(cost_nanos)::bigint AS cost_nanos
    FROM (${rollupRows(ctx, from, to, 'day')}) AS usage
    GROUP BY 1 HAVING sum(cost_nanos) > 0 ORDER BY 1 LIMIT 400`)
  return rows.map(row => ({ day: new Date(row.day), costNanos: BigInt(row.cost_nanos) }))
}

/**
 * The rollup rows of a span, each event in exactly one of them: folded hours from `usage_hourly`, what is not folded yet from
 * `usage_base`, and, where days are fine enough, folded whole days from `usage_daily`. The watermark is read in the same
 * statement, hence in the same snapshot. The span must start and end on the hour.
 */
export function rollupRows(ctx: Ctx, from: Date, to: Date, grain: 'hour' | 'day'): SQL {
  const part = (table: string, ...bounds: SQL[]) => sql`
    SELECT bucket, key_id, endpoint, model_id, price_id, status, requests, input_tokens, output_tokens, images,
      cost_nanos, input_cost_nanos
    FROM ${sql.raw(table)}, ledger_state
    WHERE account_id = ${ctx.accountId} AND ${sql.join(bounds, sql` AND `)}`
  const since = (at: SQL) => sql`bucket >= ${at}`
  // Each bound by itself: with constants at both ends a short span is read from the index, and nothing but it.
  const before = (last: SQL, ...ats: SQL[]) =>
    sql.join([sql`bucket < ${last}`, ...ats.map(at => sql`bucket < ${at}`)], sql` AND `)
  const [start, end] = [instant(from), instant(to)]
  const hourlyUntil = sql`hourly_until`
  const base = part('usage_base', since(start), since(hourlyUntil), before(end))
  const [firstDay, lastDay] = [ceilToDay(from), floorToDay(to)]
  if (grain === 'hour' || firstDay >= lastDay)
    return sql`${part('usage_hourly', since(start), before(end, hourlyUntil))} UNION ALL ${base}`
  const dailyEnd = sql`greatest(${instant(firstDay)}, least(${instant(lastDay)}, daily_until))`
  return sql`
    ${part('usage_daily', since(instant(firstDay)), before(instant(lastDay), dailyEnd))}
    UNION ALL ${part('usage_hourly', since(start), before(instant(firstDay), hourlyUntil))}
    UNION ALL ${part('usage_hourly', since(instant(firstDay)), since(dailyEnd), before(end, hourlyUntil))}
    UNION ALL ${base}`
}

function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}

function floorToDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)
}

function ceilToDay(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / DAY_MS) * DAY_MS)
}

/** The filter as a condition on rollup rows; values are bound. */
export function matches(filter: UsageFilter): SQL {
  const among = (column: string, values: readonly string[]) =>
    values.length === 0
      ? undefined
      : sql`${sql.raw(column)} IN (${sql.join(
          values.map(value => sql`${value}`),
          sql`, `,
        )})`
  const conditions = [
    among('key_id', filter.keyIds),
    among('endpoint', filter.endpoints),
    among('model_id', filter.modelIds),
  ].filter(condition => condition !== undefined)
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `)
}

function groupColumn(dimension: Dimension): SQL {
  switch (dimension) {
    case 'key':
      return sql`key_id`
    case 'endpoint':
      return sql`endpoint`
    case 'model':
      return sql`model_id`
  }
}

interface CellRow extends Record<string, unknown> {
  bucket: Date | string
  group: string
  requests: string
  failed_requests: string
  input_tokens: string
  output_tokens: string
  images: string
  cost_nanos: string
}

interface FacetRow extends Record<string, unknown> {
  key_id: string
  endpoint: string
  model_id: string
  requests: string
  cost_nanos: string
}

function toCell(row: CellRow): UsageCell {
  return {
    bucket: new Date(row.bucket),
    group: row.group,
    requests: Number(row.requests),
    failedRequests: Number(row.failed_requests),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    images: Number(row.images),
    costNanos: BigInt(row.cost_nanos),
  }
}

/** Whether the account ever had an admitted request. */
export async function hasUsage(ctx: Ctx): Promise<boolean> {
  const { rows } = await ctx.db.execute(sql`
    SELECT 1 FROM usage_base WHERE account_id = ${ctx.accountId} LIMIT 1`)
  return rows.length > 0
}
