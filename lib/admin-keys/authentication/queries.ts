import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { adminKeyLookup, adminKeys } from '@/db/schema'
import type { AccountId, AdminKeyId } from '@/lib/ids'

/** What an admin secret stands for: the account whose usage it reads. */
export interface AdminCaller {
  readonly account: { readonly id: AccountId }
  readonly adminKey: { readonly id: AdminKeyId }
}

/** Whom the SHA-256 (hex) of an admin secret stands for; null where it counts for nobody. Two look-ups, never a join. */
export async function findAdminCaller(db: Db, secretHash: string): Promise<AdminCaller | null> {
  const [found] = await db
    .select({ accountId: adminKeyLookup.accountId, id: adminKeyLookup.adminKeyId })
    .from(adminKeyLookup)
    .where(eq(adminKeyLookup.hash, secretHash))
  if (!found) return null
  const [key] = await db
    .select({ id: adminKeys.id })
    .from(adminKeys)
    .where(
      and(
        eq(adminKeys.accountId, found.accountId),
        eq(adminKeys.id, found.id),
        eq(adminKeys.secretHash, secretHash),
        isNull(adminKeys.revokedAt),
      ),
    )
  if (!key) return null
  return {
    account: { id: found.accountId as AccountId },
    adminKey: { id: key.id as AdminKeyId },
  }
}
