/** A shard begins empty, with the budget it is part of. Parameters: account, period, gateway, scopes. */
export const createShardsSql = {
  budgets: `
INSERT INTO budgets (account_id, scope, period, allocated_nanos)
SELECT $1, scope, $2, 0 FROM gateways g CROSS JOIN unnest($4::text[]) AS scopes(scope)
WHERE g.id = $3 AND g.fenced_at IS NULL ORDER BY scope COLLATE "C"
ON CONFLICT (account_id, scope, period) DO NOTHING`,
  shards: `
INSERT INTO budget_shards (account_id, scope, period, gateway_id, granted_nanos, spent_nanos, seq)
SELECT $1, scope, $2, g.id, 0, 0, 0 FROM gateways g CROSS JOIN unnest($4::text[]) AS scopes(scope)
WHERE g.id = $3 AND g.fenced_at IS NULL ORDER BY scope COLLATE "C"
ON CONFLICT (account_id, scope, period, gateway_id) DO NOTHING`,
}

/** Locks the gateway against fencing, then the budgets in order. No row: fenced, or no such budget. Parameters as above. */
export const lockBudgetsSql = `
WITH gateway AS MATERIALIZED (SELECT id FROM gateways WHERE id = $3 AND fenced_at IS NULL FOR KEY SHARE)
SELECT b.scope, b.allocated_nanos FROM gateway CROSS JOIN budgets b
WHERE b.account_id = $1 AND b.period = $2 AND b.scope = ANY($4::text[])
ORDER BY b.scope FOR UPDATE OF b`

/** Locks this gateway's shards in order, and reads, in a snapshot taken after the budgets were locked, what decides. Parameters as above. */
export const lockShardsSql = `
SELECT s.scope, s.granted_nanos, s.spent_nanos, s.seq, l.limit_nanos, a.ceiling_nanos,
  coalesce(p.state, 'open') <> 'open' AS barred,
  (SELECT sum(t.spent_nanos) FROM budget_shards t
    WHERE t.account_id = $1 AND t.scope = s.scope AND t.period = $2) AS spent_by_all_nanos
FROM budget_shards s
JOIN accounts a ON a.account_id = s.account_id
LEFT JOIN spend_limits l ON l.account_id = s.account_id AND l.scope = s.scope
LEFT JOIN periods p ON p.period = s.period
WHERE s.account_id = $1 AND s.period = $2 AND s.gateway_id = $3 AND s.scope = ANY($4::text[])
ORDER BY s.scope FOR UPDATE OF s`

/** Parameters: account, period, gateway, then per scope: scope, allocated, granted, seq. */
export const storeSql = `
WITH next AS (
  SELECT * FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::bigint[]) AS n(scope, allocated, granted, seq)
), budget AS (
  UPDATE budgets b SET allocated_nanos = next.allocated FROM next
  WHERE b.account_id = $1 AND b.scope = next.scope AND b.period = $2 AND b.allocated_nanos <> next.allocated
)
UPDATE budget_shards s SET granted_nanos = next.granted, seq = next.seq FROM next
WHERE s.account_id = $1 AND s.scope = next.scope AND s.period = $2 AND s.gateway_id = $3`

export interface BudgetRow {
  readonly scope: string
  readonly allocated_nanos: string
}

export interface ShardRow {
  readonly scope: string
  readonly granted_nanos: string
  readonly spent_nanos: string
  readonly seq: string
  readonly limit_nanos: string | null
  readonly ceiling_nanos: string
  readonly barred: boolean
  readonly spent_by_all_nanos: string
}
