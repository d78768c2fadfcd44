import { histogramUnitSql } from '@/lib/usage/histogram'
import { base, baseSums, histograms, type Fold, type Target } from '@/lib/usage/rollups/targets'

/** SQL: the start of an event's quarter of an hour; UTC whatever the session's time zone. */
export const quarterSql = `date_bin('15 minutes', admitted_at, '2000-01-01T00:00:00Z'::timestamptz)`

/** SQL: what one event (or, with `summed`, a group of events) adds to each sum of `usage_base`, in the order of its columns. */
export function eventSumsSql(summed: boolean): string[] {
  const sum = (sql: string) => (summed ? `sum(${sql})` : sql)
  return [
    summed ? 'count(*)' : '1',
    sum('input_tokens'),
    sum('output_tokens'),
    sum('images'),
    summed ? 'count(*) FILTER (WHERE estimated)' : 'estimated::int',
    sum('cost_nanos'),
    sum('input_cost_nanos'),
    `coalesce(${sum(histogramUnitSql('latency_ms'))}, 0)`,
    `coalesce(${sum(histogramUnitSql('ttft_ms'))}, 0)`,
  ]
}

const dimensions = 'account_id, key_id, endpoint, model_id, price_id, status'

/**
 * SQL: rows of `usage_events` in the shape of `usage_base`, one for each. `bucket` is the start of its quarter-hour unless told
 * otherwise; histograms, whose constants are long, may be left out.
 */
export function eventsAsBaseSql(from: string, bucket = quarterSql, withHistograms = true): string {
  const columns = withHistograms ? [...baseSums, ...histograms] : baseSums
  const values = eventSumsSql(false)
  return `SELECT ${dimensions}, ${bucket} AS bucket, ${columns
    .map((column, i) => `${values[i]} AS ${column}`)
    .join(', ')} FROM ${from}`
}

const lateEvents = `usage_events JOIN usage_late_events USING (account_id, admitted_at, id)`

/** Takes up to `$1` late events off their list, oldest of each account first. */
export const takeLateSql = `
DELETE FROM usage_late_events WHERE (account_id, admitted_at, id) IN (
  SELECT account_id, admitted_at, id FROM usage_late_events ORDER BY account_id, admitted_at, id LIMIT $1
) RETURNING account_id, admitted_at, id`

/** Adds events, given by `$1` accounts, `$2` times and `$3` ids, to a target of a fold, in so far as they lie in a marked span. */
export function addEventsSql(target: Target, { marked }: Fold): string {
  const taken = `usage_events JOIN unnest($1::text[], $2::timestamptz[], $3::text[]) AS taken(account_id, admitted_at, id)
    USING (account_id, admitted_at, id)
    WHERE admitted_at < (SELECT ${marked} FROM ledger_state WHERE id = 1)`
  return insertSql(target, `SELECT ${sumsOf(target, eventsAsBaseSql(taken))}`)
}

/** Where the rows to fold come from; `$1` and `$2` bound their time, `$3` is one account, or null for all. */
const within = (time: string) =>
  `${time} >= $1::timestamptz AND ${time} < $2::timestamptz AND ($3::text IS NULL OR account_id = $3)`
const fromBase = `SELECT ${[dimensions, 'bucket', ...baseSums, ...histograms].join(', ')} FROM usage_base WHERE ${within('bucket')}`
const fromEvents = eventsAsBaseSql(`usage_events WHERE ${within('admitted_at')}`)
const lessLate = `SELECT ${[dimensions, 'bucket', ...[...baseSums, ...histograms].map(name => `-${name}`)].join(', ')}
  FROM (${eventsAsBaseSql(`${lateEvents} WHERE ${within('admitted_at')}`)}) AS late`

/**
 * Adds to a target what it lacks of the quarter-hours in [$1, $2), in one snapshot: their sums, less what is folded already,
 * less what is on the list of late events and will be added from there. This difference is the same at any moment, so adding
 * it, rather than setting a sum, loses nothing that is settled meanwhile.
 * `$3`: one account, or null for all that used something there. Answers with how many rows differed.
 */
export function foldSql(target: Target, { addsLate }: Fold): string {
  return addMissingSql(target, addsLate === 'from list' ? `${fromBase} UNION ALL ${lessLate}` : fromBase)
}

/** `foldSql` of the quarter-hours themselves, from the events. */
export const foldEventsSql = addMissingSql(base, fromEvents)

function addMissingSql(target: Target, source: string): string {
  const key = target.key.map(([name]) => name)
  const sums = target.sums.map(([name]) => name)
  return `
WITH want AS (
  SELECT ${sumsOf(target, source)}
), have AS (
  SELECT ${[...key, ...sums].join(', ')} FROM ${target.table}
  WHERE bucket >= $1::timestamptz AND bucket < $2::timestamptz AND ${target.own}
    AND account_id = ANY (CASE WHEN $3::text IS NULL THEN ARRAY(SELECT DISTINCT account_id FROM want) ELSE ARRAY[$3::text] END)
), missing AS (
  SELECT ${key.join(', ')}, ${sums.map(name => `coalesce(want.${name}, 0) - coalesce(have.${name}, 0) AS ${name}`).join(', ')}
  FROM want FULL JOIN have USING (${key.join(', ')})
)
${insertSql(
  target,
  `SELECT ${[...key, ...sums].join(', ')} FROM missing
   WHERE (${sums.join(', ')}) IS DISTINCT FROM (${sums.map(() => '0').join(', ')})`,
)}`
}

function sumsOf({ key, sums, groupBy }: Target, source: string): string {
  return `${[
    ...key.map(([name, sql]) => `${sql} AS ${name}`),
    ...sums.map(([name, sql]) =>
      sql.endsWith('::bigint') ? `sum(${name})::bigint AS ${name}` : `sum(${sql}) AS ${name}`,
    ),
  ].join(', ')} FROM (${source}) AS used GROUP BY ${groupBy}`
}

/** Adds rows to a target, in the order of its primary key, as every writer of that table does. */
function insertSql({ table, key, sums }: Target, rows: string): string {
  const names = key.map(([name]) => name)
  return `INSERT INTO ${table} (${[...names, ...sums.map(([name]) => name)].join(', ')})
${rows}
ORDER BY ${names.join(', ')}
ON CONFLICT (${names.join(', ')}) DO UPDATE SET ${sums.map(([name]) => `${name} = ${table}.${name} + excluded.${name}`).join(', ')}`
}

/** Where the next quarter-hour to fold stands, at or after $1 and before $2. */
export const nextBucketSql = `SELECT min(bucket) AS bucket FROM usage_base WHERE bucket >= $1 AND bucket < $2`
