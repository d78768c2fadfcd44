import { eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { users } from '@/db/schema'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import { consumeAllLinks, consumeLink, mailLink } from '@/lib/accounts/mailed-links/commands'
import { getOpenLink } from '@/lib/accounts/mailed-links/queries'
import { hashPassword, verifyPassword } from '@/lib/accounts/password-hash'
import { passwordProblem } from '@/lib/accounts/password'
import type { Times } from '@/lib/accounts/times'
import { takeAttempts } from '@/lib/attempts/commands'
import type { UserId } from '@/lib/ids'
import { enqueueMail } from '@/lib/mail/queue'
import { err, ok, type Result } from '@/lib/result'

export interface SignUp {
  readonly name: string
  readonly email: string
  readonly password: string
}

/**
 * Registers a person and mails the link that confirms the address. The answer is the same whether the address is new,
 * waiting to be confirmed (then name and password are replaced) or taken (then its owner is told). `now` is real time.
 */
export async function signUp(
  db: Db,
  { name, email, password }: SignUp,
  place: string,
  now: Date,
): Promise<Result<null, 'too_many_attempts' | 'weak_password'>> {
  const problem = passwordProblem(password, [name, email])
  if (problem) return err('weak_password', problem, 'password')
  const allowed = await takeAttempts(db, [{ kind: 'signUpFromPlace', by: [place] }])
  if (!allowed.ok) return allowed
  const passwordHash = await hashPassword(password)
  const mailAllowed = (await takeAttempts(db, [{ kind: 'mailToAddress', by: [email] }])).ok
  await db.transaction(async tx => {
    const id = await createUser(tx, { name, email, passwordHash, emailVerifiedAt: null }, now)
    if (id) return await mailLink(db, tx, 'verify_email', { id, email }, now)
    await signUpAgain(db, tx, { name, email, passwordHash, mailAllowed }, now)
  })
  return ok(null)
}

async function signUpAgain(
  db: Db,
  tx: Tx,
  again: { name: string; email: string; passwordHash: string; mailAllowed: boolean },
  now: Date,
): Promise<void> {
  const { name, email, passwordHash, mailAllowed } = again
  const [user] = await tx.select().from(users).where(eq(users.email, email)).for('update')
  if (!user) return
  if (user.emailVerifiedAt) {
    if (!mailAllowed) return
    const dedupeKey = `${user.id}|${now.toISOString()}`
    return await enqueueMail(db, tx, {
      template: 'already_registered',
      to: email,
      data: { name: user.name },
      dedupeKey,
    })
  }
  await tx.update(users).set({ name, passwordHash, updatedAt: now }).where(eq(users.id, user.id))
  if (mailAllowed) await mailLink(db, tx, 'verify_email', { id: user.id as UserId, email }, now)
}

/** Mails the confirming link once more, if the address waits for it; says nothing of whether it does. `now` is real time. */
export async function resendVerification(
  db: Db,
  email: string,
  place: string,
  now: Date,
): Promise<Result<null, 'too_many_attempts'>> {
  const allowed = await takeAttempts(db, [{ kind: 'resetFromPlace', by: [place] }])
  if (!allowed.ok) return allowed
  if (!(await takeAttempts(db, [{ kind: 'mailToAddress', by: [email] }])).ok) return ok(null)
  const [user] = await db.select().from(users).where(eq(users.email, email))
  if (user && !user.emailVerifiedAt) {
    const recipient = { id: user.id as UserId, email }
    await db.transaction(tx => mailLink(db, tx, 'verify_email', recipient, now))
  }
  return ok(null)
}

/**
 * Confirms the address behind a mailed link, makes the person's account, and returns the person. The password is asked for
 * once more: whoever typed this address first, without owning it, must not come to own the account that its owner confirms.
 */
export async function verifyEmail(
  db: Db,
  { secret, token, password, place }: { secret: string; token: string; password: string; place: string },
  { now, platformNow }: Times,
): Promise<Result<UserId, 'link_expired' | 'invalid_credentials' | 'too_many_attempts'>> {
  const allowed = await takeAttempts(db, [{ kind: 'linkFromPlace', by: [place] }])
  if (!allowed.ok) return allowed
  const link = await getOpenLink(db, secret, 'verify_email', token, now)
  if (!link) return err('link_expired', 'This link was used already or has expired.')
  const tries = await takeAttempts(db, [{ kind: 'signInForAddress', by: [link.user.email, place] }])
  if (!tries.ok) return tries
  if (!(await verifyPassword(link.user.passwordHash, password)))
    return err('invalid_credentials', 'This is not the password that you signed up with.', 'password')
  return await db.transaction(async tx => {
    if (!(await consumeLink(tx, link.tokenId, now)))
      return err('link_expired', 'This link was used already or has expired.')
    await tx.update(users).set({ emailVerifiedAt: now, updatedAt: now }).where(eq(users.id, link.user.id))
    await consumeAllLinks(tx, link.user.id, 'verify_email', now)
    await ensureOwnAccount(tx, link.user.id, platformNow)
    return ok(link.user.id)
  })
}
