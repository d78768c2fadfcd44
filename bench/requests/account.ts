import type { Db } from '@/db/client'
import { newId, type AccountId } from '@/lib/ids'
import { addDays } from '@/lib/usage/buckets'

export const DAYS = 90

/** One in a thousand requests. */
export const FAILED_OF = 1_000
/** Used by one request a day, which failed every tenth time; four others share the rest. */
export const RARE_KEY = 'key_seldom'
export const keyName = (i: number) => `key_${i}`
export const modelName = (i: number) => `provider/model-${i}`

/** Tables of the bench need not survive it. */
export async function forgetOnCrash(db: Db): Promise<void> {
  const { rows } = await db.$client.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'usage_events'::regclass`,
  )
  for (const { name } of [...rows, { name: 'usage_base' }])
    await db.$client.query(`ALTER TABLE ${name} SET UNLOGGED`)
}

/** An account with so many requests, evenly over `DAYS` whole days from `from`, and its quarter-hours. A day at a time: a database that is silent is cut off. */
export async function fillRequests(db: Db, from: Date, requests: number): Promise<AccountId> {
  const accountId = newId('account', from)
  const perDay = Math.round(requests / DAYS)
  for (let day = 0; day < DAYS; day += 1) {
    const start = addDays(from, day)
    await db.$client.query(eventsSql, [accountId, start.toISOString(), perDay, day % 10 === 0])
    await db.$client.query(baseSql, [accountId, start.toISOString(), addDays(start, 1).toISOString()])
  }
  return accountId
}

/** `$3` requests of the day that begins at `$2`; whether that of the rare key failed is `$4`. What each is follows from its number. */
const eventsSql = `
INSERT INTO usage_events (account_id, admitted_at, id, key_id, endpoint, model_id, price_id, status, http_status, input_tokens,
  output_tokens, images, cost_nanos, input_cost_nanos, reserved_nanos, absorbed_nanos, waived_nanos, estimated, streamed, gateway_id,
  latency_ms, settled_at)
SELECT $1, at, 'req_' || lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || lpad(to_hex(n), 20, '0'),
  CASE WHEN rare THEN '${RARE_KEY}' ELSE 'key_' || h % 4 END,
  CASE WHEN h / 4 % 5 = 0 THEN '/generate/text' ELSE '/chat/completions' END, 'provider/model-' || h / 20 % 3, 'prc', status,
  CASE status WHEN 'failed' THEN 502 ELSE 200 END, h % 4000, h % 700, 0, cost, 0, cost, 0, 0, false, h % 2 = 0, 'gw_bench',
  50 + h % 9000, at
FROM (
  SELECT n, at, h, rare, status, CASE status WHEN 'failed' THEN 0 ELSE h % 1000000 END AS cost
  FROM (
    SELECT n, $2::timestamptz + (n * 86400000 / $3) * interval '1 millisecond' AS at, h, n = $3 / 2 AS rare,
      CASE WHEN n = $3 / 2 THEN CASE WHEN $4 THEN 'failed' ELSE 'succeeded' END
        WHEN h / 64 % ${FAILED_OF} = 0 THEN 'failed' ELSE 'succeeded' END AS status
    FROM generate_series(0, $3::bigint - 1) AS n, LATERAL (SELECT abs(hashint8extended(n, 0)) AS h) AS hashed
  ) AS numbered
) AS priced
ORDER BY at`

const baseSql = `
INSERT INTO usage_base (account_id, bucket, key_id, endpoint, model_id, price_id, status, requests, input_tokens, output_tokens, images,
  estimated_requests, cost_nanos, input_cost_nanos)
SELECT account_id, date_bin('15 minutes', admitted_at, '2000-01-01T00:00:00Z'::timestamptz) AS bucket, key_id, endpoint, model_id, price_id,
  status, count(*), sum(input_tokens), sum(output_tokens), 0, 0, sum(cost_nanos), 0
FROM usage_events WHERE account_id = $1 AND admitted_at >= $2 AND admitted_at < $3
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`
