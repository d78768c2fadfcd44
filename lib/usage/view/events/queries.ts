import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import { eventEndpoints } from '@/lib/usage/event'
import { allowedBy, kindOf, usageKinds, type Grouping } from '@/lib/usage/filter'
import { estimateOf } from '@/lib/usage/histogram'
import type { Axis } from '@/lib/usage/view/plan'
import { noDurations, type Asked, type DurationMetric, type Durations } from '@/lib/usage/view/question'
import { allows, groupSql, instant, instants } from '@/lib/usage/view/reading/queries'
import type { SummedColumn } from '@/lib/usage/view/rows'

/**
 * Single requests answer for what does not begin and end on a quarter of an hour: minutes. The database answers with one row
 * for each group, its buckets in lists: a row for each bucket would take longer to hand over than to sum.
 */
export async function readEventSums(
  ctx: Ctx,
  asked: Asked,
  columns: readonly SummedColumn[],
): Promise<Map<string, bigint[][]>> {
  const sums = columns.map(({ figure, failedOnly }) => {
    const sum = figure === 'requests' ? 'count(*)' : `sum(u.${figure})`
    return sql.raw(failedOnly ? `coalesce(${sum} FILTER (WHERE u.status = 'failed'), 0)` : sum)
  })
  const groups = new Map<string, bigint[][]>()
  for (const { group, buckets, lists } of await readLists(ctx, asked, sums)) {
    const own = columns.map(() => asked.axis.starts.map(() => 0n))
    for (const [column, list] of lists.entries())
      for (const [i, text] of list.entries()) {
        const target = own[column]
        const bucket = buckets[i]
        if (!target || bucket === undefined) throw new Error('a list has as many values as buckets')
        target[bucket] = BigInt(text)
      }
    groups.set(group, own)
  }
  return groups
}

/** The same for percentiles: exact ones, brought to what a histogram would have said, so that both ways give one answer. */
export async function readEventDurations(
  ctx: Ctx,
  asked: Asked,
  metrics: readonly DurationMetric[],
): Promise<Map<string, Durations[][]>> {
  const values = metrics.flatMap(metric => {
    const column = { latency: 'latency_ms', ttft: 'ttft_ms' }[metric]
    const percentile = (p: number) => `percentile_disc(${p}) WITHIN GROUP (ORDER BY u.${column})`
    return [`count(u.${column})`, percentile(0.5), percentile(0.95)].map(value => sql.raw(value))
  })
  const groups = new Map<string, Durations[][]>()
  for (const { group, buckets, lists } of await readLists(ctx, asked, values)) {
    const own = metrics.map(() => asked.axis.starts.map(() => noDurations))
    for (const [metric, target] of own.entries()) {
      const [counts = [], halves = [], most = []] = lists.slice(3 * metric)
      for (const [i, bucket] of buckets.entries())
        target[bucket] = {
          count: Number(counts[i]),
          p50Ms: toEstimate(halves[i]),
          p95Ms: toEstimate(most[i]),
        }
    }
    groups.set(group, own)
  }
  return groups
}

/** '': nothing was counted. */
function toEstimate(text = ''): number | null {
  return text === '' ? null : estimateOf(Number(text))
}

interface Lists {
  readonly group: string
  /** Index of each bucket that has something. */
  readonly buckets: readonly number[]
  /** For each value that was asked for, one for each of those buckets; '' for null. */
  readonly lists: readonly (readonly string[])[]
}

async function readLists(ctx: Ctx, { axis, filter, group }: Asked, values: readonly SQL[]): Promise<Lists[]> {
  const { bucket, index } = bucketSql(axis)
  const named = values.map((value, i) => sql`${value} AS ${sql.raw(`v${i}`)}`)
  const lists = values.map((_, i) => sql.raw(`array_to_string(array_agg(v${i}), ',', '') AS v${i}`))
  const { rows } = await ctx.db.execute<Record<string, string>>(sql`
    SELECT grp, array_to_string(array_agg(${index}), ',') AS buckets, ${sql.join(lists, sql`, `)}
    FROM (
      SELECT ${bucket} AS bucket, ${eventGroupSql(group)} AS grp, ${sql.join(named, sql`, `)}
      FROM usage_events u
      WHERE u.account_id = ${ctx.accountId} AND u.admitted_at >= ${instant(axis.from)} AND u.admitted_at < ${instant(axis.to)}
        AND ${allows(allowedBy(filter))}
      GROUP BY 1, 2
    ) AS summed GROUP BY grp`)
  return rows.map(row => ({
    group: row.grp ?? '',
    buckets: split(row.buckets).map(Number),
    lists: values.map((_, i) => split(row[`v${i}`])),
  }))
}

function split(list = ''): string[] {
  return list.split(',')
}

/** SQL: what events are brought together by, and the index of a bucket, from 0, worked out once for all of its events. */
function bucketSql(axis: Axis): { bucket: SQL; index: SQL } {
  const { from, starts } = axis
  if (starts.length === 1) return { bucket: sql`0`, index: sql`bucket` }
  const index = (at: SQL) => sql`width_bucket(${at}, ${instants(starts)}) - 1`
  const isByMinute = starts.every((at, i) => at.getTime() === from.getTime() + i * 60_000)
  return isByMinute
    ? { bucket: sql`date_bin('1 minute', u.admitted_at, ${instant(from)})`, index: index(sql`bucket`) }
    : { bucket: index(sql`u.admitted_at`), index: sql`bucket` }
}

function eventGroupSql(group: Grouping | null): SQL {
  if (group !== 'kind') return groupSql(group)
  const cases = usageKinds.map(kind => {
    const endpoints = eventEndpoints.filter(endpoint => kindOf(endpoint) === kind)
    return sql`WHEN u.endpoint = ANY (${sql.param(endpoints)}::text[]) THEN ${kind}::text`
  })
  return sql`CASE ${sql.join(cases, sql` `)} END`
}
