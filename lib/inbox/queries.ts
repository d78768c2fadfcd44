import { and, count, desc, eq, gt, isNotNull, isNull, lt, or, type SQL } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { stripeEvents, stripeSweeps } from '@/db/schema'

/** `failing`: tried and not done yet; `waiting`: not tried yet; `done`: processed, or of a type that changes nothing of ours. */
export type InboxState = 'failing' | 'waiting' | 'done'

export interface InboxFilter {
  readonly state?: InboxState
  readonly type?: string
  readonly limit: number
  /** Continues after the last one seen. */
  readonly before?: { readonly receivedAt: Date; readonly id: string }
}

export type InboxEvent = typeof stripeEvents.$inferSelect

/** Webhook events, latest received first. For operators. */
export async function listInboxEvents(
  db: Db,
  { state, type, limit, before }: InboxFilter,
): Promise<InboxEvent[]> {
  return db
    .select()
    .from(stripeEvents)
    .where(
      and(
        state && inState(state),
        type === undefined ? undefined : eq(stripeEvents.type, type),
        before &&
          or(
            lt(stripeEvents.receivedAt, before.receivedAt),
            and(eq(stripeEvents.receivedAt, before.receivedAt), lt(stripeEvents.id, before.id)),
          ),
      ),
    )
    .orderBy(desc(stripeEvents.receivedAt), desc(stripeEvents.id))
    .limit(limit)
}

/** How many events are not done yet. For operators. What is done is not counted: it grows for ever. */
export async function countInboxEvents(
  db: Db,
): Promise<Readonly<Record<Exclude<InboxState, 'done'>, number>>> {
  const of = async (state: InboxState) => {
    const [row] = await db.select({ events: count() }).from(stripeEvents).where(inState(state))
    return row?.events ?? 0
  }
  return { failing: await of('failing'), waiting: await of('waiting') }
}

export type Sweep = typeof stripeSweeps.$inferSelect

/** The last comparison with Stripe that came to its end; null: there was none. */
export async function getLastSweep(db: Db): Promise<Sweep | null> {
  const [last] = await db.select().from(stripeSweeps).orderBy(desc(stripeSweeps.until)).limit(1)
  return last ?? null
}

function inState(state: InboxState): SQL | undefined {
  switch (state) {
    case 'failing':
      return and(isNull(stripeEvents.processedAt), gt(stripeEvents.attempts, 0))
    case 'waiting':
      return and(isNull(stripeEvents.processedAt), eq(stripeEvents.attempts, 0))
    case 'done':
      return isNotNull(stripeEvents.processedAt)
  }
}
