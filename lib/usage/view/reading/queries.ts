import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import { earlier } from '@/lib/usage/buckets'
import type { Cut } from '@/lib/usage/cut'
import type { Endpoint } from '@/lib/usage/event'
import { allowedBy, cutFor, kindOf, type Allowed, type Grouping } from '@/lib/usage/filter'
import type { Histogram } from '@/lib/usage/histogram'
import { packedSql } from '@/lib/usage/packed'
import { eventsAsBaseSql } from '@/lib/usage/rollups/fold-sql'
import {
  planDurations,
  planFigures,
  type FoldedUntil,
  type Part,
  type Plan,
  type Range,
} from '@/lib/usage/view/plan'
import { durationMetrics, type Asked, type DurationMetric, type Durations } from '@/lib/usage/view/question'
import { addUp, addUpHistograms, type PartRow, type SummedColumn } from '@/lib/usage/view/rows'

/** For each group a sum for every column and bucket, `[column][bucket]`, of an axis made of quarter-hours; a group may be there with nothing but zeros. */
export async function readSums(
  ctx: Ctx,
  { axis, filter, group }: Asked,
  columns: readonly SummedColumn[],
): Promise<Map<string, bigint[][]>> {
  const allowed = allowedBy(filter)
  const cut = cutFor(allowed, group)
  const plan = planFigures(axis, cut, await getFoldedUntil(ctx))
  const sums = columns.map(({ figure, failedOnly }) => {
    const sum = `sum(${figure})`
    return failedOnly ? `coalesce(${sum} FILTER (WHERE status = 'failed'), 0)` : sum
  })
  return addUp(
    axis,
    columns,
    await readParts(ctx, plan, { allowed, cut, group, sums, withHistograms: false }),
  )
}

/** For each group the percentiles of every metric and bucket, `[metric][bucket]`. */
export async function readDurations(
  ctx: Ctx,
  { axis, filter, group }: Asked,
  metrics: readonly DurationMetric[],
): Promise<Map<string, Durations[][]>> {
  const allowed = allowedBy(filter)
  const cut = cutFor(allowed, group)
  const plan = planDurations(axis, cut, await getFoldedUntil(ctx))
  const sums = metrics.map(metric => `sum(${durationMetrics[metric]})`)
  const rows = await readParts(ctx, plan, { allowed, cut, group, sums, withHistograms: true })
  const groups = [...addUpHistograms(axis, metrics.length, rows)].map(
    ([value, histograms]) => [value, histograms.map(buckets => buckets.map(toDurations))] as const,
  )
  return new Map(groups)
}

function toDurations(histogram: Histogram): Durations {
  return { count: histogram.total, p50Ms: histogram.percentile(0.5), p95Ms: histogram.percentile(0.95) }
}

/**
 * Marks only move on, and what lies before them stays true: so they may be read before the statement that relies on them, and
 * the planner knows every bound.
 */
async function getFoldedUntil(ctx: Ctx): Promise<FoldedUntil> {
  const { rows } = await ctx.db.$client.query<{ hourly: Date; hours: Date; days: Date }>(
    `SELECT hourly_until AS hourly, marginal_hours_until AS hours, marginal_days_until AS days FROM ledger_state WHERE id = 1`,
  )
  const [row] = rows
  if (!row) throw new Error('ledger_state has no row: the database is not migrated')
  return { hours: earlier(row.hourly, row.hours), days: earlier(row.days, row.hourly) }
}

interface Reading {
  readonly allowed: Allowed
  readonly cut: Cut
  readonly group: Grouping | null
  readonly sums: readonly string[]
  readonly withHistograms: boolean
}

/** All parts of a plan in one statement, hence in one snapshot: every request counts once. */
async function readParts(ctx: Ctx, plan: Plan, reading: Reading): Promise<PartRow[]> {
  const parts = [...plan.parts.map(part => partSql(ctx, part, reading)), ...lateSql(ctx, plan, reading)]
  if (parts.length === 0) return []
  const { rows } = await ctx.db.execute<
    Record<string, unknown> & { course: boolean; at: string; grp: string; sums: string }
  >(sql.join(parts, sql` UNION ALL `))
  return rows.map(row => ({
    course: row.course,
    at: Number(row.at),
    group: reading.group === 'kind' ? kindOf(row.grp as Endpoint) : row.grp,
    sums: row.sums.split(','),
  }))
}

function partSql(ctx: Ctx, part: Part, reading: Reading): SQL {
  const { cut } = reading
  switch (part.from) {
    case 'marginals': {
      const own = sql`u.span_minutes = ${part.spanMinutes}::smallint AND u.cut = ${cut}::smallint`
      return summed(ctx, sql`usage_marginals u`, part.ranges, own, reading)
    }
    case 'base':
      return summed(ctx, sql`usage_base u`, part.ranges, sql`true`, reading)
    case 'hourly':
      return summed(ctx, sql`usage_hourly u`, part.ranges, sql`true`, reading)
    case 'courses':
      return sql`
        SELECT true AS course, extract(epoch FROM u.bucket)::bigint AS at, ${groupSql(reading.group)} AS grp,
          ${sumsSql(reading, true)} AS sums
        FROM usage_day_courses u
        WHERE u.account_id = ${ctx.accountId} AND u.cut = ${cut}::smallint AND u.bucket = ANY (${instants(part.days)})
          AND ${allows(reading.allowed)}
        GROUP BY 2, 3`
  }
}

/** Rows of the shape of `usage_base`, by the bucket whose range they lie in. */
function summed(ctx: Ctx, rows: SQL, ranges: readonly Range[], own: SQL, reading: Reading): SQL {
  const passes = sql`u.account_id = ${ctx.accountId} AND ${own} AND ${allows(reading.allowed)}`
  const { index, source } = placed(ranges, rows, passes)
  return sql`
    SELECT false AS course, ${index} AS at, ${groupSql(reading.group)} AS grp,
      ${sumsSql(reading, reading.withHistograms)} AS sums
    FROM ${source}
    GROUP BY 2, 3`
}

/**
 * Ranges that adjoin are one scan. Each of several that lie apart is a scan of its own: OFFSET keeps the planner, who does not know
 * the bounds, from reading all that the account ever used and joining it with them.
 */
function placed(ranges: readonly Range[], rows: SQL, passes: SQL): { index: SQL; source: SQL } {
  const starts = ranges.map(({ from }) => from)
  const [first, last] = [starts[0], ranges.at(-1)?.to]
  if (!first || !last) throw new Error('a part has ranges')
  const indexes = sql`${sql.param(ranges.map(({ index }) => index))}::int[]`
  if (ranges.some((range, i) => i > 0 && range.from.getTime() !== ranges[i - 1]?.to.getTime()))
    return {
      index: sql`r.index`,
      source: sql`unnest(${instants(starts)}, ${instants(ranges.map(({ to }) => to))}, ${indexes}) AS r(first, last, index)
        CROSS JOIN LATERAL (
          SELECT u.* FROM ${rows} WHERE u.bucket >= r.first AND u.bucket < r.last AND ${passes} OFFSET 0
        ) u`,
    }
  return {
    index:
      ranges.length === 1
        ? sql`${ranges[0]?.index}::int`
        : sql`(${indexes})[width_bucket(u.bucket, ${instants(starts)})]`,
    source: sql`${rows} WHERE u.bucket >= ${instant(first)} AND u.bucket < ${instant(last)} AND ${passes}`,
  }
}

/** Single requests in the shape of `usage_base`, one row each. */
function events(from: string, { withHistograms }: Reading): SQL {
  return sql.raw(`(${eventsAsBaseSql(from, 'admitted_at', withHistograms)}) u`)
}

/** What has yet to be added to the marginals: hardly ever anything. */
function lateSql(ctx: Ctx, plan: Plan, reading: Reading): SQL[] {
  if (plan.lateRanges.length === 0) return []
  const late = events('usage_late_events JOIN usage_events USING (account_id, admitted_at, id)', reading)
  return [summed(ctx, late, plan.lateRanges, sql`true`, reading)]
}

/** One text: an array in each row takes longer to read. */
function sumsSql({ sums }: Reading, packed: boolean): SQL {
  return sql.raw(`concat_ws(',', ${(packed ? sums.map(packedSql) : sums).join(', ')})`)
}

/** SQL: whether a row `u`, of events or of anything summed from them, passes a filter. */
export function allows({ keyIds, endpoints, modelIds, statuses }: Allowed): SQL {
  const among = (column: string, values: readonly string[] | null) =>
    values && sql`${sql.raw(column)} = ANY (${sql.param([...values])}::text[])`
  const conditions = [
    among('u.key_id', keyIds),
    among('u.endpoint', endpoints),
    among('u.model_id', modelIds),
    among('u.status', statuses),
  ].filter(condition => condition !== null)
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `)
}

/** SQL: what a row `u` is grouped by; kinds are endpoints here. */
export function groupSql(group: Grouping | null): SQL {
  if (group === null) return sql`''`
  const columns = {
    key: 'key_id',
    endpoint: 'endpoint',
    model: 'model_id',
    kind: 'endpoint',
    status: 'status',
  }
  return sql.raw(`u.${columns[group]}`)
}

export function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}

export function instants(ats: readonly Date[]): SQL {
  return sql`${sql.param(ats.map(at => at.toISOString()))}::timestamptz[]`
}
