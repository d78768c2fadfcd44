import type { Db } from '@/db/client'
import { dueReminder, type ReminderDay } from '@/lib/billing/dunning/reminders'
import { listFailedInvoices, listUntoldRestored, listUntoldSuspended } from '@/lib/billing/dunning/queries'
import { sendNotice } from '@/lib/billing/notices/commands'
import { GRACE_MS } from '@/lib/billing/standing'
import type { AccountId } from '@/lib/ids'
import { formatPeriod, toPeriod } from '@/lib/period'

/**
 * Tells accounts what became of their debts: reminders on the day a payment failed and three and six days later, the suspension,
 * and its end. Each once; of reminders that were missed only the latest. Returns how many there were. `now` is platform time.
 */
export async function sendDunning(db: Db, now: Date): Promise<number> {
  let sent = 0
  for (const { invoice, accountName } of await listFailedInvoices(
    db,
    new Date(now.getTime() - GRACE_MS),
    now,
  ))
    if (await remind(db, invoice, accountName, now)) sent += 1
  for (const { accountId, name, pastDueSince } of await listUntoldSuspended(db)) {
    const cause = pastDueSince?.toISOString() ?? ''
    if (await tell(db, { accountId, kind: 'suspended', cause, name }, now)) sent += 1
  }
  for (const { accountId, name, cause } of await listUntoldRestored(db))
    if (await tell(db, { accountId, kind: 'restored', cause, name }, now)) sent += 1
  return sent
}

type FailedInvoice = Awaited<ReturnType<typeof listFailedInvoices>>[number]['invoice']

async function remind(db: Db, invoice: FailedInvoice, accountName: string, now: Date): Promise<boolean> {
  const failedAt = invoice.paymentFailedAt
  const day = failedAt && dueReminder(failedAt, now)
  if (failedAt === null || day === null) return false
  const notice = {
    accountId: invoice.accountId as AccountId,
    kind: `payment_failed_${day satisfies ReminderDay}`,
    cause: invoice.id,
  }
  const data = {
    accountName,
    invoiceId: invoice.id,
    period: formatPeriod(toPeriod(invoice.period)),
    amountCents: invoice.amountDueCents,
    reason: invoice.lastPaymentError ?? 'The payment failed.',
    suspendsAt: new Date(failedAt.getTime() + GRACE_MS).toISOString(),
  }
  return invoice.needsAuthentication && invoice.hostedUrl !== null
    ? sendNotice(
        db,
        { ...notice, template: 'payment_confirmation', data: { ...data, hostedUrl: invoice.hostedUrl } },
        now,
      )
    : sendNotice(db, { ...notice, template: 'payment_failed', data }, now)
}

async function tell(
  db: Db,
  about: { accountId: string; kind: 'suspended' | 'restored'; cause: string; name: string },
  now: Date,
): Promise<boolean> {
  const { kind, cause } = about
  const accountId = about.accountId as AccountId
  const data = { accountName: about.name }
  return sendNotice(db, { accountId, kind, cause, template: `account_${kind}`, data }, now)
}
