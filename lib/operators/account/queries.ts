import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, auditLog, creditNotes, disputes, invoices, members, users } from '@/db/schema'
import type { AccountId } from '@/lib/ids'

/** The account's row; null where there is none of that id. */
export async function findAccount(db: Db, accountId: AccountId) {
  const [row] = await db.select().from(accounts).where(eq(accounts.accountId, accountId))
  return row ? { ...row, accountId } : null
}

/** Who belongs to the account, oldest first; at most 500. */
export async function listMembers(db: Db, accountId: AccountId) {
  return db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: members.role,
      since: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.accountId, accountId))
    .orderBy(asc(members.createdAt), asc(members.id))
    .limit(500)
}

/** How the account came to stand where it stands: changes of standing, holds and cleared disputes, latest first. */
export async function listStandingHistory(db: Db, accountId: AccountId, limit: number) {
  const acts = [
    'standing.changed',
    'account.held',
    'account.hold_lifted',
    'dispute.cleared',
    'account.created',
  ]
  return db
    .select({
      id: auditLog.id,
      action: auditLog.action,
      details: auditLog.details,
      at: auditLog.at,
      actor: users.name,
    })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorUserId))
    .where(and(eq(auditLog.accountId, accountId), inArray(auditLog.action, acts)))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(limit)
}

/** Credits of the account's invoices, latest first, with who gave them. */
export async function listAccountCredits(db: Db, accountId: AccountId, limit: number) {
  return db
    .select({ credit: creditNotes, period: invoices.period, actor: users.name })
    .from(creditNotes)
    .innerJoin(
      invoices,
      and(eq(invoices.accountId, creditNotes.accountId), eq(invoices.id, creditNotes.invoiceId)),
    )
    .leftJoin(users, eq(users.id, creditNotes.requestedBy))
    .where(eq(creditNotes.accountId, accountId))
    .orderBy(desc(creditNotes.createdAt), desc(creditNotes.id))
    .limit(limit)
}

/** Payments of the account that a bank took up, latest first, with who cleared them. */
export async function listAccountDisputes(db: Db, accountId: AccountId, limit: number) {
  return db
    .select({ dispute: disputes, actor: users.name })
    .from(disputes)
    .leftJoin(users, eq(users.id, disputes.clearedBy))
    .where(eq(disputes.accountId, accountId))
    .orderBy(desc(disputes.createdAt), desc(disputes.id))
    .limit(limit)
}
