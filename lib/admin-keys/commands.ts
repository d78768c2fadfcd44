import { and, count, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { accounts, adminKeyLookup, adminKeys } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { ADMIN_KEYS_MAX } from '@/lib/admin-keys/admin-key'
import type { NewAdminKey } from '@/lib/admin-keys/admin-key-input'
import { newAdminSecret, toAdminSecretRecord } from '@/lib/admin-keys/secret'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import { newId, type AdminKeyId } from '@/lib/ids'
import { err, ok, type Result } from '@/lib/result'

/** An admin key with its secret: the only moment at which it is known. */
export interface FreshAdminKey {
  readonly id: AdminKeyId
  readonly name: string
  readonly secret: string
}

/** Creates an admin key; at most `ADMIN_KEYS_MAX` an account. It works on every gateway at once. */
export async function createAdminKey(
  ctx: MemberCtx,
  { name }: NewAdminKey,
): Promise<Result<FreshAdminKey, 'too_many_keys'>> {
  const id = newId('adminKey', ctx.now)
  const secret = newAdminSecret()
  const record = toAdminSecretRecord(secret)
  return await ctx.db.transaction(async tx => {
    if ((await lockAndCount(tx, ctx)) >= ADMIN_KEYS_MAX)
      return err('too_many_keys', `An account has at most ${ADMIN_KEYS_MAX} admin keys. Revoke one first.`)
    await tx
      .insert(adminKeyLookup)
      .values({ hash: record.secretHash, accountId: ctx.accountId, adminKeyId: id })
    await tx.insert(adminKeys).values({
      accountId: ctx.accountId,
      id,
      name,
      ...record,
      createdBy: ctx.userId,
      createdAt: ctx.now,
    })
    await audit(tx, ctx, 'admin_key.created', id, name)
    return ok({ id, name, secret })
  })
}

/** Ends an admin key for good. When this returns no gateway answers it any more. */
export async function revokeAdminKey(
  ctx: MemberCtx,
  id: AdminKeyId,
): Promise<Result<null, 'unknown_admin_key'>> {
  const own = and(eq(adminKeys.accountId, ctx.accountId), eq(adminKeys.id, id), isNull(adminKeys.revokedAt))
  const epoch = await ctx.db.transaction(async tx => {
    const [key] = await tx.update(adminKeys).set({ revokedAt: ctx.now }).where(own).returning()
    if (!key) return null
    await tx.delete(adminKeyLookup).where(eq(adminKeyLookup.hash, key.secretHash))
    await audit(tx, ctx, 'admin_key.revoked', id, key.name)
    return await recordControlChange(tx, { kind: 'account', accountId: ctx.accountId })
  })
  if (epoch === null) return err('unknown_admin_key', 'This admin key no longer exists.')
  await awaitGateways(ctx.db, epoch)
  return ok(null)
}

/** How many there are. The account's row is locked, so that two at once cannot pass the most together. */
async function lockAndCount(tx: Tx, { accountId }: MemberCtx): Promise<number> {
  await tx
    .select({ id: accounts.accountId })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
    .for('update')
  const [row] = await tx
    .select({ keys: count() })
    .from(adminKeys)
    .where(and(eq(adminKeys.accountId, accountId), isNull(adminKeys.revokedAt)))
  return row?.keys ?? 0
}

async function audit(
  tx: Tx,
  ctx: MemberCtx,
  action: `admin_key.${string}`,
  id: AdminKeyId,
  name: string,
): Promise<void> {
  const { accountId, userId: actorUserId, now } = ctx
  await recordAudit(tx, { accountId, actorUserId, now }, action, id, { name })
}
