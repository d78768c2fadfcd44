import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import { accounts, invoices, members, notices, users } from '@/db/schema'
import type { AccountId } from '@/lib/ids'

/** Whom mails about money go to: the account's owners and those who do its billing. */
export async function listBillingRecipients(db: DbOrTx, accountId: AccountId) {
  return db
    .select({ userId: users.id, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.accountId, accountId), inArray(members.role, ['owner', 'billing'])))
    .orderBy(asc(users.id))
    .limit(50)
}

/** Invoices whose payment failed between the two times and that are owed still, with their accounts' names. */
export async function listFailedInvoices(db: Db, from: Date, until: Date) {
  return db
    .select({ invoice: invoices, accountName: accounts.name })
    .from(invoices)
    .innerJoin(accounts, eq(accounts.accountId, invoices.accountId))
    .where(
      and(
        inArray(invoices.status, ['open', 'uncollectible']),
        gt(invoices.paymentFailedAt, from),
        lte(invoices.paymentFailedAt, until),
      ),
    )
    .orderBy(asc(invoices.accountId), asc(invoices.id))
}

/** Accounts that are suspended for what they owe, and were not told so. A hold is the operator's to tell. */
export async function listUntoldSuspended(db: Db) {
  return db
    .select({ accountId: accounts.accountId, name: accounts.name, pastDueSince: accounts.pastDueSince })
    .from(accounts)
    .where(
      and(
        eq(accounts.standing, 'suspended'),
        isNotNull(accounts.pastDueSince),
        isNull(accounts.heldAt),
        sql`NOT EXISTS (SELECT 1 FROM ${notices} WHERE ${notices.accountId} = ${accounts.accountId}
              AND ${notices.kind} = 'suspended' AND ${notices.cause} = ${causeOf(accounts.pastDueSince)})`,
      ),
    )
    .orderBy(asc(accounts.accountId))
    .limit(500)
}

/** Accounts that were told that they are suspended, are so no more, and were not told that. */
export async function listUntoldRestored(db: Db) {
  const told = sql`(SELECT 1 FROM ${notices} AS later WHERE later.account_id = ${notices.accountId}
    AND later.kind = 'restored' AND later.cause = ${notices.cause})`
  return db
    .select({ accountId: accounts.accountId, name: accounts.name, cause: notices.cause })
    .from(notices)
    .innerJoin(accounts, eq(accounts.accountId, notices.accountId))
    .where(
      and(
        eq(notices.kind, 'suspended'),
        inArray(accounts.standing, ['active', 'past_due']),
        sql`NOT EXISTS ${told}`,
      ),
    )
    .orderBy(asc(accounts.accountId), asc(notices.cause))
    .limit(500)
}

/** The moment that a debt began, as the cause of a notice: the same text that `toISOString` gives. */
function causeOf(column: typeof accounts.pastDueSince) {
  return sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
