import { and, desc, eq } from 'drizzle-orm'
import { disputes, paymentAttempts, refunds } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'

export type AttemptRow = typeof paymentAttempts.$inferSelect
export type RefundRow = typeof refunds.$inferSelect
export type DisputeRow = typeof disputes.$inferSelect

/** More than this of one kind happens to no invoice: Stripe gives up long before. */
const MOST = 200

/** Attempts to charge a card for one invoice of the account, newest first. */
export async function listAttempts({ db, accountId }: Ctx, invoiceId: string): Promise<AttemptRow[]> {
  return db
    .select()
    .from(paymentAttempts)
    .where(and(eq(paymentAttempts.accountId, accountId), eq(paymentAttempts.invoiceId, invoiceId)))
    .orderBy(desc(paymentAttempts.at), desc(paymentAttempts.id))
    .limit(MOST)
}

/** What went back to the card, newest first. */
export async function listRefunds({ db, accountId }: Ctx, invoiceId: string): Promise<RefundRow[]> {
  return db
    .select()
    .from(refunds)
    .where(and(eq(refunds.accountId, accountId), eq(refunds.invoiceId, invoiceId)))
    .orderBy(desc(refunds.at), desc(refunds.id))
    .limit(MOST)
}

/** What the cardholder's bank took up, newest first. */
export async function listDisputes({ db, accountId }: Ctx, invoiceId: string): Promise<DisputeRow[]> {
  return db
    .select()
    .from(disputes)
    .where(and(eq(disputes.accountId, accountId), eq(disputes.invoiceId, invoiceId)))
    .orderBy(desc(disputes.createdAt), desc(disputes.id))
    .limit(MOST)
}
