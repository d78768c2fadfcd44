import { and, eq } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, apiKeys, keyLookup } from '@/db/schema'
import type { AccountId, KeyId } from '@/lib/ids'

/** What a request's secret stands for: the key and the account it may spend for. */
export interface Caller {
  readonly account: CallerAccount
  readonly key: CallerKey
}
export type CallerAccount = Pick<
  typeof accounts.$inferSelect,
  'name' | 'standing' | 'standingSince' | 'heldAt'
> & { readonly id: AccountId }
export type CallerKey = Pick<
  typeof apiKeys.$inferSelect,
  'permissions' | 'status' | 'expiresAt' | 'requestsPerMinute' | 'tokensPerMinute'
> & { readonly id: KeyId }

/** Whom the SHA-256 (hex) of a secret stands for; null where it counts for nobody. Two look-ups, then one account's rows: never a join. */
export async function findCaller(db: Db, secretHash: string): Promise<Caller | null> {
  const [found] = await db
    .select({ accountId: keyLookup.accountId, keyId: keyLookup.keyId })
    .from(keyLookup)
    .where(eq(keyLookup.hash, secretHash))
  if (!found) return null
  const [[key], [account]] = await Promise.all([
    db
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.accountId, found.accountId), eq(apiKeys.id, found.keyId))),
    db.select().from(accounts).where(eq(accounts.accountId, found.accountId)),
  ])
  // A regenerated key's row carries the new hash: an old look-up row, read a moment before, must not revive it.
  if (!key || !account || key.secretHash !== secretHash || key.status === 'deleted') return null
  return {
    account: {
      id: account.accountId as AccountId,
      name: account.name,
      standing: account.standing,
      standingSince: account.standingSince,
      heldAt: account.heldAt,
    },
    key: {
      id: key.id as KeyId,
      permissions: key.permissions,
      status: key.status,
      expiresAt: key.expiresAt,
      requestsPerMinute: key.requestsPerMinute,
      tokensPerMinute: key.tokensPerMinute,
    },
  }
}
