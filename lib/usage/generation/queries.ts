import { and, eq, gte, lt } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { usageEvents } from '@/db/schema'
import { timeOfId, type AccountId, type RequestId } from '@/lib/ids'

export type Generation = typeof usageEvents.$inferSelect

/** A request's id is minted when it arrives; it is admitted once its body is read. */
const admittedWithinMs = 15 * 60_000
/** An id of a later time is none of ours, and the database reads no year of five digits. */
const endOfIds = Date.UTC(9999, 0)

/** One request's record, or null where the account has none by that id. The id's time finds the partition. */
export async function getGeneration(db: Db, accountId: AccountId, id: RequestId): Promise<Generation | null> {
  const arrived = timeOfId(id).getTime()
  if (arrived >= endOfIds) return null
  const [event] = await db
    .select()
    .from(usageEvents)
    .where(
      and(
        eq(usageEvents.accountId, accountId),
        gte(usageEvents.admittedAt, new Date(arrived - 1_000)),
        lt(usageEvents.admittedAt, new Date(arrived + admittedWithinMs)),
        eq(usageEvents.id, id),
      ),
    )
    .limit(1)
  return event ?? null
}
