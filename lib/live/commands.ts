import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { formatLiveNotice, IDS_PER_NOTICE, LIVE_CHANNEL } from '@/lib/live/channel'

/**
 * Tells whoever watches these accounts that requests of theirs were settled. After the commit, never inside: NOTIFY in a
 * transaction takes a lock that all commits share.
 */
export async function announceUsage(db: Db, accountIds: readonly AccountId[]): Promise<void> {
  const payloads: string[] = []
  for (let i = 0; i < accountIds.length; i += IDS_PER_NOTICE)
    payloads.push(formatLiveNotice(accountIds.slice(i, i + IDS_PER_NOTICE)))
  if (payloads.length > 0)
    await db.$client.query({
      name: 'announce_usage',
      text: 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload',
      values: [LIVE_CHANNEL, payloads],
    })
}
