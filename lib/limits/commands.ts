import { and, eq, ne } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { accounts, apiKeys, spendLimits } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import type { Scope } from '@/lib/control/channel'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import type { AccountId, UserId } from '@/lib/ids'
import { toUsdString, type Nanos } from '@/lib/money'
import { err, ok, type Result } from '@/lib/result'

/**
 * Sets what an account, or one of its keys, may spend in a month; null: no limit of its own, 0: nothing. In force on every
 * gateway when this returns: a raised limit lets the next request through, a lowered one stops it.
 */
export async function setSpendLimit(
  ctx: MemberCtx,
  scope: Scope,
  limitNanos: Nanos | null,
): Promise<Result<{ limitNanos: Nanos | null }, 'unknown_key'>> {
  const epoch = await ctx.db.transaction(async tx => {
    if (scope !== 'account' && !(await keyExists(tx, ctx.accountId, scope))) return null
    await storeSpendLimit(tx, ctx, scope, limitNanos)
    return recordControlChange(tx, { kind: 'account', accountId: ctx.accountId })
  })
  if (epoch === null) return err('unknown_key', 'There is no such API key.')
  await awaitGateways(ctx.db, epoch)
  return ok({ limitNanos })
}

/** Sets the operator's ceiling on an account's month; in force when this returns. */
export async function setCeiling(
  { db, now, actorUserId }: { readonly db: Db; readonly now: Date; readonly actorUserId: UserId | null },
  accountId: AccountId,
  ceilingNanos: Nanos,
): Promise<Result<{ ceilingNanos: Nanos }, 'unknown_account'>> {
  if (ceilingNanos < 0n) throw new RangeError('a ceiling is never negative')
  const epoch = await db.transaction(async tx => {
    const [before] = await tx
      .select({ ceilingNanos: accounts.ceilingNanos })
      .from(accounts)
      .where(eq(accounts.accountId, accountId))
      .for('update')
    if (!before) return null
    await tx.update(accounts).set({ ceilingNanos }).where(eq(accounts.accountId, accountId))
    await recordAudit(tx, { accountId, actorUserId, now }, 'ceiling.changed', null, {
      from: toText(before.ceilingNanos),
      to: toText(ceilingNanos),
    })
    return recordControlChange(tx, { kind: 'account', accountId })
  })
  if (epoch === null) return err('unknown_account', 'There is no such account.')
  await awaitGateways(db, epoch)
  return ok({ ceilingNanos })
}

async function keyExists(tx: Tx, accountId: AccountId, keyId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, keyId), ne(apiKeys.status, 'deleted')))
  return rows.length === 1
}

/**
 * Writes a limit down, with who changed it from what, in the transaction of whoever makes it known: a scope that gateways may
 * have leased from already needs `setSpendLimit`.
 */
export async function storeSpendLimit(
  tx: Tx,
  { accountId, now, userId }: MemberCtx,
  scope: Scope,
  limitNanos: Nanos | null,
): Promise<void> {
  if (limitNanos !== null && limitNanos < 0n) throw new RangeError('a limit is never negative')
  // A job that is being submitted holds this lock too: it is taken on under the old limit before this, or under the new one after.
  await tx
    .select({ id: accounts.accountId })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
    .for('no key update')
  const [before] = await tx
    .select({ limitNanos: spendLimits.limitNanos })
    .from(spendLimits)
    .where(and(eq(spendLimits.accountId, accountId), eq(spendLimits.scope, scope)))
    .for('update')
  const row = { limitNanos, updatedAt: now, updatedBy: userId }
  await tx
    .insert(spendLimits)
    .values({ accountId, scope, ...row })
    .onConflictDoUpdate({ target: [spendLimits.accountId, spendLimits.scope], set: row })
  await recordAudit(tx, { accountId, actorUserId: userId, now }, 'limit.changed', scope, {
    from: toText(before?.limitNanos ?? null),
    to: toText(limitNanos),
  })
}

/** Dollars, or null for no limit. */
function toText(nanos: Nanos | null): string | null {
  return nanos === null ? null : toUsdString(nanos, 2)
}
