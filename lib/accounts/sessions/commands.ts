import { and, eq, isNull, lt } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { sessions } from '@/db/schema'
import { listAccountIds } from '@/lib/accounts/queries'
import { SESSION_SECONDS } from '@/lib/accounts/sessions/lifetime'
import { newId, type SessionId, type UserId } from '@/lib/ids'

/** Where a session was started, to recognise it by. */
export interface Browser {
  readonly userAgent: string | null
  readonly address: string | null
}

/** Starts a session of 30 days. `now` is real time. */
export async function startSession(
  db: DbOrTx,
  userId: UserId,
  { userAgent, address }: Browser,
  now: Date,
): Promise<SessionId> {
  const id = newId('session', now)
  const [accountId = null] = await listAccountIds(db, userId)
  await db.insert(sessions).values({
    id,
    userId,
    accountId,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
    userAgent: userAgent?.slice(0, 400) ?? null,
    address,
  })
  return id
}

/** Notes that the session is in use, at the grain of five minutes. */
export async function touchSession(db: DbOrTx, id: SessionId, lastSeenAt: Date, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - 5 * 60_000)
  if (lastSeenAt >= stale) return
  await db
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(eq(sessions.id, id), lt(sessions.lastSeenAt, stale)))
}

/** Ends one session: its cookie is worth nothing from the next request on. */
export async function endSession(db: DbOrTx, id: SessionId, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.id, id), isNull(sessions.revokedAt)))
}

/** Ends every session of a person. */
export async function endAllSessions(db: DbOrTx, userId: UserId, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)))
}
