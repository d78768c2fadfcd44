import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { accounts, invoices } from '@/db/schema'
import { findSuspension, listOwed, listUnreminded } from '@/lib/billing/dunning/queries'
import { dueReminder, reminderDays, reminderKind } from '@/lib/billing/dunning/reminders'
import { addNotice, dropWaiting } from '@/lib/billing/notices/commands'
import { getStandingFacts } from '@/lib/billing/queries'
import { toStanding, type StandingView } from '@/lib/billing/standing'
import type { AccountId } from '@/lib/ids'
import { formatPeriod, toPeriod } from '@/lib/period'

/**
 * Reminds of payments that failed three and six days ago, and of whatever was missed on the day itself; of several that were
 * missed only the latest. Each once. Returns how many there were. `now` is platform time.
 */
export async function sendReminders(db: Db, now: Date): Promise<number> {
  let sent = 0
  for (const day of reminderDays)
    for (const { accountId, id } of await listUnreminded(db, day, now))
      if (await db.transaction(tx => remind(tx, accountId as AccountId, id, now))) sent += 1
  return sent
}

/**
 * Tells an account's people that the payment of an invoice failed, and what happens when: the reminder that is due, once. Tells
 * nothing where it is owed no more, or the grace is over. In the caller's transaction. Returns whether this was the time.
 */
export async function remind(tx: Tx, accountId: AccountId, invoiceId: string, now: Date): Promise<boolean> {
  const failed = await findFailed(tx, accountId, invoiceId, now)
  if (!failed) return false
  const { needsAuthentication, reason, ...data } = failed
  const notice = { accountId, kind: reminderKind(data.day), cause: invoiceId }
  const isNew = needsAuthentication
    ? await addNotice(tx, { ...notice, template: 'payment_confirmation', data }, now)
    : await addNotice(tx, { ...notice, template: 'payment_failed', data: { ...data, reason } }, now)
  const earlier = reminderDays.filter(day => day < data.day).map(reminderKind)
  if (isNew) await dropWaiting(tx, { accountId, kinds: earlier, cause: invoiceId }, now)
  return isNew
}

/**
 * Tells that the bank wants a payment confirmed which had failed otherwise before. Once per invoice. In the caller's transaction.
 */
export async function askForConfirmation(
  tx: Tx,
  accountId: AccountId,
  invoiceId: string,
  now: Date,
): Promise<boolean> {
  const failed = await findFailed(tx, accountId, invoiceId, now)
  if (!failed) return false
  const { needsAuthentication: _known, reason: _unsaid, ...data } = failed
  const notice = { accountId, kind: 'confirmation', cause: invoiceId }
  return addNotice(tx, { ...notice, template: 'payment_confirmation', data }, now)
}

/**
 * Tells that an account is suspended for what it owes, and when that is over: once per suspension. What an operator holds is the
 * operator's to tell; disputes have mails of their own. In the transaction that writes the standing; `account` is its row before.
 */
export async function noteStanding(
  tx: Tx,
  account: typeof accounts.$inferSelect,
  view: StandingView,
  now: Date,
): Promise<void> {
  const accountId = account.accountId as AccountId
  const { name: accountName } = account
  const wasSuspended = account.standing === 'suspended'
  if (view.reason === 'grace_over' || view.reason === 'owes_without_card') {
    const since = wasSuspended ? account.standingSince : now
    const notice = { accountId, kind: 'suspended', cause: since.toISOString() }
    const data = { accountName, cause: view.reason, owed: await listOwed(tx, accountId) }
    await addNotice(tx, { ...notice, template: 'account_suspended', data }, now)
  } else if (wasSuspended && (view.standing === 'active' || view.standing === 'past_due')) {
    const suspension = await findSuspension(tx, accountId)
    if (!suspension) return
    const notice = { accountId, kind: 'restored', cause: suspension.cause }
    const data = { accountName, unpaid: await unpaidOf(tx, accountId, view) }
    await addNotice(tx, { ...notice, template: 'account_restored', data }, now)
  }
}

async function unpaidOf(tx: Tx, accountId: AccountId, { suspendsAt }: StandingView) {
  if (suspendsAt === null) return null
  const owed = await listOwed(tx, accountId)
  return {
    amountCents: owed.reduce((cents, { amountCents }) => cents + amountCents, 0),
    suspendsAt: suspendsAt.toISOString(),
  }
}

/** What the mails about a failed payment tell; null where it is owed no more or its grace is over. The row is locked. */
async function findFailed(tx: Tx, accountId: AccountId, invoiceId: string, now: Date) {
  const [found] = await tx
    .select({ invoice: invoices, accountName: accounts.name })
    .from(invoices)
    .innerJoin(accounts, eq(accounts.accountId, invoices.accountId))
    .where(and(eq(invoices.accountId, accountId), eq(invoices.id, invoiceId)))
    .for('share', { of: invoices })
  if (!found) return null
  const { invoice, accountName } = found
  const owed = invoice.status === 'open' || invoice.status === 'uncollectible'
  const day = invoice.paymentFailedAt && dueReminder(invoice.paymentFailedAt, now)
  if (!owed || day === null) return null
  const { standing, suspendsAt } = toStanding(await getStandingFacts(tx, accountId), now)
  return {
    accountName,
    invoiceId: invoice.id,
    number: invoice.number,
    period: formatPeriod(toPeriod(invoice.period)),
    hostedUrl: invoice.hostedUrl,
    amountCents: invoice.amountDueCents,
    reason: invoice.lastPaymentError ?? 'The payment failed.',
    needsAuthentication: invoice.needsAuthentication,
    day,
    // Of the oldest debt, which may be another invoice's; an older one, a hold or the want of a card suspends already.
    suspendsAt: standing === 'suspended' ? null : (suspendsAt?.toISOString() ?? null),
  }
}
