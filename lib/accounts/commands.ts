import { eq } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { accounts, members, userAccounts, users } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { defaultAccountName } from '@/lib/accounts/email'
import type { Role } from '@/lib/accounts/roles'
import { newId, type AccountId, type UserId } from '@/lib/ids'
import { DEFAULT_CEILING_NANOS } from '@/lib/limits/defaults'

export interface NewUser {
  readonly name: string
  /** Trimmed and in lower case (`emailSchema`). */
  readonly email: string
  /** Null for people who sign in through a provider only. */
  readonly passwordHash: string | null
  /** Null until the person has shown that the mailbox is theirs. */
  readonly emailVerifiedAt: Date | null
}

/** Adds a person, without an account yet. Null where the address is taken. `now` is real time. */
export async function createUser(tx: DbOrTx, user: NewUser, now: Date): Promise<UserId | null> {
  const id = newId('user', now)
  const added = await tx
    .insert(users)
    .values({ id, ...user, createdAt: now, updatedAt: now })
    .onConflictDoNothing()
    .returning({ id: users.id })
  return added.length === 1 ? id : null
}

/** Makes a person a member of an account, with the look-up that leads them there. They must not be one yet. `now` is platform time. */
export async function addMember(
  tx: DbOrTx,
  { accountId, userId, role }: { accountId: AccountId; userId: UserId; role: Role },
  now: Date,
): Promise<void> {
  await tx.insert(userAccounts).values({ userId, accountId })
  await tx.insert(members).values({ accountId, id: newId('member', now), userId, role, createdAt: now })
}

/**
 * Gives a person the account they start with, as its owner, free and under the default ceiling; or returns the first of
 * those they belong to already. `platformNow` is platform time. The user's row is locked, so two at once make one account.
 */
export async function ensureOwnAccount(
  tx: DbOrTx,
  userId: UserId,
  platformNow: Date,
  name?: string,
): Promise<AccountId> {
  const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId)).for('update')
  if (!user) throw new Error(`no user ${userId}`)
  const [existing] = await tx
    .select({ accountId: userAccounts.accountId })
    .from(userAccounts)
    .where(eq(userAccounts.userId, userId))
    .orderBy(userAccounts.accountId)
    .limit(1)
  if (existing) return existing.accountId as AccountId
  const accountId = newId('account', platformNow)
  await tx.insert(accounts).values({
    accountId,
    name: name ?? defaultAccountName(user.name),
    standingSince: platformNow,
    ceilingNanos: DEFAULT_CEILING_NANOS,
    createdAt: platformNow,
  })
  await addMember(tx, { accountId, userId, role: 'owner' }, platformNow)
  await recordAudit(tx, { accountId, actorUserId: userId, now: platformNow }, 'account.created', accountId)
  return accountId
}
