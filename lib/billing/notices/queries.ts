import { and, asc, eq, inArray } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { accounts, members, users } from '@/db/schema'
import { toRecipients } from '@/lib/billing/notices/recipients'
import type { AccountId } from '@/lib/ids'

/** The addresses that a mail about an account's money goes to. */
export async function listRecipients(db: DbOrTx, accountId: AccountId, template: string): Promise<string[]> {
  const [account] = await db
    .select({ billingEmail: accounts.billingEmail })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  const people = await db
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.accountId, accountId), inArray(members.role, ['owner', 'admin', 'billing'])))
    .orderBy(asc(users.id))
    .limit(50)
  return toRecipients(
    template,
    people.map(({ email }) => email),
    account?.billingEmail ?? null,
  )
}
