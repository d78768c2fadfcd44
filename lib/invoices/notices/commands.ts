import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { accounts, creditNotes, paymentMethods } from '@/db/schema'
import { askForConfirmation, remind } from '@/lib/billing/dunning/commands'
import { listOwed } from '@/lib/billing/dunning/queries'
import { addNotice } from '@/lib/billing/notices/commands'
import type { AccountId } from '@/lib/ids'
import { toNews } from '@/lib/invoices/news'
import type { InvoiceRow } from '@/lib/invoices/queries'
import type { RemoteColumns, RemoteRefund } from '@/lib/invoices/remote'
import { formatPeriod, toPeriod } from '@/lib/period'
import { never } from '@/lib/result'

/** What Stripe said of an invoice's refunds; null where it was not asked. */
interface RefundNews {
  readonly refunds: readonly RemoteRefund[] | null
  /** Those that failed since we last knew of them. */
  readonly failedRefunds: readonly RemoteRefund[]
}

/**
 * Tells an account's people what happened to an invoice, in the transaction that changed its row: `before` is the row as it was,
 * `after` what was written. Each thing once, however often and in whatever order Stripe told us. `now` is platform time.
 */
export async function noteInvoice(
  tx: Tx,
  before: InvoiceRow,
  after: RemoteColumns,
  { refunds, failedRefunds }: RefundNews,
  now: Date,
): Promise<void> {
  const accountId = before.accountId as AccountId
  for (const news of toNews(before, after))
    switch (news) {
      case 'ready':
        await tellReady(tx, before, after, now)
        break
      case 'failed':
        await remind(tx, accountId, before.id, now)
        break
      case 'confirmation':
        await askForConfirmation(tx, accountId, before.id, now)
        break
      case 'received':
        await tellReceived(tx, before, after, now)
        break
      case 'credited':
        await tellCredited(tx, before, after, refunds, now)
        break
      case 'voided':
        await tellVoided(tx, before, after, now)
        break
      default:
        never(news)
    }
  for (const refund of failedRefunds) await tellRefundFailed(tx, before, after, refund, now)
}

async function tellReady(tx: Tx, row: InvoiceRow, after: RemoteColumns, now: Date): Promise<void> {
  const { appliedBalanceCents, amountDueCents, carriedCents } = after
  const data = {
    ...(await aboutOf(tx, row, after)),
    totalCents: row.totalCents,
    appliedBalanceCents,
    amountDueCents,
    carriedCents,
    card: await defaultCardOf(tx, row.accountId as AccountId),
  }
  await addNotice(tx, { ...aboutNotice(row), kind: 'invoice_ready', template: 'invoice_ready', data }, now)
}

async function tellReceived(tx: Tx, row: InvoiceRow, after: RemoteColumns, now: Date): Promise<void> {
  const data = {
    ...(await aboutOf(tx, row, after)),
    amountCents: after.amountDueCents,
    paidAt: (after.paidAt ?? now).toISOString(),
    stillOwedCents: await owedCentsOf(tx, row),
  }
  await addNotice(
    tx,
    { ...aboutNotice(row), kind: 'payment_received', template: 'payment_received', data },
    now,
  )
}

async function tellVoided(tx: Tx, row: InvoiceRow, after: RemoteColumns, now: Date): Promise<void> {
  const data = { ...(await aboutOf(tx, row, after)), stillOwedCents: await owedCentsOf(tx, row) }
  await addNotice(tx, { ...aboutNotice(row), kind: 'voided', template: 'invoice_voided', data }, now)
}

async function tellRefundFailed(
  tx: Tx,
  row: InvoiceRow,
  after: RemoteColumns,
  { id: cause, amountCents }: RemoteRefund,
  now: Date,
): Promise<void> {
  const data = { ...(await aboutOf(tx, row, after)), amountCents }
  const { accountId } = aboutNotice(row)
  await addNotice(tx, { accountId, cause, kind: 'refund_failed', template: 'refund_failed', data }, now)
}

/** What is owed after failed payments, this invoice's own as it was written. */
async function owedCentsOf(tx: Tx, { accountId }: InvoiceRow): Promise<number> {
  const owed = await listOwed(tx, accountId as AccountId)
  return owed.reduce((cents, { amountCents }) => cents + amountCents, 0)
}

/** What makes a credit unique is what all of the invoice ever came to, those included that were taken back or failed. */
async function tellCredited(
  tx: Tx,
  row: InvoiceRow,
  after: RemoteColumns,
  refunds: readonly RemoteRefund[] | null,
  now: Date,
): Promise<void> {
  const creditedCents = Math.max(0, after.creditedCents - row.creditedCents)
  const data = {
    ...(await aboutOf(tx, row, after)),
    creditedCents,
    refundedCents: Math.max(0, after.refundedCents - row.refundedCents),
    to: row.status === 'paid' ? ('balance' as const) : ('due' as const),
    amountDueCents: after.status === 'paid' ? 0 : after.amountDueCents,
    memo: await memoOf(tx, row, creditedCents),
  }
  const { accountId } = aboutNotice(row)
  const everRefundedCents = refunds?.reduce((cents, refund) => cents + refund.amountCents, 0)
  const everCreditedCents = after.creditedCents + (await takenBackCentsOf(tx, row))
  const cause = `${row.id}|${everCreditedCents}|${everRefundedCents ?? after.refundedCents}`
  await addNotice(tx, { accountId, cause, kind: 'credited', template: 'invoice_credited', data }, now)
}

function aboutNotice({ accountId, id }: InvoiceRow) {
  return { accountId: accountId as AccountId, cause: id }
}

async function aboutOf(tx: Tx, { accountId, id, period }: InvoiceRow, { number, hostedUrl }: RemoteColumns) {
  const [account] = await tx
    .select({ name: accounts.name })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  const accountName = account?.name ?? ''
  return { accountName, invoiceId: id, number, period: formatPeriod(toPeriod(period)), hostedUrl }
}

/** The card that invoices are charged to when they are issued. */
async function defaultCardOf(tx: Tx, accountId: AccountId) {
  const [card] = await tx
    .select({ brand: paymentMethods.brand, lastFour: paymentMethods.lastFour })
    .from(paymentMethods)
    .where(
      and(
        eq(paymentMethods.accountId, accountId),
        eq(paymentMethods.isDefault, true),
        isNull(paymentMethods.detachedAt),
      ),
    )
  return card ?? null
}

/** What credit notes gave that are void now. */
async function takenBackCentsOf(tx: Tx, { accountId, id }: InvoiceRow): Promise<number> {
  const [taken] = await tx
    .select({ cents: sql<number>`coalesce(sum(${creditNotes.amountCents}), 0)::int` })
    .from(creditNotes)
    .where(
      and(
        eq(creditNotes.accountId, accountId),
        eq(creditNotes.invoiceId, id),
        eq(creditNotes.status, 'void'),
      ),
    )
  return taken?.cents ?? 0
}

/** What the operator wrote on the credit note of just that amount; null where it was made at Stripe by hand. */
async function memoOf(tx: Tx, { accountId, id }: InvoiceRow, creditedCents: number): Promise<string | null> {
  const [note] = await tx
    .select({ memo: creditNotes.memo, amountCents: creditNotes.amountCents })
    .from(creditNotes)
    .where(
      and(
        eq(creditNotes.accountId, accountId),
        eq(creditNotes.invoiceId, id),
        eq(creditNotes.status, 'issued'),
      ),
    )
    .orderBy(desc(creditNotes.issuedAt), desc(creditNotes.id))
    .limit(1)
  return note?.amountCents === creditedCents ? note.memo : null
}
