import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { accounts, invoices } from '@/db/schema'
import { updateStanding } from '@/lib/billing/commands'
import { findAccountOf } from '@/lib/billing/queries'
import { recordControlChange } from '@/lib/control/commands'
import type { AccountId } from '@/lib/ids'
import { noteInvoice } from '@/lib/invoices/notices/commands'
import { sameInvoice, type InvoiceRow } from '@/lib/invoices/queries'
import { isSameBilledTo } from '@/lib/invoices/billed-to'
import { recordPayments } from '@/lib/invoices/payments/commands'
import {
  mergeRemote,
  noNews,
  type PaymentNews,
  type RemoteColumns,
  type RemoteInvoice,
} from '@/lib/invoices/remote'
import type { StripeClient } from '@/lib/stripe/client'
import { getInvoice } from '@/lib/stripe/invoices'
import { getPaymentFacts } from '@/lib/stripe/payments'

/**
 * Brings our row of an invoice, and the account's standing, to what Stripe says now; `withRefunds` also what went back to the
 * card. Stripe is read under the row's lock, so whoever writes last has read last. In the caller's transaction; returns the
 * control change to announce after it commits, null where there is none. An invoice that is not one of ours, and a draft that is
 * gone, change nothing: those are the month close's to deal with.
 */
export async function syncInvoice(
  tx: Tx,
  stripe: StripeClient,
  stripeInvoiceId: string,
  now: Date,
  { withRefunds = false }: { readonly withRefunds?: boolean } = {},
): Promise<number | null> {
  const accountId = await findAccountOf(tx, stripeInvoiceId)
  if (!accountId) return null
  const [row] = await tx
    .select()
    .from(invoices)
    .where(and(eq(invoices.accountId, accountId), eq(invoices.stripeInvoiceId, stripeInvoiceId)))
    .for('update')
  if (!row) return null
  const remote = await getInvoice(stripe, stripeInvoiceId)
  if (!remote) return null
  // Credit and refund are one thing to whoever gets them: neither is known without the other.
  const credited = withRefunds || remote.creditedCents !== row.creditedCents
  const asked = remote.attempted || credited
  const wanted = { withRefunds: credited, knownRefundedCents: row.refundedCents }
  const news = asked ? await getPaymentFacts(stripe, remote.id, wanted) : noNews
  return recordRemote(tx, row, remote, news, now)
}

/**
 * Writes what Stripe said of an invoice, unless we hold something newer, and what follows from it for the account's standing;
 * its people are told. Returns the control change to announce, null where there is none.
 */
export async function recordRemote(
  tx: Tx,
  { accountId, id }: Pick<InvoiceRow, 'accountId' | 'id'>,
  remote: RemoteInvoice,
  news: PaymentNews,
  now: Date,
): Promise<number | null> {
  const [held] = await tx
    .select()
    .from(invoices)
    .where(sameInvoice(accountId as AccountId, id))
    .for('update')
  if (!held || held.stripeInvoiceId !== remote.id) return null
  const columns = mergeRemote(held, remote, news)
  if (!isSame(held, columns))
    await tx
      .update(invoices)
      .set({ ...columns, updatedAt: now })
      .where(sameInvoice(accountId as AccountId, id))
  if (held.issuedAt === null && columns.issuedAt !== null && remote.endingBalanceCents !== null)
    await tx
      .update(accounts)
      .set({ stripeBalanceCents: remote.endingBalanceCents })
      .where(eq(accounts.accountId, accountId))
  const failedRefunds = await recordPayments(tx, held, news)
  await noteInvoice(tx, held, columns, { ...news, failedRefunds }, now)
  const { changed } = await updateStanding(tx, accountId as AccountId, now)
  return changed ? recordControlChange(tx, { kind: 'account', accountId: accountId as AccountId }) : null
}

/** What the payments of an invoice say, asked for only where one can have failed. */
export async function newsOf(stripe: StripeClient, remote: RemoteInvoice): Promise<PaymentNews> {
  const owed = remote.status === 'open' || remote.status === 'uncollectible'
  if (!owed || !remote.attempted) return noNews
  return getPaymentFacts(stripe, remote.id)
}

function isSame(held: InvoiceRow, { billedTo, ...columns }: RemoteColumns): boolean {
  const known: Readonly<Record<string, unknown>> = { ...held }
  return (
    isSameBilledTo(held.billedTo, billedTo) &&
    Object.entries(columns).every(([name, value]) =>
      value instanceof Date
        ? value.getTime() === (known[name] as Date | null)?.getTime()
        : value === known[name],
    )
  )
}
