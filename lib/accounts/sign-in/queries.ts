import { and, eq } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { oauthAccounts } from '@/db/schema'
import type { ProviderIdentity } from '@/lib/accounts/sign-in/identity'
import type { UserId } from '@/lib/ids'

/** The person that a provider's sign-in belongs to, or null. */
export async function getUserOfProvider(
  db: DbOrTx,
  { provider, providerAccountId }: Pick<ProviderIdentity, 'provider' | 'providerAccountId'>,
): Promise<UserId | null> {
  const [row] = await db
    .select({ userId: oauthAccounts.userId })
    .from(oauthAccounts)
    .where(and(eq(oauthAccounts.provider, provider), eq(oauthAccounts.providerAccountId, providerAccountId)))
  return row ? (row.userId as UserId) : null
}
