import { and, eq, isNull } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import { authTokens } from '@/db/schema'
import type { LinkPurpose } from '@/lib/accounts/link-token'
import { newId, type TokenId, type UserId } from '@/lib/ids'
import { enqueueMail } from '@/lib/mail/queue'

const lifetimeMs: Record<LinkPurpose, number> = {
  verify_email: 24 * 3_600_000,
  reset_password: 3_600_000,
}

interface Recipient {
  readonly id: UserId
  readonly email: string
}

/** Makes a link for that purpose and queues the mail that carries it, in the caller's transaction. `now` is real time. */
export async function mailLink(
  db: Db,
  tx: DbOrTx,
  purpose: LinkPurpose,
  user: Recipient,
  now: Date,
): Promise<void> {
  const tokenId = newId('token', now)
  const expiresAt = new Date(now.getTime() + lifetimeMs[purpose])
  await tx.insert(authTokens).values({ id: tokenId, userId: user.id, purpose, createdAt: now, expiresAt })
  await enqueueMail(db, tx, {
    template: purpose,
    to: user.email,
    data: { tokenId, expiresAt: expiresAt.toISOString() },
    dedupeKey: tokenId,
  })
}

/** Uses a link up. False where another request was faster: whoever gets true, and nobody else, may go on. */
export async function consumeLink(tx: DbOrTx, tokenId: TokenId, now: Date): Promise<boolean> {
  const used = await tx
    .update(authTokens)
    .set({ usedAt: now })
    .where(and(eq(authTokens.id, tokenId), isNull(authTokens.usedAt)))
    .returning({ id: authTokens.id })
  return used.length === 1
}

/** Uses up every link of that purpose a person still has. */
export async function consumeAllLinks(
  tx: DbOrTx,
  userId: UserId,
  purpose: LinkPurpose,
  now: Date,
): Promise<void> {
  await tx
    .update(authTokens)
    .set({ usedAt: now })
    .where(and(eq(authTokens.userId, userId), eq(authTokens.purpose, purpose), isNull(authTokens.usedAt)))
}
