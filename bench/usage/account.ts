import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { addDays, startOfDay } from '@/lib/usage/buckets'
import { eventEndpoints } from '@/lib/usage/event'
import { histogramPacking } from '@/lib/usage/histogram'
import { unitsSql } from '@/lib/usage/packed'
import { folds } from '@/lib/usage/rollups/targets'

/** How wide an account is: every key uses every model at every endpoint. */
export interface Breadth {
  readonly keyIds: readonly string[]
  readonly endpoints: readonly string[]
  readonly modelIds: readonly string[]
}

const numbered = (count: number, name: (i: string) => string) =>
  Array.from({ length: count }, (_, i) => name(String(i + 1).padStart(2, '0')))

/** Twenty keys, fifteen models, and six endpoints: the five there are, and room for one to come. */
export const breadth: Breadth = {
  keyIds: numbered(20, i => `key_${i.padStart(32, '0')}`),
  endpoints: [...eventEndpoints, '/embeddings'],
  modelIds: numbered(15, i => `provider/model-number-${i}`),
}

/** Rows of an hour: each combination once, in one quarter of it; `$5` in a hundred of them. Figures follow from a hash, so that every run has the same. */
const combinations = `
  SELECT hour + h % 4 * interval '15 minutes' AS bucket, k, e, m, h
  FROM generate_series($2::timestamptz, $3::timestamptz - interval '1 hour', interval '1 hour') AS hour,
    unnest($4::text[]) AS k, unnest($6::text[]) AS e, unnest($7::text[]) AS m,
    LATERAL (SELECT abs(hashtextextended(concat_ws(' ', hour, k, e, m), 0)) AS h) AS hashed
  WHERE h / 8 % 100 < $5::int`
const status = `CASE WHEN h % 40 = 0 THEN 'failed' WHEN h % 40 = 1 THEN 'canceled' ELSE 'succeeded' END`
const names = 'k AS key_id, e AS endpoint, m AS model_id'

/** Tables that need not survive the bench, and folds that begin at `from`. */
export async function prepare(db: Db, from: Date): Promise<void> {
  for (const table of ['usage_base', 'usage_hourly', 'usage_daily', 'usage_marginals', 'usage_day_courses'])
    await db.$client.query(`ALTER TABLE ${table} SET UNLOGGED`)
  const marks = Object.values(folds).flatMap(({ until, marked }) => [until, marked])
  await db.$client.query(`UPDATE ledger_state SET ${marks.map(mark => `${mark} = $1`).join(', ')}`, [
    from.toISOString(),
  ])
}

/** Lets an account use something in so many per cent of all hours of `days` days and of today, up to `until`; a day at a time. */
export async function fillAccount(
  db: Db,
  accountId: AccountId,
  { keyIds, endpoints, modelIds }: Breadth,
  { percent, days, until }: { percent: number; days: number; until: Date },
): Promise<void> {
  const units = unitsSql(histogramPacking)
  for (let day = addDays(startOfDay(until), -days); day < until; day = addDays(day, 1)) {
    const end = addDays(day, 1) < until ? addDays(day, 1) : until
    const values = [accountId, day.toISOString(), end.toISOString(), keyIds, percent, endpoints, modelIds]
    await db.$client.query(
      `INSERT INTO usage_base
       SELECT $1, bucket, key_id, endpoint, model_id, 'prc', status, 3, h % 9000, h % 700, h % 2, 0, h % 1000000007, 0,
         (${units})[40 + h % 30] + (${units})[45 + h % 35] + (${units})[50 + h % 20], 2 * (${units})[20 + h % 25]
       FROM (SELECT bucket, h, ${names}, ${status} AS status FROM (${combinations}) AS c ORDER BY 1, 3, 4, 5) AS made`,
      values,
    )
  }
}

/** Repeats the days before `until`, rollups and all, further back, until there are so many. */
export async function repeatDays(db: Db, template: number, days: number, until: Date): Promise<void> {
  const end = startOfDay(until)
  for (const table of ['usage_base', 'usage_hourly', 'usage_daily', 'usage_marginals', 'usage_day_courses']) {
    const { rows } = await db.$client.query<{ column: string }>(
      `SELECT attname AS column FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
      [table],
    )
    const list = rows
      .map(({ column }) => (column === 'bucket' ? `bucket - $1 * interval '1 day'` : column))
      .join(', ')
    for (let back = template; back < days; back += template)
      await db.$client.query(
        `INSERT INTO ${table} SELECT ${list} FROM ${table} WHERE bucket >= $2 AND bucket < $3 ORDER BY account_id, bucket`,
        [back, addDays(end, -template).toISOString(), end.toISOString()],
      )
  }
}

/** One request for each row of the account's last hours. */
export async function fillEvents(db: Db, accountId: AccountId, hours: number, until: Date): Promise<void> {
  await db.$client.query(
    `INSERT INTO usage_events (account_id, admitted_at, id, key_id, endpoint, model_id, price_id, status, http_status, input_tokens,
       output_tokens, images, cost_nanos, input_cost_nanos, reserved_nanos, absorbed_nanos, waived_nanos, estimated, streamed,
       gateway_id, latency_ms, ttft_ms, settled_at)
     SELECT account_id, bucket + n % 900000 * interval '1 millisecond', 'req_' || lpad(n::text, 32, '0'), key_id, endpoint, model_id, price_id, status, 200,
       input_tokens, output_tokens, images, cost_nanos, 0, cost_nanos, 0, 0, false, true, 'gw_bench', 50 + n % 9000, 20 + n % 700, bucket
     FROM (SELECT *, row_number() OVER (ORDER BY bucket, key_id) * 7919 AS n FROM usage_base WHERE account_id = $1 AND bucket >= $2 AND bucket < $3) AS used`,
    [accountId, new Date(until.getTime() - hours * 3_600_000).toISOString(), until.toISOString()],
  )
}
