import { and, eq, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { adminKeys } from '@/db/schema'
import type { AccountId, AdminKeyId } from '@/lib/ids'

const MINUTE_MS = 60_000

/** Moves `last_used_at` forward to the minute of `now` (platform time); writes at most once a minute. */
export async function recordAdminKeyUse(
  db: Db,
  accountId: AccountId,
  id: AdminKeyId,
  now: Date,
): Promise<void> {
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
  await db
    .update(adminKeys)
    .set({ lastUsedAt: minute })
    .where(
      and(
        eq(adminKeys.accountId, accountId),
        eq(adminKeys.id, id),
        or(isNull(adminKeys.lastUsedAt), lt(adminKeys.lastUsedAt, minute)),
      ),
    )
}
