import { sql, type SQL } from 'drizzle-orm'
import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { getFirstPeriod, listInvoicedPeriods } from '@/lib/invoices/queries'
import { centsToNanos } from '@/lib/money'
import type { AccountFigures } from '@/lib/operators/accounts/account-list'
import { periodOf, periodsBetween, type Period } from '@/lib/period'

/** The periods whose usage is on no invoice yet: the current one, and past ones that are not closed. Never empty. */
export interface OpenPeriods {
  readonly current: Period
  readonly past: readonly Period[]
}

/** Which periods' usage counts as unbilled at `now` (platform time). */
export async function getOpenPeriods(db: Db, now: Date): Promise<OpenPeriods> {
  const current = periodOf(now)
  const [first, invoiced] = await Promise.all([getFirstPeriod(db), listInvoicedPeriods(db)])
  const all = first ? periodsBetween(first, current) : []
  return { current, past: all.filter(period => period !== current && !invoiced.has(period)) }
}

/** What these accounts used and owe; an account that neither used nor owes anything has zeros. */
export async function getFigures(
  db: Db,
  ids: readonly AccountId[],
  periods: OpenPeriods,
): Promise<Map<AccountId, AccountFigures>> {
  const { rows } = await db.execute<{ account_id: AccountId } & SumRow>(sql`
    SELECT a.account_id, coalesce(used.month_nanos, 0)::bigint AS month_nanos,
      coalesce(used.unbilled_nanos, 0)::bigint AS unbilled_nanos, coalesce(owed.cents, 0)::bigint AS cents
    FROM accounts a
    LEFT JOIN (${usedSql(periods, ids)}) AS used ON used.account_id = a.account_id
    LEFT JOIN (${owedSql(ids)}) AS owed ON owed.account_id = a.account_id
    WHERE a.account_id IN ${ids}`)
  return new Map(rows.map(({ account_id: id, ...sums }) => [id, toFigures(sums)]))
}

/** The same over all accounts together. */
export async function getTotalFigures(db: Db, periods: OpenPeriods): Promise<AccountFigures> {
  const { sums, shards } = usedParts(periods)
  const { rows } = await db.execute<SumRow>(sql`
    SELECT coalesce(month_nanos, 0) AS month_nanos, coalesce(unbilled_nanos, 0) AS unbilled_nanos,
      (SELECT coalesce(sum(cents), 0)::bigint FROM (${owedSql(null)}) AS owed) AS cents
    FROM (SELECT ${sums} ${shards}) AS used`)
  const [row] = rows
  if (!row) throw new Error('a sum without rows is still a row')
  return toFigures(row)
}

/** Spend by account; of all accounts where no ids are given. */
export function usedSql(periods: OpenPeriods, ids: readonly AccountId[] | null): SQL {
  const { sums, shards } = usedParts(periods)
  return sql`SELECT s.account_id, ${sums} ${shards} ${ids ? sql`AND s.account_id IN ${ids}` : sql``} GROUP BY s.account_id`
}

/** From the shards, which are the ledger's own sums. A bill that is out takes its past period out of what is unbilled. */
function usedParts({ current, past }: OpenPeriods): { sums: SQL; shards: SQL } {
  const issued = sql`EXISTS (SELECT FROM invoices i WHERE i.account_id = s.account_id AND i.period = s.period
    AND i.status NOT IN ('preparing', 'draft'))`
  const unbilled = past.length === 0 ? sql`` : sql`FILTER (WHERE s.period = ${current} OR NOT ${issued})`
  return {
    sums: sql`(sum(s.spent_nanos) FILTER (WHERE s.period = ${current}))::bigint AS month_nanos,
      (sum(s.spent_nanos) ${unbilled})::bigint AS unbilled_nanos`,
    shards: sql`FROM budget_shards s WHERE s.scope = 'account' AND s.period IN ${[current, ...past]}`,
  }
}

/** What is owed by account, in cents. */
export function owedSql(ids: readonly AccountId[] | null): SQL {
  return sql`
    SELECT account_id, sum(amount_due_cents - amount_paid_cents) AS cents FROM invoices
    WHERE status IN ('open', 'uncollectible') ${ids ? sql`AND account_id IN ${ids}` : sql``} GROUP BY account_id`
}

interface SumRow extends Record<string, unknown> {
  readonly month_nanos: string
  readonly unbilled_nanos: string
  readonly cents: string
}

function toFigures({ month_nanos, unbilled_nanos, cents }: SumRow): AccountFigures {
  const unbilledNanos = BigInt(unbilled_nanos)
  const unpaidCents = Number(cents)
  return {
    spentNanos: BigInt(month_nanos),
    unbilledNanos,
    unpaidCents,
    exposureNanos: unbilledNanos + centsToNanos(unpaidCents),
  }
}
