import type { Db } from '@/db/client'
import { notices } from '@/db/schema'
import { listBillingRecipients } from '@/lib/billing/dunning/queries'
import type { AccountId } from '@/lib/ids'
import { enqueueMail } from '@/lib/mail/queue'
import type { TemplateData, TemplateName } from '@/lib/mail/templates'

export interface Notice<Name extends TemplateName> {
  readonly accountId: AccountId
  /** `payment_failed_3`, `suspended`, … */
  readonly kind: string
  /** What it is about: an invoice's id, the moment that a debt began. */
  readonly cause: string
  readonly template: Name
  readonly data: TemplateData<Name>
}

/**
 * Mails something to everyone who does an account's billing, once per account, kind and cause, however often it is asked for and
 * for ever. Returns whether this was the time. `now` is platform time.
 */
export async function sendNotice<Name extends TemplateName>(
  db: Db,
  { accountId, kind, cause, template, data }: Notice<Name>,
  now: Date,
): Promise<boolean> {
  return db.transaction(async tx => {
    const isNew = await tx
      .insert(notices)
      .values({ accountId, kind, cause, at: now })
      .onConflictDoNothing()
      .returning({ kind: notices.kind })
    if (isNew.length === 0) return false
    for (const { userId, email } of await listBillingRecipients(tx, accountId))
      await enqueueMail(db, tx, {
        template,
        to: email,
        data,
        dedupeKey: [accountId, kind, cause, userId].join('|'),
      })
    return true
  })
}
