import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { invoices, paymentMethods } from '@/db/schema'
import type { RemovalFacts } from '@/lib/billing/methods/removal'
import type { AccountId } from '@/lib/ids'
import { endOf, toPeriod } from '@/lib/period'

/** What decides which of an account's cards may be removed. */
export async function getRemovalFacts(db: DbOrTx, accountId: AccountId): Promise<RemovalFacts> {
  const cards = await db
    .select({ id: paymentMethods.id, isDefault: paymentMethods.isDefault })
    .from(paymentMethods)
    .where(and(eq(paymentMethods.accountId, accountId), isNull(paymentMethods.detachedAt)))
  const unpaid = await db
    .select({ id: invoices.id })
    .from(invoices)
    .where(
      and(
        eq(invoices.accountId, accountId),
        inArray(invoices.status, ['preparing', 'draft', 'open', 'uncollectible']),
      ),
    )
    .limit(1)
  return { cards, owes: unpaid.length > 0, hasUnbilledUsage: await hasUnbilledUsage(db, accountId) }
}

/** Whether anything was used since the end of the latest month that has an invoice. */
async function hasUnbilledUsage(db: DbOrTx, accountId: AccountId): Promise<boolean> {
  const [latest] = await db
    .select({ period: sql<string | null>`max(${invoices.period})` })
    .from(invoices)
    .where(eq(invoices.accountId, accountId))
  const since = latest?.period ? endOf(toPeriod(latest.period)) : new Date(0)
  const { rows } = await db.execute<{ used: boolean }>(sql`
    SELECT EXISTS (
      SELECT 1 FROM usage_base WHERE account_id = ${accountId} AND bucket >= ${since} AND cost_nanos > 0
    ) AS used`)
  return rows[0]?.used ?? true
}
