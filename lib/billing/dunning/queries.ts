import { and, asc, desc, eq, gt, inArray, lte, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db, DbOrTx } from '@/db/client'
import { invoices, notices } from '@/db/schema'
import { failedWhen, reminderKind, type ReminderDay } from '@/lib/billing/dunning/reminders'
import { isOverdue } from '@/lib/billing/standing'
import type { AccountId } from '@/lib/ids'
import { formatPeriod, toPeriod } from '@/lib/period'

/** Some of the owed invoices of which that day's reminder is due and was not written, in order: more than these wait for the next look. */
export async function listUnreminded(db: Db, day: ReminderDay, now: Date) {
  const { from, until } = failedWhen(day, now)
  const written = db
    .select({ one: sql`1` })
    .from(notices)
    .where(
      and(
        eq(notices.accountId, invoices.accountId),
        eq(notices.kind, reminderKind(day)),
        eq(notices.cause, invoices.id),
      ),
    )
  return db
    .select({ accountId: invoices.accountId, id: invoices.id })
    .from(invoices)
    .where(
      and(
        inArray(invoices.status, ['open', 'uncollectible']),
        gt(invoices.paymentFailedAt, from),
        lte(invoices.paymentFailedAt, until),
        notExists(written),
      ),
    )
    .orderBy(asc(invoices.accountId), asc(invoices.id))
    .limit(500)
}

/** What an account owes after failed payments, the oldest first, as mails tell it. */
export async function listOwed(db: DbOrTx, accountId: AccountId) {
  const rows = await db
    .select()
    .from(invoices)
    .where(and(eq(invoices.accountId, accountId), inArray(invoices.status, ['open', 'uncollectible'])))
    .orderBy(asc(invoices.period))
    .limit(100)
  return rows.filter(isOverdue).map(({ id, number, period, hostedUrl, amountDueCents }) => ({
    invoiceId: id,
    number,
    period: formatPeriod(toPeriod(period)),
    hostedUrl,
    amountCents: amountDueCents,
  }))
}

/** The last suspension that an account's people were told of; null where there was none, or they were told that it is over. */
export async function findSuspension(db: DbOrTx, accountId: AccountId): Promise<{ cause: string } | null> {
  const over = alias(notices, 'over')
  const [last] = await db
    .select({ cause: notices.cause, over: over.cause })
    .from(notices)
    .leftJoin(
      over,
      and(eq(over.accountId, notices.accountId), eq(over.kind, 'restored'), eq(over.cause, notices.cause)),
    )
    .where(and(eq(notices.accountId, accountId), inArray(notices.kind, ['suspended', 'dispute_open'])))
    .orderBy(desc(notices.at), desc(notices.kind), desc(notices.cause))
    .limit(1)
  return last && last.over === null ? { cause: last.cause } : null
}
