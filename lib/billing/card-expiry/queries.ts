import { and, asc, eq, isNull, lt, notExists, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, notices, paymentMethods } from '@/db/schema'
import { firstMonthNotExpiring } from '@/lib/billing/card'

/** Some of the cards that pay invoices, expire within thirty days or have, and were not told of; `cause` is what a notice of it is about. */
export async function listExpiringCards(db: Db, now: Date) {
  const { year, month } = firstMonthNotExpiring(now)
  const cause = sql<string>`${paymentMethods.id} || '|' || ${paymentMethods.expYear} || '-' || ${paymentMethods.expMonth}`
  const told = db
    .select({ one: sql`1` })
    .from(notices)
    .where(
      and(
        eq(notices.accountId, paymentMethods.accountId),
        eq(notices.kind, 'card_expiring'),
        eq(notices.cause, cause),
      ),
    )
  return db
    .select({
      accountId: paymentMethods.accountId,
      accountName: accounts.name,
      brand: paymentMethods.brand,
      lastFour: paymentMethods.lastFour,
      expMonth: paymentMethods.expMonth,
      expYear: paymentMethods.expYear,
      cause,
    })
    .from(paymentMethods)
    .innerJoin(accounts, eq(accounts.accountId, paymentMethods.accountId))
    .where(
      and(
        eq(paymentMethods.isDefault, true),
        isNull(paymentMethods.detachedAt),
        lt(sql`${paymentMethods.expYear} * 12 + ${paymentMethods.expMonth}`, year * 12 + month),
        notExists(told),
      ),
    )
    .orderBy(asc(paymentMethods.accountId), asc(paymentMethods.id))
    .limit(500)
}
