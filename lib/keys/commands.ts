import { and, count, eq, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { accounts, apiKeys, keyLookup } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import { formatCount } from '@/lib/format'
import { newId, type KeyId } from '@/lib/ids'
import { toExpiry } from '@/lib/keys/expiry'
import { KEYS_MAX, type KeyChange, type KeyRates, type NewKey } from '@/lib/keys/key-input'
import { newSecret, toSecretRecord } from '@/lib/keys/secret'
import { keyStatus } from '@/lib/keys/status'
import { storeSpendLimit } from '@/lib/limits/commands'
import { ratesOf } from '@/lib/limits/rates'
import { err, ok, type Result } from '@/lib/result'

/** A key with its secret: the only moment at which it is known. */
export interface FreshKey {
  readonly id: KeyId
  readonly name: string
  readonly secret: string
}

type KeyRow = typeof apiKeys.$inferSelect

/** Creates a key with its monthly limit, if it has one; at most `KEYS_MAX` an account. It works on every gateway at once: none can have heard of it before. */
export async function createKey(
  ctx: MemberCtx,
  { name, permissions, expiry, expiryDate, limitNanos }: NewKey,
): Promise<Result<FreshKey, 'invalid_expiry' | 'too_many_keys'>> {
  const expiresAt = toExpiry(expiry, expiryDate, ctx.now)
  if (!expiresAt.ok) return expiresAt
  const id = newId('key', ctx.now)
  const secret = newSecret()
  const record = toSecretRecord(secret)
  return await ctx.db.transaction(async tx => {
    const tooMany = await lockAndCount(tx, ctx)
    if (tooMany)
      return err('too_many_keys', `An account has at most ${KEYS_MAX} keys. Delete those you no longer use.`)
    await tx.insert(keyLookup).values({ hash: record.secretHash, accountId: ctx.accountId, keyId: id })
    await tx.insert(apiKeys).values({
      accountId: ctx.accountId,
      id,
      name,
      permissions,
      status: 'active',
      ...record,
      expiresAt: expiresAt.value,
      createdBy: ctx.userId,
      createdAt: ctx.now,
    })
    await audit(tx, ctx, 'key.created', id, { name, permissions: permissions.join(' ') })
    if (limitNanos !== null) await storeSpendLimit(tx, ctx, id, limitNanos)
    return ok({ id, name, secret })
  })
}

/** Renames a key, and says anew what it may do and until when. In force on every gateway when this returns. */
export async function changeKey(
  ctx: MemberCtx,
  id: KeyId,
  { name, permissions, expiry, expiryDate }: KeyChange,
): Promise<Result<null, 'unknown_key' | 'expired' | 'invalid_expiry'>> {
  const expiresAt = toExpiry(expiry, expiryDate, ctx.now)
  if (!expiresAt.ok) return expiresAt
  return await change(ctx, id, async (tx, key) => {
    if (isExpired(key, ctx.now)) return expired()
    await set(tx, ctx, id, { name, permissions, expiresAt: expiresAt.value })
    await audit(tx, ctx, 'key.changed', id, {
      ...changed('name', key.name, name),
      ...changed('permissions', key.permissions.join(' '), permissions.join(' ')),
      ...changed('expires', toText(key.expiresAt), toText(expiresAt.value)),
    })
    return ok(null)
  })
}

/**
 * Gives a key rate limits of its own, from 1 to the account's; null: the account's. In force on every gateway when this
 * returns. What the account's rates become later bounds the key all the same.
 */
export async function setKeyRates(
  ctx: MemberCtx,
  id: KeyId,
  rates: KeyRates,
): Promise<Result<null, 'unknown_key' | 'invalid_rate'>> {
  return await change(ctx, id, async (tx, key) => {
    const [account] = await tx
      .select({ standing: accounts.standing })
      .from(accounts)
      .where(eq(accounts.accountId, ctx.accountId))
    if (!account) throw new Error(`account ${ctx.accountId} does not exist`)
    const most = ratesOf(account.standing)
    for (const field of ['requestsPerMinute', 'tokensPerMinute'] as const) {
      const rate = rates[field]
      if (rate !== null && !(rate >= 1 && rate <= most[field]))
        return err(
          'invalid_rate',
          `Enter 1 to ${formatCount(most[field])}, what the account has, or nothing.`,
          field,
        )
    }
    await set(tx, ctx, id, rates)
    await audit(tx, ctx, 'key.rates_changed', id, {
      ...changed('requests', key.requestsPerMinute, rates.requestsPerMinute),
      ...changed('tokens', key.tokensPerMinute, rates.tokensPerMinute),
    })
    return ok(null)
  })
}

/** Switches a key off. In force on every gateway when this returns; switching off what is off changes nothing. */
export async function disableKey(ctx: MemberCtx, id: KeyId): Promise<Result<null, 'unknown_key'>> {
  return await change(ctx, id, async (tx, key) => {
    if (key.status === 'active') await set(tx, ctx, id, { status: 'disabled' })
    await audit(tx, ctx, 'key.disabled', id, { name: key.name })
    return ok(null)
  })
}

/** Switches a key on again, if it has not expired. In force on every gateway when this returns. */
export async function enableKey(ctx: MemberCtx, id: KeyId): Promise<Result<null, 'unknown_key' | 'expired'>> {
  return await change(ctx, id, async (tx, key) => {
    if (isExpired(key, ctx.now)) return expired()
    if (key.status === 'disabled') await set(tx, ctx, id, { status: 'active' })
    await audit(tx, ctx, 'key.enabled', id, { name: key.name })
    return ok(null)
  })
}

/**
 * Gives a key a new secret; id, name, limit, expiry and history stay. When this returns the old secret is dead on every
 * gateway. A key that is switched off stays so.
 */
export async function regenerateKey(
  ctx: MemberCtx,
  id: KeyId,
): Promise<Result<FreshKey, 'unknown_key' | 'expired'>> {
  const secret = newSecret()
  const record = toSecretRecord(secret)
  return await change(ctx, id, async (tx, key) => {
    if (isExpired(key, ctx.now)) return expired()
    await tx.delete(keyLookup).where(eq(keyLookup.hash, key.secretHash))
    await tx.insert(keyLookup).values({ hash: record.secretHash, accountId: ctx.accountId, keyId: id })
    await set(tx, ctx, id, { ...record, regeneratedAt: ctx.now })
    await audit(tx, ctx, 'key.regenerated', id, { name: key.name })
    return ok({ id, name: key.name, secret })
  })
}

/** Deletes a key for good; its usage stays, under its name. In force on every gateway when this returns. */
export async function deleteKey(ctx: MemberCtx, id: KeyId): Promise<Result<null, 'unknown_key'>> {
  return await change(ctx, id, async (tx, key) => {
    await tx.delete(keyLookup).where(eq(keyLookup.hash, key.secretHash))
    await set(tx, ctx, id, { status: 'deleted', deletedAt: ctx.now })
    await audit(tx, ctx, 'key.deleted', id, { name: key.name })
    return ok(null)
  })
}

/** The frame of every change to a key: one transaction on its locked row, then the wait until no gateway knows the old state. */
async function change<T, Code extends string>(
  ctx: MemberCtx,
  id: KeyId,
  work: (tx: Tx, key: KeyRow) => Promise<Result<T, Code>>,
): Promise<Result<T, Code | 'unknown_key'>> {
  const { result, epoch } = await ctx.db.transaction(async tx => {
    const [key] = await tx
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.accountId, ctx.accountId), eq(apiKeys.id, id), ne(apiKeys.status, 'deleted')))
      .for('update')
    if (!key) return { result: err('unknown_key' as const, 'This key no longer exists.'), epoch: null }
    const result = await work(tx, key)
    const { accountId } = ctx
    return { result, epoch: result.ok ? await recordControlChange(tx, { kind: 'account', accountId }) : null }
  })
  if (epoch !== null) await awaitGateways(ctx.db, epoch)
  return result
}

function isExpired(key: KeyRow, now: Date): boolean {
  return keyStatus({ status: 'active', expiresAt: key.expiresAt }, now) === 'expired'
}

function expired() {
  return err('expired' as const, 'This key has expired. Create a new one.')
}

/** For the audit log: nothing where nothing changed. */
function changed(
  what: string,
  from: string | number | null,
  to: string | number | null,
): Record<string, string | number | null> {
  return from === to ? {} : { [`${what}_from`]: from, [`${what}_to`]: to }
}

function toText(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}

async function set(tx: Tx, ctx: MemberCtx, id: KeyId, values: Partial<KeyRow>): Promise<void> {
  await tx
    .update(apiKeys)
    .set(values)
    .where(and(eq(apiKeys.accountId, ctx.accountId), eq(apiKeys.id, id)))
}

/** Whether the account is full. Its row is locked, so that two keys at once cannot pass the limit together. */
async function lockAndCount(tx: Tx, ctx: MemberCtx): Promise<boolean> {
  await tx
    .select({ id: accounts.accountId })
    .from(accounts)
    .where(eq(accounts.accountId, ctx.accountId))
    .for('update')
  const [row] = await tx
    .select({ keys: count() })
    .from(apiKeys)
    .where(and(eq(apiKeys.accountId, ctx.accountId), ne(apiKeys.status, 'deleted')))
  return (row?.keys ?? 0) >= KEYS_MAX
}

async function audit(
  tx: Tx,
  ctx: MemberCtx,
  action: `key.${string}`,
  id: KeyId,
  details: Record<string, string | number | null>,
): Promise<void> {
  const { accountId, userId: actorUserId, now } = ctx
  await recordAudit(tx, { accountId, actorUserId, now }, action, id, details)
}
