const key = ['account_id', 'bucket', 'key_id', 'endpoint', 'model_id', 'price_id', 'status'] as const
const sums = [
  'requests',
  'input_tokens',
  'output_tokens',
  'images',
  'estimated_requests',
  'cost_nanos',
  'input_cost_nanos',
] as const

export const folds = {
  hourly: { table: 'usage_hourly', unit: 'hour', until: 'hourly_until', marked: 'hourly_marked_until' },
  daily: { table: 'usage_daily', unit: 'day', until: 'daily_until', marked: 'daily_marked_until' },
} as const
export type Fold = (typeof folds)[keyof typeof folds]

/**
 * Adds to a folded table what it lacks of the quarter-hours in [$1, $2), in one snapshot: their sums, less what is folded
 * already. In a marked span settlement adds to both at once, so this difference is the same at any moment, and adding it,
 * rather than setting a sum, loses nothing that is settled meanwhile.
 * `$3`: one account, or null for all. Answers with how many rows differed.
 */
export function foldSql({ table, unit }: Fold): string {
  const list = key.join(', ')
  return `
WITH want AS (
  SELECT account_id, date_trunc('${unit}', bucket, 'UTC') AS bucket, ${key.slice(2).join(', ')},
    ${sums.map(name => `sum(${name})::bigint AS ${name}`).join(', ')}
  FROM usage_base
  WHERE bucket >= $1::timestamptz AND bucket < $2::timestamptz AND ($3::text IS NULL OR account_id = $3)
  GROUP BY 1, 2, 3, 4, 5, 6, 7
), have AS (
  SELECT ${list}, ${sums.join(', ')} FROM ${table}
  WHERE bucket >= $1::timestamptz AND bucket < $2::timestamptz AND ($3::text IS NULL OR account_id = $3)
), missing AS (
  SELECT ${list}, ${sums.map(name => `coalesce(want.${name}, 0) - coalesce(have.${name}, 0) AS ${name}`).join(', ')}
  FROM want FULL JOIN have USING (${list})
)
INSERT INTO ${table} (${list}, ${sums.join(', ')})
SELECT ${list}, ${sums.join(', ')} FROM missing
WHERE (${sums.join(', ')}) IS DISTINCT FROM (${sums.map(() => '0').join(', ')})
ORDER BY ${list}
ON CONFLICT (${list}) DO UPDATE SET ${sums.map(name => `${name} = ${table}.${name} + excluded.${name}`).join(', ')}`
}

/** Where the next quarter-hour to fold stands, at or after $1 and before $2. */
export const nextBucketSql = `SELECT min(bucket) AS bucket FROM usage_base WHERE bucket >= $1 AND bucket < $2`
