import { and, asc, desc, eq, lte } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import { creditNotes, invoices } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { AccountId } from '@/lib/ids'

export type CreditRow = typeof creditNotes.$inferSelect

/** The credit notes of one invoice of the account, newest first. */
export async function listCredits({ db, accountId }: Ctx, invoiceId: string): Promise<CreditRow[]> {
  return db
    .select()
    .from(creditNotes)
    .where(and(eq(creditNotes.accountId, accountId), eq(creditNotes.invoiceId, invoiceId)))
    .orderBy(desc(creditNotes.createdAt), desc(creditNotes.id))
    .limit(100)
}

/** One credit note with Stripe's id of its invoice. */
export async function findCredit(db: DbOrTx, accountId: AccountId, id: string) {
  const [found] = await db
    .select({ credit: creditNotes, stripeInvoiceId: invoices.stripeInvoiceId })
    .from(creditNotes)
    .innerJoin(
      invoices,
      and(eq(invoices.accountId, creditNotes.accountId), eq(invoices.id, creditNotes.invoiceId)),
    )
    .where(and(eq(creditNotes.accountId, accountId), eq(creditNotes.id, id)))
  return found ?? null
}

/** Credit notes that were begun by `before` and that Stripe has not answered for, oldest first. */
export async function listUnfinishedCredits(db: Db, before: Date): Promise<CreditRow[]> {
  return db
    .select()
    .from(creditNotes)
    .where(and(eq(creditNotes.status, 'preparing'), lte(creditNotes.createdAt, before)))
    .orderBy(asc(creditNotes.createdAt), asc(creditNotes.id))
    .limit(500)
}
