import { and, eq } from 'drizzle-orm'
import { accounts, spendLimits } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { Nanos } from '@/lib/money'

/** What bounds an account's month: its own limit (null: none set) and the operator's ceiling. The lower one counts. */
export interface LimitSettings {
  readonly ownNanos: Nanos | null
  readonly ceilingNanos: Nanos
}

/** @throws if the account does not exist: a failed read of money is an error, never a zero */
export async function getLimitSettings(ctx: Ctx): Promise<LimitSettings> {
  const [row] = await ctx.db
    .select({ ownNanos: spendLimits.limitNanos, ceilingNanos: accounts.ceilingNanos })
    .from(accounts)
    .leftJoin(
      spendLimits,
      and(eq(spendLimits.accountId, accounts.accountId), eq(spendLimits.scope, 'account')),
    )
    .where(eq(accounts.accountId, ctx.accountId))
    .limit(1)
  if (!row) throw new Error(`account ${ctx.accountId} does not exist`)
  return row
}
