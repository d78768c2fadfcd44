import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { invoices } from '@/db/schema'
import { updateStanding } from '@/lib/billing/commands'
import { findAccountOf } from '@/lib/billing/queries'
import { recordControlChange } from '@/lib/control/commands'
import type { AccountId } from '@/lib/ids'
import { sameInvoice, type InvoiceRow } from '@/lib/invoices/queries'
import { mergeRemote, type RemoteInvoice } from '@/lib/invoices/remote'
import type { StripeClient } from '@/lib/stripe/client'
import { getInvoice, getPaymentError } from '@/lib/stripe/invoices'

/**
 * Brings our row of an invoice, and the account's standing, to what Stripe says now. In the caller's transaction; returns the
 * control change to announce after it commits, null where there is none. An invoice that is not one of ours, and a draft that is
 * gone, change nothing: those are the month close's to deal with.
 */
export async function syncInvoice(
  tx: Tx,
  stripe: StripeClient,
  stripeInvoiceId: string,
  now: Date,
): Promise<number | null> {
  const accountId = await findAccountOf(tx, stripeInvoiceId)
  if (!accountId) return null
  const [row] = await tx
    .select()
    .from(invoices)
    .where(and(eq(invoices.accountId, accountId), eq(invoices.stripeInvoiceId, stripeInvoiceId)))
  if (!row) return null
  const remote = await getInvoice(stripe, stripeInvoiceId)
  if (!remote) return null
  return recordRemote(tx, row, remote, await paymentErrorOf(stripe, remote), now)
}

/**
 * Writes what Stripe said of an invoice, unless we hold something newer, and what follows from it for the account's standing.
 * Returns the control change to announce, null where there is none.
 */
export async function recordRemote(
  tx: Tx,
  { accountId, id }: Pick<InvoiceRow, 'accountId' | 'id'>,
  remote: RemoteInvoice,
  paymentError: string | null,
  now: Date,
): Promise<number | null> {
  const [held] = await tx
    .select()
    .from(invoices)
    .where(sameInvoice(accountId as AccountId, id))
    .for('update')
  if (!held || held.stripeInvoiceId !== remote.id) return null
  const columns = mergeRemote(held, remote, paymentError)
  await tx
    .update(invoices)
    .set({ ...columns, updatedAt: now })
    .where(sameInvoice(accountId as AccountId, id))
  const { changed } = await updateStanding(tx, accountId as AccountId, now)
  return changed ? recordControlChange(tx, { kind: 'account', accountId: accountId as AccountId }) : null
}

/** Why the last attempt failed, asked for only where one can have. */
export async function paymentErrorOf(stripe: StripeClient, remote: RemoteInvoice): Promise<string | null> {
  return remote.status === 'open' && remote.attempted ? getPaymentError(stripe, remote.id) : null
}
