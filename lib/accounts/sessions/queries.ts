import { and, eq, gt, isNull } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { sessions, users } from '@/db/schema'
import type { AccountId, SessionId, UserId } from '@/lib/ids'

export interface LiveSession {
  readonly id: SessionId
  readonly lastSeenAt: Date
  /** The account last worked in; its membership is checked elsewhere. */
  readonly accountId: AccountId | null
  readonly user: {
    readonly id: UserId
    readonly name: string
    readonly email: string
    readonly isOperator: boolean
  }
}

/** The session and its person, or null where it was ended, has expired or never was. `now` is real time. */
export async function getLiveSession(db: DbOrTx, id: SessionId, now: Date): Promise<LiveSession | null> {
  const [row] = await db
    .select({
      lastSeenAt: sessions.lastSeenAt,
      accountId: sessions.accountId,
      userId: users.id,
      name: users.name,
      email: users.email,
      isOperator: users.isOperator,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
  if (!row) return null
  const { userId, name, email, isOperator } = row
  return {
    id,
    lastSeenAt: row.lastSeenAt,
    accountId: row.accountId as AccountId | null,
    user: { id: userId as UserId, name, email, isOperator },
  }
}
