import { sql } from 'drizzle-orm'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import type { Db } from '@/db/client'
import { accounts } from '@/db/schema'
import { registerGateway } from '@/lib/gateways/commands'
import type { LedgerGatewayId } from '@/lib/gateways/fenced'
import { newId, type AccountId, type GatewayId, type KeyId } from '@/lib/ids'
import { lease } from '@/lib/limits/leases/commands'
import type { ShardAnswer } from '@/lib/limits/lease'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'
import type { UsageEvent } from '@/lib/usage/event'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

export const NOON = new Date('2026-11-10T12:00:00.000Z')
export const NOVEMBER: Period = '2026-11'

/** A database with partitions around `NOON`, and what tests of the ledger do again and again. */
export interface LedgerWorld {
  readonly db: Db
  readonly database: TestDatabase
  newAccount(ceilingNanos?: Nanos): Promise<AccountId>
  newGateway(fenceAfterMs?: number): Promise<GatewayId>
  /** Leases exactly so much in both scopes, as the first lease of that gateway there. */
  fund(
    gatewayId: LedgerGatewayId,
    accountId: AccountId,
    keyId: KeyId,
    nanos: Nanos,
  ): Promise<readonly ShardAnswer[]>
  shard(accountId: AccountId, scope: string, gatewayId: LedgerGatewayId): Promise<ShardRow | undefined>
  allocated(accountId: AccountId, scope: string, period?: Period): Promise<Nanos>
  count(table: string, accountId: AccountId): Promise<number>
}

export interface ShardRow {
  readonly granted: Nanos
  readonly spent: Nanos
  readonly seq: number
}

export async function createLedgerWorld(): Promise<LedgerWorld> {
  const database = await createTestDatabase()
  const { db } = database
  await ensurePartitions(db, NOON)
  return {
    db,
    database,
    newAccount: (ceilingNanos = 10n ** 15n) => newAccount(db, ceilingNanos),
    newGateway: (fenceAfterMs = 60_000) => newGateway(db, fenceAfterMs),
    fund: async (gatewayId, accountId, keyId, nanos) => {
      const ask = { seq: 0, minNanos: nanos, needNanos: nanos, wantNanos: 0n }
      const asks = (['account', keyId] as const).map(scope => ({ scope, ...ask }))
      return (await lease(db, { gatewayId, accountId, period: NOVEMBER, asks })).shards
    },
    shard: async (accountId, scope, gatewayId) => {
      const { rows } = await db.execute<{ granted: string; spent: string; seq: string }>(
        sql`SELECT granted_nanos AS granted, spent_nanos AS spent, seq FROM budget_shards
            WHERE account_id = ${accountId} AND scope = ${scope} AND gateway_id = ${gatewayId}`,
      )
      const [row] = rows
      return row && { granted: BigInt(row.granted), spent: BigInt(row.spent), seq: Number(row.seq) }
    },
    allocated: async (accountId, scope, period = NOVEMBER) => {
      const { rows } = await db.execute<{ nanos: string }>(
        sql`SELECT allocated_nanos AS nanos FROM budgets
            WHERE account_id = ${accountId} AND scope = ${scope} AND period = ${period}`,
      )
      return BigInt(rows[0]?.nanos ?? 0)
    },
    count: async (table, accountId) => {
      const { rows } = await db.execute<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM ${sql.identifier(table)} WHERE account_id = ${accountId}`,
      )
      return rows[0]?.n ?? 0
    },
  }
}

async function newAccount(db: Db, ceilingNanos: Nanos): Promise<AccountId> {
  const accountId = newId('account', NOON)
  await db.insert(accounts).values({
    accountId,
    name: 'Test',
    standing: 'active',
    standingSince: NOON,
    ceilingNanos,
    createdAt: NOON,
  })
  return accountId
}

async function newGateway(db: Db, fenceAfterMs: number): Promise<GatewayId> {
  const id = newId('gateway', NOON)
  await registerGateway(db, { id, mode: 'demo', fenceAfterMs })
  return id
}

/** A finished chat request of 1,000 input and 100 output tokens at 10 and 19 nano-dollars: 11,900. */
export function eventOf(
  accountId: AccountId,
  keyId: KeyId,
  changes: Partial<UsageEvent> = {},
  admittedAt = changes.admittedAt ?? NOON,
): UsageEvent {
  return {
    accountId,
    admittedAt,
    id: newId('request', admittedAt),
    keyId,
    endpoint: '/chat/completions',
    modelId: 'mistralai/mistral-nemo',
    priceId: 'prc_test',
    status: 'succeeded',
    httpStatus: 200,
    errorCode: null,
    inputTokens: 1_000,
    outputTokens: 100,
    reasoningTokens: 0,
    images: 0,
    costNanos: 11_900n,
    inputCostNanos: 10_000n,
    reservedNanos: 20_000n,
    absorbedNanos: 0n,
    estimated: false,
    streamed: true,
    provider: 'aggregator',
    upstreamId: 'up_1',
    latencyMs: 250,
    ttftMs: 40,
    ...changes,
  }
}

export function newKeyId(): KeyId {
  return newId('key', NOON)
}
