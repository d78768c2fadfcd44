import { eq } from 'drizzle-orm'
import OpenAI from 'openai'
import { accounts, apiKeys, keyLookup, usageEvents } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { startGateway, type RunningGateway } from '@/gateway/server'
import { rateLimits, type GatewaySettings } from '@/gateway/settings'
import { ScriptedUpstream } from '@/gateway/upstream/testing'
import { syncCatalog } from '@/lib/catalog/commands'
import { syncCharacters } from '@/lib/characters/commands'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import { newId, type AccountId, type KeyId } from '@/lib/ids'
import { newSecret, toSecretRecord } from '@/lib/keys/secret'
import { createLog } from '@/lib/log'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

type Account = typeof accounts.$inferInsert
type Key = typeof apiKeys.$inferInsert

export interface TestKey {
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly secret: string
  /** The account's owner. */
  readonly ctx: MemberCtx
}

/** A database, two scripted providers and any number of gateways, for tests of the whole process but its entry point. */
export class GatewayWorld {
  readonly #gateways: RunningGateway[] = []

  private constructor(
    readonly database: TestDatabase,
    /** The aggregator. */
    readonly upstream: ScriptedUpstream,
    /** Azure: second for some models. */
    readonly second: ScriptedUpstream,
  ) {}

  static async create(): Promise<GatewayWorld> {
    const database = await createTestDatabase()
    const world = new GatewayWorld(database, await ScriptedUpstream.start(), await ScriptedUpstream.start())
    await syncCatalog(database.db, new Date())
    await syncCharacters(database.db, new Date())
    await ensurePartitions(database.db, new Date())
    return world
  }

  async gateway(
    overrides: Partial<GatewaySettings> = {},
    log = createLog('gateway', 'silent'),
  ): Promise<RunningGateway> {
    const running = await startGateway(
      {
        mode: 'demo',
        databaseUrl: this.database.url,
        bindAddress: '127.0.0.1',
        port: 0,
        sharesPort: false,
        adminPort: null,
        metricsToken: null,
        appUrl: 'https://developers.example.com',
        upstreams: {
          aggregator: { baseUrl: this.upstream.baseUrl, apiKey: 'upstream-key' },
          azure: { baseUrl: this.second.baseUrl, apiKey: 'azure-key' },
        },
        rateLimits,
        trustedProxies: [],
        heartbeatMs: 200,
        fenceAfterMs: 20_000,
        requestLifeMs: 60_000,
        settleWithinMs: 10_000,
        leaseWithinMs: 10_000,
        drainWithinMs: 10_000,
        ledgerWithinMs: 10_000,
        holdLastBytes: true,
        ...overrides,
      },
      log,
    )
    this.#gateways.push(running)
    return running
  }

  /** An account with a key; active, with every permission and a high ceiling, unless told otherwise. */
  async key({
    account = {},
    key = {},
  }: { account?: Partial<Account>; key?: Partial<Key> } = {}): Promise<TestKey> {
    const now = new Date()
    const accountId = newId('account', now)
    const keyId = newId('key', now)
    const secret = newSecret()
    const { db } = this.database
    await db.insert(accounts).values({
      accountId,
      name: 'Test account',
      standing: 'active',
      standingSince: now,
      ceilingNanos: 500_000_000_000n,
      createdAt: now,
      ...account,
    })
    const record = toSecretRecord(secret)
    await db.insert(apiKeys).values({
      accountId,
      id: keyId,
      name: 'test',
      permissions: ['text_generation', 'image_generation', 'character_info', 'user_info'],
      status: 'active',
      ...record,
      createdBy: 'usr_test',
      createdAt: now,
      ...key,
    })
    await db.insert(keyLookup).values({ hash: record.secretHash, accountId, keyId })
    return {
      accountId,
      keyId,
      secret,
      ctx: { db, accountId, now, userId: newId('user', now), role: 'owner' },
    }
  }

  /** Changes an account row as the platform's commands do: in force on every gateway when it returns. */
  async changeAccount(accountId: AccountId, values: Partial<Account>): Promise<void> {
    const { db } = this.database
    const epoch = await db.transaction(async tx => {
      await tx.update(accounts).set(values).where(eq(accounts.accountId, accountId))
      return recordControlChange(tx, { kind: 'account', accountId })
    })
    await awaitGateways(db, epoch)
  }

  async events(accountId: AccountId) {
    return this.database.db
      .select()
      .from(usageEvents)
      .where(eq(usageEvents.accountId, accountId))
      .orderBy(usageEvents.admittedAt, usageEvents.id)
  }

  /** Whether a statement that has this near its beginning waits for a lock. */
  async waitsForLock(part: string): Promise<boolean> {
    const { rows } = await this.database.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND pid <> pg_backend_pid() AND position($1 IN query) > 0`,
      [part],
    )
    return rows.length > 0
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#gateways.map(running => running.stop()))
    await Promise.all([this.upstream.stop(), this.second.stop()])
    await this.database.drop()
  }
}

export function baseUrlOf({ port }: Pick<RunningGateway, 'port'>): string {
  return `http://127.0.0.1:${port}/api/openai/v1`
}

/** The unmodified client of OpenAI, with a key and without retries of its own. */
export function clientOf(
  gateway: Pick<RunningGateway, 'port'>,
  { secret }: Pick<TestKey, 'secret'>,
  maxRetries = 0,
): OpenAI {
  return new OpenAI({ baseURL: baseUrlOf(gateway), apiKey: secret, maxRetries })
}

/** Everything that an async iterable gives. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

/** Waits until something holds, or fails with what was last seen. */
export async function until<T>(read: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (performance.now() > deadline) throw new Error(`still not so: ${String(value)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
