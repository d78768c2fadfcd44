import type { LedgerGatewayId } from '@/lib/gateways/fenced'
import type { UsageEvent } from '@/lib/usage/event'
import { eventSumsSql, quarterSql } from '@/lib/usage/rollups/fold-sql'
import { baseSums, histograms } from '@/lib/usage/rollups/targets'

/** Each column of an incoming event: its name, its type in the database, and its value as it is bound. Order is the parameters' order. */
const columns: readonly (readonly [string, string, (event: UsageEvent) => unknown])[] = [
  ['account_id', 'text', e => e.accountId],
  ['admitted_at', 'timestamptz', e => e.admittedAt.toISOString()],
  ['id', 'text', e => e.id],
  ['key_id', 'text', e => e.keyId],
  ['endpoint', 'text', e => e.endpoint],
  ['model_id', 'text', e => e.modelId],
  ['price_id', 'text', e => e.priceId],
  ['status', 'text', e => e.status],
  ['http_status', 'int', e => e.httpStatus],
  ['error_code', 'text', e => e.errorCode],
  ['input_tokens', 'int', e => e.inputTokens],
  ['output_tokens', 'int', e => e.outputTokens],
  ['reasoning_tokens', 'int', e => e.reasoningTokens],
  ['images', 'int', e => e.images],
  ['cost_nanos', 'bigint', e => e.costNanos.toString()],
  ['input_cost_nanos', 'bigint', e => e.inputCostNanos.toString()],
  ['reserved_nanos', 'bigint', e => e.reservedNanos.toString()],
  ['absorbed_nanos', 'bigint', e => e.absorbedNanos.toString()],
  ['estimated', 'boolean', e => e.estimated],
  ['streamed', 'boolean', e => e.streamed],
  ['provider', 'text', e => e.provider],
  ['upstream_id', 'text', e => e.upstreamId],
  ['latency_ms', 'int', e => e.latencyMs],
  ['ttft_ms', 'int', e => e.ttftMs],
]

const names = columns.map(([name]) => name)
const arrays = columns.map(([, type], i) => `$${i + 3}::${type}[]`)
const charged = names.map(name =>
  name === 'cost_nanos' || name === 'input_cost_nanos' ? `CASE WHEN closed THEN 0 ELSE ${name} END` : name,
)

const sums = eventSumsSql(true)
const sumNames = [...baseSums, ...histograms]
/** Days keep no histograms: those of days are in the marginals. */
const kept = { usage_base: sums.length, usage_hourly: sums.length, usage_daily: baseSums.length }

/** `bucket` of an event in each rollup; UTC whatever the session's time zone. */
const buckets = {
  usage_base: quarterSql,
  usage_hourly: `date_trunc('hour', admitted_at, 'UTC')`,
  usage_daily: `date_trunc('day', admitted_at, 'UTC')`,
}

/** Adds `stored` events to a rollup, in the order of its primary key, as every writer of that table does. */
function addTo(table: keyof typeof buckets, where = ''): string {
  const names = sumNames.slice(0, kept[table])
  return `INSERT INTO ${table} (account_id, bucket, key_id, endpoint, model_id, price_id, status, ${names.join(', ')})
    SELECT account_id, ${buckets[table]} AS bucket, key_id, endpoint, model_id, price_id, status, ${sums.slice(0, kept[table]).join(', ')}
    FROM stored ${where}
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (account_id, bucket, key_id, endpoint, model_id, price_id, status) DO UPDATE SET
    ${names.map(name => `${name} = ${table}.${name} + excluded.${name}`).join(', ')}`
}

/**
 * Stores a batch of events, whatever accounts they are of: events, rollups and this gateway's shards, in one statement.
 * Runs after the shared ledger lock, so that the period states and marks it reads are those of the last flip. It raises
 * `unsettleable` unless that lock is held (a condition in SQL) and every shard that was spent from was there to be charged.
 * Answers one row: whether the gateway may settle, the ids stored now, and those waived.
 */
export const toSettleSql = (lockIsHeld: string): string => `
WITH gateway AS (
  SELECT id FROM gateways WHERE id = $1 AND fenced_at IS NULL FOR KEY SHARE
), marks AS (
  SELECT hourly_marked_until, daily_marked_until, marginal_hours_marked_until FROM ledger_state WHERE id = 1
), incoming AS (
  SELECT e.*, p.period IS NOT NULL AS closed
  FROM gateway CROSS JOIN unnest(${arrays.join(', ')}) AS e(${names.join(', ')})
  LEFT JOIN periods p ON p.period = to_char(e.admitted_at AT TIME ZONE 'UTC', 'YYYY-MM') AND p.state = 'closed'
), stored AS (
  INSERT INTO usage_events (${names.join(', ')}, waived_nanos, gateway_id, settled_at)
  SELECT ${charged.join(', ')}, CASE WHEN closed THEN cost_nanos ELSE 0 END, $1, $2::timestamptz
  FROM incoming ORDER BY account_id, admitted_at, id
  ON CONFLICT (account_id, admitted_at, id) DO NOTHING
  RETURNING *
), base AS (
  ${addTo('usage_base')}
), hourly AS (
  ${addTo('usage_hourly', 'WHERE admitted_at < (SELECT hourly_marked_until FROM marks)')}
), daily AS (
  ${addTo('usage_daily', 'WHERE admitted_at < (SELECT daily_marked_until FROM marks)')}
), late AS (
  INSERT INTO usage_late_events (account_id, admitted_at, id)
  SELECT account_id, admitted_at, id FROM stored
  WHERE admitted_at < (SELECT marginal_hours_marked_until FROM marks)
  ORDER BY 1, 2, 3
  ON CONFLICT (account_id, admitted_at, id) DO NOTHING
), due AS (
  SELECT account_id, scope, to_char(admitted_at AT TIME ZONE 'UTC', 'YYYY-MM') AS period, sum(cost_nanos) AS nanos
  FROM stored CROSS JOIN LATERAL (VALUES ('account'), (key_id)) AS scopes(scope)
  GROUP BY 1, 2, 3 HAVING sum(cost_nanos) > 0
), locked AS (
  SELECT s.account_id, s.scope, s.period, due.nanos
  FROM budget_shards s JOIN due ON s.account_id = due.account_id AND s.scope = due.scope AND s.period = due.period
  WHERE s.gateway_id = $1
  ORDER BY s.account_id, s.scope, s.period
  FOR UPDATE OF s
), charged AS (
  UPDATE budget_shards s SET spent_nanos = s.spent_nanos + locked.nanos
  FROM locked
  WHERE s.account_id = locked.account_id AND s.scope = locked.scope AND s.period = locked.period AND s.gateway_id = $1
  RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM gateway) AS live,
  1 / (CASE WHEN (SELECT count(*) FROM due) = (SELECT count(*) FROM charged) AND ${lockIsHeld}
    THEN 1 ELSE 0 END) AS sound,
  (SELECT coalesce(array_agg(id), '{}') FROM stored) AS stored,
  (SELECT coalesce(array_agg(id), '{}') FROM stored WHERE waived_nanos > 0) AS waived`

/** SQLSTATE of a division by zero: how plain SQL raises. Nothing else in the statement divides. */
export const unsettleable = '22012'

export interface SettleRow {
  readonly live: boolean
  readonly stored: readonly string[]
  readonly waived: readonly string[]
}

/** The values to bind: an array per column, however many events there are. */
export function settleValues(
  gatewayId: LedgerGatewayId,
  events: readonly UsageEvent[],
  now: Date,
): unknown[] {
  return [gatewayId, now.toISOString(), ...columns.map(([, , valueOf]) => events.map(valueOf))]
}
