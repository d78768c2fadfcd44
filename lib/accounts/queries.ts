import { and, asc, eq } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { accounts, members, userAccounts } from '@/db/schema'
import type { Role } from '@/lib/accounts/roles'
import type { AccountId, UserId } from '@/lib/ids'

export interface Membership {
  readonly account: AccountSummary
  readonly role: Role
}

export interface AccountSummary {
  readonly accountId: AccountId
  readonly name: string
  readonly standing: 'free' | 'active' | 'past_due' | 'suspended'
  readonly heldAt: Date | null
  /** The operator's ceiling on a month's spend. */
  readonly ceilingNanos: bigint
  readonly createdAt: Date
}

/** The person's place in that account, or null where they are no member of it. */
export async function getMembership(
  db: DbOrTx,
  userId: UserId,
  accountId: AccountId,
): Promise<Membership | null> {
  const [row] = await db
    .select({ account: accounts, role: members.role })
    .from(members)
    .innerJoin(accounts, eq(accounts.accountId, members.accountId))
    .where(and(eq(members.accountId, accountId), eq(members.userId, userId)))
  if (!row) return null
  const { name, standing, heldAt, ceilingNanos, createdAt } = row.account
  return { role: row.role, account: { accountId, name, standing, heldAt, ceilingNanos, createdAt } }
}

/** The accounts a person belongs to, oldest first; at most a hundred. */
export async function listAccountIds(db: DbOrTx, userId: UserId): Promise<AccountId[]> {
  const rows = await db
    .select({ accountId: userAccounts.accountId })
    .from(userAccounts)
    .where(eq(userAccounts.userId, userId))
    .orderBy(asc(userAccounts.accountId))
    .limit(100)
  return rows.map(row => row.accountId as AccountId)
}
