import { sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'

export const DAYS = 20
const KEYS = 1_250
const MODELS = 8
const ENDPOINTS = [
  '/chat/completions',
  '/generate/text',
  '/images/generations',
  '/generate/image',
  '/jobs/images',
]
export const ROWS = DAYS * KEYS * MODELS * ENDPOINTS.length

export const from = new Date('2026-03-01T00:00:00Z')
export const dayAfter = (days: number) => new Date(from.getTime() + days * 86_400_000)

/** Folded days, each row with a cost of its own: 1, 2, 3 … nano-dollars. A day at a time: a database that is silent is cut off. */
export async function fillRollups(db: Db, accountId: AccountId): Promise<void> {
  const to = dayAfter(DAYS).toISOString()
  for (let day = 0; day < DAYS; day += 1)
    await db.execute(sql`
      INSERT INTO usage_daily (account_id, bucket, key_id, endpoint, model_id, price_id, status, requests, input_tokens,
        output_tokens, images, estimated_requests, cost_nanos, input_cost_nanos)
      SELECT ${accountId}, ${dayAfter(day).toISOString()}::timestamptz, 'key_' || lpad(k::text, 6, '0'), e, 'model_' || m,
        'prc', 'succeeded', 1, 100, 10, 0, 0, ${costBefore(day)}::bigint + row_number() OVER (), 0
      FROM ${groups()}`)
  await db.execute(
    sql`UPDATE ledger_state SET hourly_until = ${to}::timestamptz, daily_until = ${to}::timestamptz`,
  )
}

/** As many single requests, spread over the same days, at the same costs. */
export async function fillEvents(db: Db, accountId: AccountId): Promise<void> {
  for (let day = 0; day < DAYS; day += 1)
    await db.execute(sql`
      INSERT INTO usage_events (account_id, admitted_at, id, key_id, endpoint, model_id, price_id, status, http_status,
        input_tokens, output_tokens, images, cost_nanos, input_cost_nanos, reserved_nanos, absorbed_nanos, waived_nanos,
        estimated, streamed, gateway_id, latency_ms, settled_at)
      SELECT ${accountId}, admitted_at, 'req_' || lpad(to_hex(cost), 32, '0'), key_id, endpoint, model_id, 'prc',
        'succeeded', 200, 100, 10, 0, cost, 0, cost, 0, 0, false, false, 'gw_bench', 250, admitted_at
      FROM (
        SELECT ${dayAfter(day).toISOString()}::timestamptz + n * interval '1 millisecond' AS admitted_at,
          ${costBefore(day)}::bigint + n AS cost, key_id, endpoint, model_id
        FROM (
          SELECT 'key_' || lpad(k::text, 6, '0') AS key_id, e AS endpoint, 'model_' || m AS model_id,
            row_number() OVER () AS n
          FROM ${groups()}
        ) AS numbered
      ) AS priced`)
}

function costBefore(day: number): number {
  return day * (ROWS / DAYS)
}

function groups() {
  return sql`generate_series(1, ${KEYS}) AS k, generate_series(1, ${MODELS}) AS m,
    unnest(string_to_array(${ENDPOINTS.join(',')}, ',')) AS e`
}
