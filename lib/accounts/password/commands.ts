import { eq, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { users } from '@/db/schema'
import { ensureOwnAccount } from '@/lib/accounts/commands'
import { consumeAllLinks, consumeLink, mailLink } from '@/lib/accounts/mailed-links/commands'
import { getOpenLink } from '@/lib/accounts/mailed-links/queries'
import { hashPassword } from '@/lib/accounts/password-hash'
import { passwordProblem } from '@/lib/accounts/password'
import { endAllSessions } from '@/lib/accounts/sessions/commands'
import type { Times } from '@/lib/accounts/times'
import { takeAttempts } from '@/lib/attempts/commands'
import type { UserId } from '@/lib/ids'
import { enqueueMail } from '@/lib/mail/queue'
import { err, ok, type Result } from '@/lib/result'

/** Mails a link for a new password to that address, if it is known; says nothing of whether it is. `now` is real time. */
export async function requestReset(
  db: Db,
  email: string,
  place: string,
  now: Date,
): Promise<Result<null, 'too_many_attempts'>> {
  const allowed = await takeAttempts(db, [{ kind: 'resetFromPlace', by: [place] }])
  if (!allowed.ok) return allowed
  if (!(await takeAttempts(db, [{ kind: 'mailToAddress', by: [email] }])).ok) return ok(null)
  const [user] = await db.select().from(users).where(eq(users.email, email))
  if (user) {
    const recipient = { id: user.id as UserId, email }
    await db.transaction(tx => mailLink(db, tx, 'reset_password', recipient, now))
  }
  return ok(null)
}

/**
 * Sets the password of the person behind a mailed link, which also shows that the mailbox is theirs. Ends every session and
 * uses up every such link, once: of two at the same moment one gets `link_expired`.
 */
export async function resetPassword(
  db: Db,
  { secret, token, password, place }: { secret: string; token: string; password: string; place: string },
  { now, platformNow }: Times,
): Promise<Result<null, 'link_expired' | 'weak_password' | 'too_many_attempts'>> {
  const allowed = await takeAttempts(db, [{ kind: 'linkFromPlace', by: [place] }])
  if (!allowed.ok) return allowed
  const link = await getOpenLink(db, secret, 'reset_password', token, now)
  if (!link) return err('link_expired', 'This link was used already or has expired.')
  const { id, name, email } = link.user
  const problem = passwordProblem(password, [name, email])
  if (problem) return err('weak_password', problem, 'password')
  const passwordHash = await hashPassword(password)
  return await db.transaction(async tx => {
    if (!(await consumeLink(tx, link.tokenId, now)))
      return err('link_expired', 'This link was used already or has expired.')
    const emailVerifiedAt = sql`coalesce(${users.emailVerifiedAt}, ${now})`
    await tx.update(users).set({ passwordHash, emailVerifiedAt, updatedAt: now }).where(eq(users.id, id))
    await consumeAllLinks(tx, id, 'reset_password', now)
    await consumeAllLinks(tx, id, 'verify_email', now)
    await endAllSessions(tx, id, now)
    await ensureOwnAccount(tx, id, platformNow)
    const data = { name, at: now.toISOString() }
    await enqueueMail(db, tx, { template: 'password_changed', to: email, data, dedupeKey: link.tokenId })
    return ok(null)
  })
}
