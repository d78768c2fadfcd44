import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { paymentAttempts, refunds } from '@/db/schema'
import type { PaymentNews } from '@/lib/invoices/remote'

interface Owner {
  readonly accountId: string
  /** Of the invoice. */
  readonly id: string
}

/**
 * Keeps what Stripe told of an invoice's attempts and refunds, so that pages never have to ask. In the caller's transaction, under the
 * invoice's row lock; what was not asked for is left as it is.
 */
export async function recordPayments(
  tx: Tx,
  { accountId, id: invoiceId }: Owner,
  { attempts, refunds: gaveBack }: Pick<PaymentNews, 'attempts' | 'refunds'>,
): Promise<void> {
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
  if (gaveBack && gaveBack.length > 0)
    await tx
      .insert(refunds)
      .values(inOrder(gaveBack).map(refund => ({ accountId, invoiceId, ...refund })))
      .onConflictDoUpdate({
        target: [refunds.accountId, refunds.id],
        set: { status: sql`excluded.status` },
      })
}

/** Rows of one statement are locked in the order of their key, as everywhere. */
function inOrder<T extends { readonly id: string }>(things: readonly T[]): T[] {
  return things.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
