import { and, eq, gt, isNull } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { authTokens, users } from '@/db/schema'
import { isLinkToken, linkTokenId, type LinkPurpose } from '@/lib/accounts/link-token'
import type { TokenId, UserId } from '@/lib/ids'

export interface OpenLink {
  readonly tokenId: TokenId
  readonly user: {
    readonly id: UserId
    readonly name: string
    readonly email: string
    readonly passwordHash: string | null
  }
}

/** What a mailed link opens, or null where it is forged, used, expired or meant for something else. `now` is real time. */
export async function getOpenLink(
  db: DbOrTx,
  secret: string,
  purpose: LinkPurpose,
  token: string,
  now: Date,
): Promise<OpenLink | null> {
  const id = linkTokenId(token)
  if (!id) return null
  const [row] = await db
    .select({
      expiresAt: authTokens.expiresAt,
      userId: users.id,
      name: users.name,
      email: users.email,
      passwordHash: users.passwordHash,
    })
    .from(authTokens)
    .innerJoin(users, eq(users.id, authTokens.userId))
    .where(
      and(
        eq(authTokens.id, id),
        eq(authTokens.purpose, purpose),
        isNull(authTokens.usedAt),
        gt(authTokens.expiresAt, now),
      ),
    )
  if (!row || !isLinkToken(secret, { purpose, id, expiresAt: row.expiresAt }, token)) return null
  const { userId, name, email, passwordHash } = row
  return { tokenId: id, user: { id: userId as UserId, name, email, passwordHash } }
}
