import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { readyToEnqueue } from '@/db/queues'
import { notices } from '@/db/schema'
import { listRecipients } from '@/lib/billing/notices/queries'
import type { AccountId } from '@/lib/ids'
import { enqueueStoredMail } from '@/lib/mail/queue'
import type { BillingTemplate, TemplateData } from '@/lib/mail/templates'

export interface Notice<Name extends BillingTemplate> {
  readonly accountId: AccountId
  /** What happened: `payment_failed_3`, `suspended`, … */
  readonly kind: string
  /** To what it happened: an invoice's id, the moment of a suspension. */
  readonly cause: string
  readonly template: Name
  readonly data: TemplateData<Name>
}

const PAGE = 50

/**
 * Writes down, in the transaction of what happened, that an account's people are to be told: once per account, kind and cause, for
 * ever, however often it is asked for. Returns whether this was the time. `now` is platform time.
 */
export async function addNotice<Name extends BillingTemplate>(
  tx: Tx,
  { accountId, kind, cause, template, data }: Notice<Name>,
  now: Date,
): Promise<boolean> {
  const added = await tx
    .insert(notices)
    .values({ accountId, kind, cause, template, data: { ...data }, at: now })
    .onConflictDoNothing()
    .returning({ kind: notices.kind })
  return added.length > 0
}

/** Of notices that a newer one makes pointless, those that are not on the queue yet never will be. In the caller's transaction. */
export async function dropWaiting(
  tx: Tx,
  { accountId, kinds, cause }: { accountId: AccountId; kinds: readonly string[]; cause: string },
  now: Date,
): Promise<void> {
  if (kinds.length === 0) return
  await tx
    .update(notices)
    .set({ queuedAt: now })
    .where(
      and(
        eq(notices.accountId, accountId),
        inArray(notices.kind, [...kinds]),
        eq(notices.cause, cause),
        isNull(notices.queuedAt),
      ),
    )
}

/**
 * Puts what was written down on the mail queue, for everyone it goes to; a notice and its mails' places in the queue are one
 * transaction. Returns how many notices that were. `now` is platform time.
 */
export async function queueNotices(db: Db, now: Date): Promise<number> {
  await readyToEnqueue(db)
  for (let total = 0; ;) {
    const count = await db.transaction(tx => queuePage(db, tx, now))
    total += count
    if (count < PAGE) return total
  }
}

async function queuePage(db: Db, tx: Tx, now: Date): Promise<number> {
  const waiting = await tx
    .select()
    .from(notices)
    .where(isNull(notices.queuedAt))
    .orderBy(asc(notices.at), asc(notices.accountId), asc(notices.kind), asc(notices.cause))
    .limit(PAGE)
    .for('update', { skipLocked: true })
  for (const { accountId, kind, cause, template, data } of waiting) {
    for (const to of await listRecipients(tx, accountId as AccountId, template))
      await enqueueStoredMail(db, tx, {
        template,
        to,
        data,
        dedupeKey: [accountId, kind, cause, to].join('|'),
      })
    await tx
      .update(notices)
      .set({ queuedAt: now })
      .where(and(eq(notices.accountId, accountId), eq(notices.kind, kind), eq(notices.cause, cause)))
  }
  return waiting.length
}
