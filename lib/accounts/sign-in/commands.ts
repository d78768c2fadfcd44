import { eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { oauthAccounts, users } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import { verifyPassword } from '@/lib/accounts/password-hash'
import type { ProviderIdentity } from '@/lib/accounts/sign-in/identity'
import { getUserOfProvider } from '@/lib/accounts/sign-in/queries'
import type { Times } from '@/lib/accounts/times'
import { clearAttempts, returnAttempts, takeAttempts } from '@/lib/attempts/commands'
import type { UserId } from '@/lib/ids'
import { err, ok, type Result } from '@/lib/result'

/**
 * The person behind an address and a password. An unknown address, a person without a password and a wrong password cost
 * the same work and give the same answer; that an address waits to be confirmed is said only after the right password.
 */
export async function authenticate(
  db: Db,
  { email, password, place }: { email: string; password: string; place: string },
): Promise<Result<UserId, 'invalid_credentials' | 'unverified' | 'too_many_attempts'>> {
  const here = { kind: 'signInForAddress', by: [email, place] } as const
  const fromPlace = { kind: 'signInFromPlace', by: [place] } as const
  const allowed = await takeAttempts(db, [here, fromPlace])
  if (!allowed.ok) return allowed
  const [user] = await db.select().from(users).where(eq(users.email, email))
  if (!(await verifyPassword(user?.passwordHash ?? null, password)) || !user)
    return err('invalid_credentials', 'The address or the password is not right.')
  await clearAttempts(db, [here])
  await returnAttempts(db, [fromPlace])
  if (!user.emailVerifiedAt) return err('unverified', 'Confirm your address first.')
  return ok(user.id as UserId)
}

/**
 * The person behind a provider's sign-in: known, linked by an address that both sides have verified, or new (with an account
 * of their own). An address that waits to be confirmed here is never linked: its password may be somebody else's.
 */
export async function signInWithProvider(
  db: Db,
  identity: ProviderIdentity,
  times: Times,
): Promise<Result<UserId, 'provider_email_unverified' | 'account_unverified'>> {
  return await db.transaction(async tx => {
    const known = await getUserOfProvider(tx, identity)
    if (known) return ok(known)
    const email = identity.verifiedEmail
    if (!email)
      return err('provider_email_unverified', 'Verify your e-mail address there first, then come back.')
    const fresh = { name: identity.name, email, passwordHash: null, emailVerifiedAt: times.now }
    const created = await createUser(tx, fresh, times.now)
    if (created) return ok(await link(tx, created, identity, times))
    const [existing] = await tx.select().from(users).where(eq(users.email, email)).for('update')
    if (!existing?.emailVerifiedAt)
      return err('account_unverified', 'An account with that address waits to be confirmed.')
    return ok(await link(tx, existing.id as UserId, identity, times))
  })
}

async function link(
  tx: Tx,
  userId: UserId,
  { provider, providerAccountId }: ProviderIdentity,
  { now, platformNow }: Times,
): Promise<UserId> {
  await tx
    .insert(oauthAccounts)
    .values({ provider, providerAccountId, userId, createdAt: now })
    .onConflictDoNothing()
  const accountId = await ensureOwnAccount(tx, userId, platformNow)
  await recordAudit(
    tx,
    { accountId, actorUserId: userId, now: platformNow },
    'user.provider_linked',
    provider,
  )
  return userId
}
