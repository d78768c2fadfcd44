import { and, eq, inArray } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { accounts, spendLimits } from '@/db/schema'
import type { Scope } from '@/lib/control/channel'
import type { AccountId } from '@/lib/ids'
import { limitOf, type EffectiveLimit } from '@/lib/limits/limit'

/**
 * What is in force for each of these scopes: the lower of the account's own limit and the operator's ceiling; a key's own.
 * @throws where the account does not exist: a failed read of money is never "unlimited"
 */
export async function getEffectiveLimits(
  db: DbOrTx,
  accountId: AccountId,
  scopes: readonly Scope[],
): Promise<Map<Scope, EffectiveLimit>> {
  const [account] = await db
    .select({ ceilingNanos: accounts.ceilingNanos })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  if (!account) throw new Error(`account ${accountId} does not exist`)
  const rows = await db
    .select({ scope: spendLimits.scope, limitNanos: spendLimits.limitNanos })
    .from(spendLimits)
    .where(and(eq(spendLimits.accountId, accountId), inArray(spendLimits.scope, [...scopes])))
  const own = new Map(rows.map(row => [row.scope, row.limitNanos]))
  return new Map(scopes.map(scope => [scope, limitOf(scope, own.get(scope) ?? null, account.ceilingNanos)]))
}
