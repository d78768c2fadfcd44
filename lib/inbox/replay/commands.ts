import { eq } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { stripeEvents } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { findAccountOf } from '@/lib/billing/queries'
import type { UserId } from '@/lib/ids'
import { announceEvents } from '@/lib/inbox/commands'
import { err, ok, type Result } from '@/lib/result'

export interface Replay {
  readonly eventId: string
  readonly actorUserId: UserId
  /** Real time: when it is due. */
  readonly at: Date
  /** Platform time, for the audit log. */
  readonly now: Date
}

/**
 * Has an event processed again, at once and as if it had just come, whether it failed or was done. For operators. It is on the
 * event who did it, and in the audit log of the account that it is about.
 */
export async function replayEvent(
  db: Db,
  { eventId, actorUserId, at, now }: Replay,
): Promise<Result<'replayed', 'unknown_event'>> {
  const known = await db.transaction(async tx => {
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
    for (const stripeId of [event.objectId, customerOf(event.payload)]) {
      const accountId = stripeId === null ? null : await findAccountOf(tx, stripeId)
      if (!accountId) continue
      await recordAudit(tx, { accountId, actorUserId, now }, 'webhook.replayed', eventId, {
        type: event.type,
      })
      break
    }
    return true
  })
  if (!known) return err('unknown_event', 'There is no such event.')
  await announceEvents(db)
  return ok('replayed')
}

function customerOf(payload: Record<string, unknown>): string | null {
  const object = isObject(payload.data) && isObject(payload.data.object) ? payload.data.object : {}
  return typeof object.customer === 'string' ? object.customer : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
