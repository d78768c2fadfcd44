import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { stripeEvents } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { findAccountOf } from '@/lib/billing/queries'
import type { AccountId, UserId } from '@/lib/ids'
import { announceEvents } from '@/lib/inbox/commands'
import { subjectsOf } from '@/lib/inbox/subjects'
import { recordOperatorAct } from '@/lib/operators/commands'
import { err, ok, type Result } from '@/lib/result'

export interface Replayer {
  readonly actorUserId: UserId
  /** Real time: when it is due. */
  readonly at: Date
  /** Platform time, for the audit log. */
  readonly now: Date
}

/**
 * Has an event processed again, at once and as if it had just come, whether it failed or was done. For operators. It is on the
 * event who did it, and in the audit log of the account that it is about, or in the platform's where it is about none.
 */
export async function replayEvent(
  db: Db,
  { eventId, ...replayer }: Replayer & { readonly eventId: string },
): Promise<Result<'replayed', 'unknown_event'>> {
  const known = await db.transaction(tx => replay(tx, eventId, replayer))
  if (!known) return err('unknown_event', 'There is no such event.')
  await announceEvents(db)
  return ok('replayed')
}

/** The same for events that were tried and are not done, oldest first; at most `limit`. Returns how many that were. */
export async function replayFailing(db: Db, replayer: Replayer, limit: number): Promise<number> {
  const failing = await db
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(and(isNull(stripeEvents.processedAt), gt(stripeEvents.attempts, 0)))
    .orderBy(asc(stripeEvents.receivedAt), asc(stripeEvents.id))
    .limit(limit)
  for (const { id } of failing) await db.transaction(tx => replay(tx, id, replayer))
  if (failing.length > 0) await announceEvents(db)
  return failing.length
}

/** Whether there is such an event. */
async function replay(tx: Tx, eventId: string, { actorUserId, at, now }: Replayer): Promise<boolean> {
  const [event] = await tx
    .update(stripeEvents)
    .set({
      processedAt: null,
      nextAttemptAt: at,
      attempts: 0,
      lastError: null,
      replayedAt: at,
      replayedBy: actorUserId,
    })
    .where(eq(stripeEvents.id, eventId))
    .returning()
  if (!event) return false
  const accountId = await findOwner(tx, subjectsOf(event))
  const details = { type: event.type }
  if (accountId) await recordAudit(tx, { accountId, actorUserId, now }, 'webhook.replayed', eventId, details)
  else await recordOperatorAct(tx, { actorUserId, action: 'webhook.replayed', target: eventId, details }, now)
  return true
}

async function findOwner(tx: Tx, stripeIds: readonly string[]): Promise<AccountId | null> {
  for (const stripeId of stripeIds) {
    const accountId = await findAccountOf(tx, stripeId)
    if (accountId) return accountId
  }
  return null
}
