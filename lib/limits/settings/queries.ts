import { and, eq, isNotNull, ne } from 'drizzle-orm'
import { accounts, spendLimits } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
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

/** Key id → the key's own monthly limit, of every key that has one, deleted ones included. */
export async function listKeyLimits(ctx: Ctx): Promise<Map<KeyId, Nanos>> {
  const rows = await ctx.db
    .select({ scope: spendLimits.scope, limitNanos: spendLimits.limitNanos })
    .from(spendLimits)
    .where(
      and(
        eq(spendLimits.accountId, ctx.accountId),
        ne(spendLimits.scope, 'account'),
        isNotNull(spendLimits.limitNanos),
      ),
    )
    .orderBy(spendLimits.scope)
    .limit(10_000)
  return new Map(
    rows.flatMap(({ scope, limitNanos }) => (limitNanos === null ? [] : [[scope as KeyId, limitNanos]])),
  )
}
