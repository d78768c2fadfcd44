import { desc, eq, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { reconciliations } from '@/db/schema'
import type { AccountId } from '@/lib/ids'
import { endOf, startOf, toPeriod, type Period } from '@/lib/period'

export type Reconciliation = typeof reconciliations.$inferSelect

/** Comparisons, newest first; of one period where that is given. */
export async function listReconciliations(
  db: Db,
  { limit, period = null }: { readonly limit: number; readonly period?: Period | null },
): Promise<Reconciliation[]> {
  return db
    .select()
    .from(reconciliations)
    .where(period ? eq(reconciliations.period, period) : undefined)
    .orderBy(desc(reconciliations.at), desc(reconciliations.id))
    .limit(limit)
}

/** Invoiced periods whose invoices were never compared, oldest first. */
export async function listPeriodsToReconcile(db: Db): Promise<Period[]> {
  const { rows } = await db.execute<{ period: string }>(sql`
    SELECT period FROM periods p WHERE invoiced_at IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM reconciliations r WHERE r.period = p.period AND r.invoiced
    ) ORDER BY period`)
  return rows.map(row => toPeriod(row.period))
}

/** Accounts after `after` that anything at all is on record of in the period, in order. */
export async function listAccountsOnRecord(
  db: Db,
  period: Period,
  after: string,
  limit: number,
): Promise<AccountId[]> {
  const [from, to] = [startOf(period), endOf(period)]
  const rolledUp = (table: 'usage_base' | 'usage_hourly' | 'usage_daily') => sql`
    SELECT account_id FROM ${sql.identifier(table)}
    WHERE account_id > ${after} AND bucket >= ${from} AND bucket < ${to}`
  const { rows } = await db.execute<{ account_id: AccountId }>(sql`
    SELECT account_id FROM usage_events
      WHERE account_id > ${after} AND admitted_at >= ${from} AND admitted_at < ${to}
    UNION ${rolledUp('usage_base')} UNION ${rolledUp('usage_hourly')} UNION ${rolledUp('usage_daily')}
    UNION SELECT account_id FROM budget_shards
      WHERE account_id > ${after} AND period = ${period} AND spent_nanos > 0
    UNION SELECT account_id FROM invoices WHERE account_id > ${after} AND period = ${period}
    ORDER BY account_id LIMIT ${limit}`)
  return rows.map(row => row.account_id)
}
