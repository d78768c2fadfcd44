import { and, eq, isNull } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { accounts, disputes, invoices } from '@/db/schema'
import { recordAudit, type AuditActor } from '@/lib/accounts/audit/commands'
import { lockAccount, updateStanding } from '@/lib/billing/commands'
import { toDisputeReason } from '@/lib/billing/disputes/reasons'
import { addNotice } from '@/lib/billing/notices/commands'
import { findAccountOf } from '@/lib/billing/queries'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { AccountId, UserId } from '@/lib/ids'
import { countDisputed } from '@/lib/invoices/payments/commands'
import { formatPeriod, toPeriod } from '@/lib/period'
import { err, ok, type Result } from '@/lib/result'
import type { StripeClient } from '@/lib/stripe/client'
import { getDispute, type RemoteDispute } from '@/lib/stripe/disputes'

/**
 * Brings our row of a dispute, and the account's standing, to what Stripe says now. In the caller's transaction; returns the
 * control change to announce after it commits, null where there is none. A payment that was no account's changes nothing.
 */
export async function syncDispute(
  tx: Tx,
  stripe: StripeClient,
  disputeId: string,
  now: Date,
): Promise<number | null> {
  const found = await getDispute(stripe, disputeId)
  const { stripeInvoiceId, customerId } = found ?? {}
  const accountId =
    (stripeInvoiceId && (await findAccountOf(tx, stripeInvoiceId))) ||
    (customerId && (await findAccountOf(tx, customerId)))
  if (!accountId) return null
  // First the invoice, then the account: as everywhere.
  const invoice = await lockInvoice(tx, accountId, stripeInvoiceId ?? null)
  await lockAccount(tx, accountId)
  // Read again under the locks: whoever writes last has read last.
  const dispute = await getDispute(stripe, disputeId)
  if (!dispute) return null
  const { id, amountCents, status, reason, createdAt } = dispute
  const [before] = await tx.select().from(disputes).where(sameDispute(accountId, id))
  const decidedAt = status === 'won' || status === 'lost' ? (before?.decidedAt ?? now) : null
  const values = { invoiceId: invoice?.id ?? null, amountCents, status, reason, decidedAt }
  await tx
    .insert(disputes)
    .values({ accountId, id, ...values, createdAt, updatedAt: now })
    .onConflictDoUpdate({ target: [disputes.accountId, disputes.id], set: { ...values, updatedAt: now } })
  if (invoice) await countDisputed(tx, accountId, invoice.id)
  if (before?.status !== status)
    await recordAudit(tx, { accountId, actorUserId: null, now }, `dispute.${status}`, id, {
      amount_cents: amountCents,
      reason,
    })
  await tellDispute(tx, accountId, dispute, invoice, now)
  const { changed } = await updateStanding(tx, accountId, now)
  return changed ? recordControlChange(tx, { kind: 'account', accountId }) : null
}

/** Tells that a payment is disputed, or that the bank took it back; that it was won, the end of the suspension tells. */
async function tellDispute(
  tx: Tx,
  accountId: AccountId,
  { id, status, amountCents, reason }: RemoteDispute,
  invoice: InvoiceOfDispute | null,
  now: Date,
): Promise<void> {
  if (status !== 'open' && status !== 'lost') return
  const [account] = await tx
    .select({ name: accounts.name })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  const data = {
    accountName: account?.name ?? '',
    amountCents,
    because: toDisputeReason(reason),
    period: invoice && formatPeriod(toPeriod(invoice.period)),
    outcome: status,
  }
  const notice = { accountId, kind: `dispute_${status}`, cause: id }
  await addNotice(tx, { ...notice, template: 'payment_disputed', data }, now)
}

/** Lets an account go on although a payment of it is disputed, or was lost. For operators; returns when it is in force. */
export async function clearDispute(
  db: Db,
  { accountId, actorUserId, now }: AuditActor & { readonly actorUserId: UserId },
  disputeId: string,
): Promise<Result<'cleared', 'unknown_dispute'>> {
  const outcome = await db.transaction(async tx => {
    await lockAccount(tx, accountId)
    const cleared = await tx
      .update(disputes)
      .set({ clearedAt: now, clearedBy: actorUserId, updatedAt: now })
      .where(and(sameDispute(accountId, disputeId), isNull(disputes.clearedAt)))
      .returning({ id: disputes.id })
    if (cleared.length === 0) return null
    await recordAudit(tx, { accountId, actorUserId, now }, 'dispute.cleared', disputeId)
    const { changed } = await updateStanding(tx, accountId, now)
    return { epoch: changed ? await recordControlChange(tx, { kind: 'account', accountId }) : null }
  })
  if (!outcome) return err('unknown_dispute', 'There is no such dispute that could be cleared.')
  if (outcome.epoch !== null) await awaitGateways(db, outcome.epoch)
  return ok('cleared')
}

type InvoiceOfDispute = Pick<typeof invoices.$inferSelect, 'id' | 'period'>

async function lockInvoice(
  tx: Tx,
  accountId: AccountId,
  stripeInvoiceId: string | null,
): Promise<InvoiceOfDispute | null> {
  if (stripeInvoiceId === null) return null
  const [row] = await tx
    .select({ id: invoices.id, period: invoices.period })
    .from(invoices)
    .where(and(eq(invoices.accountId, accountId), eq(invoices.stripeInvoiceId, stripeInvoiceId)))
    .for('update')
  return row ?? null
}

function sameDispute(accountId: AccountId, id: string) {
  return and(eq(disputes.accountId, accountId), eq(disputes.id, id))
}
