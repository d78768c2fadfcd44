import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import { allowedBy, type UsageFilter } from '@/lib/usage/filter'
import { bucketIndex, type TimeGrid, type TimeSpan } from '@/lib/usage/time-grid'
import type { Series } from '@/lib/usage/view/question'

const HOUR_MS = 3_600_000

/**
 * Refused requests by bucket and reason, most frequent reason first. They are counted by the hour of UTC: where a bucket begins
 * or ends within one, its count stands in the bucket that the hour's beginning lies in. A refused request has no model and no
 * status: of the filter only keys, endpoints and kinds narrow it.
 */
export async function listRejectionSeries(
  ctx: Ctx,
  grid: TimeGrid,
  filter: UsageFilter,
): Promise<Series<bigint>[]> {
  const { rows } = await ctx.db.execute<{ reason: string; at: string; requests: string }>(sql`
    SELECT reason, extract(epoch FROM bucket)::bigint AS at, sum(requests)::bigint AS requests FROM rejections
    WHERE ${counted(ctx, grid, filter)} GROUP BY 1, 2`)
  const reasons = new Map<string, bigint[]>()
  for (const { reason, at, requests } of rows) {
    const values = reasons.get(reason) ?? grid.starts.map(() => 0n)
    reasons.set(reason, values)
    const index = bucketIndex(grid, Number(at) * 1_000)
    values[index] = (values[index] ?? 0n) + BigInt(requests)
  }
  const series = [...reasons].map(([group, values]) => ({
    group,
    values,
    total: values.reduce((a, b) => a + b),
  }))
  return series
    .sort((a, b) => (a.total === b.total ? (a.group < b.group ? -1 : 1) : a.total > b.total ? -1 : 1))
    .map(({ group, values }) => ({ group, values }))
}

/** Reason → refused requests of a span, most frequent first; counted and narrowed as in `listRejectionSeries`. */
export async function listRejectionTotals(
  ctx: Ctx,
  span: TimeSpan,
  filter: UsageFilter,
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await ctx.db.execute<{ reason: string; requests: string }>(sql`
    SELECT reason, sum(requests)::bigint AS requests FROM rejections
    WHERE ${counted(ctx, span, filter)} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200`)
  return new Map(rows.map(({ reason, requests }) => [reason, BigInt(requests)]))
}

function counted({ accountId }: Ctx, { from, to }: TimeSpan, filter: UsageFilter): SQL {
  const { keyIds, endpoints } = allowedBy(filter)
  const firstHour = new Date(Math.ceil(from.getTime() / HOUR_MS) * HOUR_MS)
  return sql`account_id = ${accountId} AND bucket >= ${firstHour.toISOString()}::timestamptz
    AND bucket < ${to.toISOString()}::timestamptz AND ${among('key_id', keyIds)} AND ${among('endpoint', endpoints)}`
}

function among(column: string, values: readonly string[] | null): SQL {
  return values === null ? sql`true` : sql`${sql.raw(column)} = ANY (${sql.param([...values])}::text[])`
}
