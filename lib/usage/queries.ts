import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import { startOfDay } from '@/lib/usage/buckets'
import { allowedBy, noFilter, type UsageFilter } from '@/lib/usage/filter'
import { gridOf } from '@/lib/usage/time-grid'
import { axisOf } from '@/lib/usage/view/plan'
import { getSumSeries } from '@/lib/usage/view/queries'

const DAY_MS = 86_400_000

/** Nano-dollars spent in a span, to the last settled request. */
export async function getSpend(ctx: Ctx, from: Date, to: Date): Promise<bigint> {
  const [all] = await getSumSeries(
    ctx,
    { grid: axisOf({ from, to }), filter: noFilter, group: null },
    'spend',
  )
  return all?.values[0] ?? 0n
}

/** Key id → nano-dollars spent in a span, of every key that spent something, deleted ones included: they add up to `getSpend`. */
export async function listSpendByKey(ctx: Ctx, from: Date, to: Date): Promise<Map<KeyId, bigint>> {
  const keys = await getSumSeries(
    ctx,
    { grid: axisOf({ from, to }), filter: noFilter, group: 'key' },
    'spend',
  )
  const spent = keys.map(({ group, values: [nanos = 0n] }) => [group as KeyId, nanos] as const)
  return new Map(spent.toSorted(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1)))
}

/** Nano-dollars spent by UTC day of a span; days without spend are absent. */
export async function listDailySpend(
  ctx: Ctx,
  from: Date,
  to: Date,
): Promise<{ day: Date; costNanos: bigint }[]> {
  const grid = gridOf({ from, to }, 'day', 'UTC')
  const [all] = await getSumSeries(ctx, { grid, filter: noFilter, group: null }, 'spend')
  return grid.starts.flatMap((start, i) => {
    const costNanos = all?.values[i] ?? 0n
    return costNanos > 0n ? { day: startOfDay(start), costNanos } : []
  })
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
  const { keyIds, endpoints, modelIds, statuses } = allowedBy(filter)
  const among = (column: string, values: readonly string[] | null) =>
    values === null ? undefined : sql`${sql.raw(column)} = ANY (${sql.param([...values])}::text[])`
  const conditions = [
    among('key_id', keyIds),
    among('endpoint', endpoints),
    among('model_id', modelIds),
    among('status', statuses),
  ].filter(condition => condition !== undefined)
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `)
}

/** Whether the account ever had an admitted request. */
export async function hasUsage(ctx: Ctx): Promise<boolean> {
  const { rows } = await ctx.db.execute(sql`
    SELECT 1 FROM usage_base WHERE account_id = ${ctx.accountId} LIMIT 1`)
  return rows.length > 0
}
