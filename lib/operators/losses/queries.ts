import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '@/db/client'
import { accounts, settlementFailures } from '@/db/schema'
import type {
  AccountLosses,
  FailureFilter,
  MonthLosses,
  SettlementFailure,
} from '@/lib/operators/losses/losses'
import { endOf, startOf, toPeriod, type Period } from '@/lib/period'

const bornes = sql`(absorbed_nanos > 0 or waived_nanos > 0)`
const month = (column: 'admitted_at' | 'failed_at') =>
  sql`to_char(${sql.identifier(column)} AT TIME ZONE 'UTC', 'YYYY-MM')`

/** What the platform bore itself, by month, latest first; months without any are absent. */
export async function listLosses(db: Db, limit: number): Promise<MonthLosses[]> {
  const { rows } = await db.execute<MonthRow>(sql`
    SELECT period, sum(absorbed_nanos)::bigint AS absorbed_nanos, sum(absorbed)::int AS absorbed,
      sum(waived_nanos)::bigint AS waived_nanos, sum(waived)::int AS waived, sum(failures)::int AS failures
    FROM (
      SELECT ${month('admitted_at')} AS period, absorbed_nanos, (absorbed_nanos > 0)::int AS absorbed,
        waived_nanos, (waived_nanos > 0)::int AS waived, 0 AS failures
      FROM usage_events WHERE ${bornes}
      UNION ALL
      SELECT ${month('failed_at')}, 0, 0, 0, 0, 1 FROM settlement_failures
    ) AS losses
    GROUP BY period ORDER BY period DESC LIMIT ${limit}`)
  return rows.map(row => ({
    period: toPeriod(row.period),
    absorbedNanos: BigInt(row.absorbed_nanos),
    absorbedRequests: row.absorbed,
    waivedNanos: BigInt(row.waived_nanos),
    waivedRequests: row.waived,
    failures: row.failures,
  }))
}

/** Whose requests the platform bore in a month, most first. */
export async function listLossesByAccount(db: Db, period: Period, limit: number): Promise<AccountLosses[]> {
  const { rows } = await db.execute<AccountLossRow>(sql`
    SELECT e.account_id, coalesce(a.name, e.account_id) AS name, e.absorbed_nanos, e.waived_nanos, e.requests FROM (
      SELECT account_id, sum(absorbed_nanos)::bigint AS absorbed_nanos, sum(waived_nanos)::bigint AS waived_nanos,
        count(*)::int AS requests
      FROM usage_events
      WHERE ${bornes} AND admitted_at >= ${startOf(period).toISOString()}::timestamptz
        AND admitted_at < ${endOf(period).toISOString()}::timestamptz
      GROUP BY account_id
    ) AS e LEFT JOIN accounts a ON a.account_id = e.account_id
    ORDER BY e.absorbed_nanos + e.waived_nanos DESC, e.account_id LIMIT ${limit}`)
  return rows.map(row => ({
    accountId: row.account_id,
    name: row.name,
    absorbedNanos: BigInt(row.absorbed_nanos),
    waivedNanos: BigInt(row.waived_nanos),
    requests: row.requests,
  }))
}

/** Events that could not be stored, latest first. */
export async function listSettlementFailures(
  db: Db,
  { openOnly, accountId, limit, before }: FailureFilter,
): Promise<SettlementFailure[]> {
  const { failedAt, requestId } = settlementFailures
  const rows = await db
    .select({ failure: settlementFailures, accountName: accounts.name })
    .from(settlementFailures)
    .leftJoin(accounts, eq(accounts.accountId, settlementFailures.accountId))
    .where(
      and(
        openOnly ? isNull(settlementFailures.resolvedAt) : undefined,
        accountId === null ? undefined : eq(settlementFailures.accountId, accountId),
        before === null
          ? undefined
          : or(lt(failedAt, before.at), and(eq(failedAt, before.at), lt(requestId, before.id))),
      ),
    )
    .orderBy(desc(failedAt), desc(requestId))
    .limit(limit)
  return rows.map(({ failure, accountName }) => ({
    accountId: failure.accountId,
    accountName: accountName ?? failure.accountId,
    requestId: failure.requestId,
    reason: failure.reason,
    failedAt: failure.failedAt,
    resolvedAt: failure.resolvedAt,
    ...eventSchema.parse(failure.event),
  }))
}

/** What is shown of a stored event, whatever was wrong with the rest of it. */
const eventSchema = z.object({
  modelId: z.string().catch('unknown'),
  endpoint: z.string().catch('unknown'),
  costNanos: z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(BigInt)
    .nullable()
    .catch(null),
})

interface MonthRow extends Record<string, unknown> {
  readonly period: string
  readonly absorbed_nanos: string
  readonly absorbed: number
  readonly waived_nanos: string
  readonly waived: number
  readonly failures: number
}

interface AccountLossRow extends Record<string, unknown> {
  readonly account_id: string
  readonly name: string
  readonly absorbed_nanos: string
  readonly waived_nanos: string
  readonly requests: number
}
