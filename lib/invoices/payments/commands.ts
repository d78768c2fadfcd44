import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputes, invoices, paymentAttempts, refunds } from '@/db/schema'
import type { AccountId } from '@/lib/ids'
import { sameInvoice } from '@/lib/invoices/queries'
import type { PaymentNews, RemoteRefund } from '@/lib/invoices/remote'

interface Owner {
  readonly accountId: string
  /** Of the invoice. */
  readonly id: string
}

/**
 * Keeps what Stripe told of an invoice's attempts and refunds, so that pages never have to ask. In the caller's transaction, under the
 * invoice's row lock; what was not asked for is left as it is. Returns the refunds that failed since we last knew of them.
 */
export async function recordPayments(
  tx: Tx,
  { accountId, id: invoiceId }: Owner,
  { attempts, refunds: gaveBack }: Pick<PaymentNews, 'attempts' | 'refunds'>,
): Promise<RemoteRefund[]> {
  if (attempts && attempts.length > 0)
    await tx
      .insert(paymentAttempts)
      .values(inOrder(attempts).map(attempt => ({ accountId, invoiceId, ...attempt })))
      .onConflictDoUpdate({
        target: [paymentAttempts.accountId, paymentAttempts.id],
        set: {
          status: sql`excluded.status`,
          failure: sql`excluded.failure`,
          receiptUrl: sql`excluded.receipt_url`,
        },
      })
  if (!gaveBack || gaveBack.length === 0) return []
  const known = await tx
    .select({ id: refunds.id, status: refunds.status })
    .from(refunds)
    .where(and(eq(refunds.accountId, accountId), eq(refunds.invoiceId, invoiceId)))
  await tx
    .insert(refunds)
    .values(inOrder(gaveBack).map(refund => ({ accountId, invoiceId, ...refund })))
    .onConflictDoUpdate({
      target: [refunds.accountId, refunds.id],
      set: { status: sql`excluded.status` },
    })
  const failedBefore = new Set(known.filter(cameBack).map(({ id }) => id))
  return gaveBack.filter(refund => cameBack(refund) && !failedBefore.has(refund.id))
}

/** The money did not reach the card, and is ours again. */
function cameBack({ status }: Pick<RemoteRefund, 'status'>): boolean {
  return status === 'failed' || status === 'canceled'
}

/**
 * Sums up, in the invoice's row, what of its payment banks hold back and what they took back for good. In the caller's transaction,
 * under the row's lock.
 */
export async function countDisputed(tx: Tx, accountId: AccountId, invoiceId: string): Promise<void> {
  const sumOf = (status: 'open' | 'lost') =>
    sql<number>`coalesce(sum(${disputes.amountCents}) FILTER (WHERE ${disputes.status} = ${status}), 0)::int`
  const [sums] = await tx
    .select({ disputedCents: sumOf('open'), chargedBackCents: sumOf('lost') })
    .from(disputes)
    .where(and(eq(disputes.accountId, accountId), eq(disputes.invoiceId, invoiceId)))
  if (sums) await tx.update(invoices).set(sums).where(sameInvoice(accountId, invoiceId))
}

/** Rows of one statement are locked in the order of their key, as everywhere. */
function inOrder<T extends { readonly id: string }>(things: readonly T[]): T[] {
  return things.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
