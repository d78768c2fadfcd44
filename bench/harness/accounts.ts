import type { Db } from '@/db/client'
import { accounts, apiKeys, keyLookup, spendLimits } from '@/db/schema'
import { newId, type AccountId, type KeyId } from '@/lib/ids'
import { newSecret, toSecretRecord } from '@/lib/keys/secret'
import type { Nanos } from '@/lib/money'

export interface BenchAccount {
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly secret: string
  /** A month's; null: only the ceiling, which is out of the way. */
  readonly limitNanos: Nanos | null
}

const noCeiling = 1_000_000_000_000_000n

/** An account with billing and a key that may do everything. */
export async function createAccount(db: Db, limitNanos: Nanos | null): Promise<BenchAccount> {
  const now = new Date()
  const accountId = newId('account', now)
  const keyId = newId('key', now)
  const secret = newSecret()
  const record = toSecretRecord(secret)
  await db.insert(accounts).values({
    accountId,
    name: 'Bench',
    standing: 'active',
    standingSince: now,
    ceilingNanos: noCeiling,
    createdAt: now,
  })
  if (limitNanos !== null)
    await db.insert(spendLimits).values({ accountId, scope: 'account', limitNanos, updatedAt: now })
  await db.insert(apiKeys).values({
    accountId,
    id: keyId,
    name: 'bench',
    permissions: ['text_generation', 'image_generation', 'character_info', 'user_info'],
    status: 'active',
    ...record,
    createdBy: 'usr_bench',
    createdAt: now,
  })
  await db.insert(keyLookup).values({ hash: record.secretHash, accountId, keyId })
  return { accountId, keyId, secret, limitNanos }
}
