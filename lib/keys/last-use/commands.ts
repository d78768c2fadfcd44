import { and, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { apiKeys } from '@/db/schema'
import type { AccountId, KeyId } from '@/lib/ids'

/** Moves `last_used_at` of one account's keys forward, never back. `at`: platform time, cut to the minute by the caller. */
export async function recordKeyUse(
  db: Db,
  accountId: AccountId,
  keyIds: readonly KeyId[],
  at: Date,
): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: at })
    .where(
      and(
        eq(apiKeys.accountId, accountId),
        inArray(apiKeys.id, [...keyIds]),
        or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, at)),
      ),
    )
}
