import { eq, inArray } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, stripeLookup } from '@/db/schema'
import type { InboxEvent } from '@/lib/inbox/queries'
import { subjectsOf } from '@/lib/inbox/subjects'

export interface EventOwner {
  readonly accountId: string
  readonly name: string
}

/** Event id → the account that the event is about; events about none of ours are absent. */
export async function listEventOwners(
  db: Db,
  events: readonly InboxEvent[],
): Promise<Map<string, EventOwner>> {
  const stripeIds = [...new Set(events.flatMap(subjectsOf))]
  if (stripeIds.length === 0) return new Map()
  const rows = await db
    .select({ stripeId: stripeLookup.stripeId, accountId: stripeLookup.accountId, name: accounts.name })
    .from(stripeLookup)
    .innerJoin(accounts, eq(accounts.accountId, stripeLookup.accountId))
    .where(inArray(stripeLookup.stripeId, stripeIds))
  const byStripeId = new Map(rows.map(({ stripeId, ...owner }) => [stripeId, owner]))
  return new Map(
    events.flatMap(event => {
      const owner = subjectsOf(event)
        .map(id => byStripeId.get(id))
        .find(found => found !== undefined)
      return owner ? [[event.id, owner] as const] : []
    }),
  )
}
