import { eq, sql } from 'drizzle-orm'
import type pg from 'pg'
import { overPool, type Db } from '@/db/client'
import { apiKeys, jobs } from '@/db/schema'
import { JOBS_GATEWAY } from '@/lib/gateways/fenced'
import { newId, type AccountId, type GatewayId, type KeyId } from '@/lib/ids'
import type { JobRef } from '@/lib/jobs/ref'
import type { Rights } from '@/lib/jobs/rights'
import { submitJob, type Submission } from '@/lib/jobs/submission/commands'
import type { Nanos } from '@/lib/money'
import { createLedgerWorld, NOON, NOVEMBER, type LedgerWorld } from '@/lib/usage/testing'

/** An account that may have jobs made, and the key it does that with. */
export interface Payer {
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly rights: Rights
}

/** The price of a test job. */
export const PRICE: Nanos = 25_000_000n

export interface JobWorld extends LedgerWorld {
  readonly gatewayId: GatewayId
  newPayer(ceilingNanos?: Nanos): Promise<Payer>
  /** Submits a job through this world's gateway, and says by what name it goes. */
  submit(payer: Payer, changes?: Partial<Submission>): Promise<JobRef>
  job(ref: JobRef): Promise<typeof jobs.$inferSelect>
  /** What of account and key is handed out, held by jobs, and spent by them. */
  money(payer: Payer): Promise<{ allocated: Nanos[]; granted: Nanos[]; spent: Nanos[] }>
  /** Messages in the queue of jobs about this account. */
  messages(accountId: AccountId): Promise<number>
}

export async function createJobWorld(): Promise<JobWorld> {
  const world = await createLedgerWorld()
  const { db } = world
  const gatewayId = await world.newGateway()
  const submit: JobWorld['submit'] = async (payer, changes) => {
    const submission = submissionOf(payer, changes)
    const { kind } = await submitJob(db, gatewayId, submission)
    if (kind !== 'submitted') throw new Error(`the job is ${kind}`)
    return { accountId: payer.accountId, jobId: submission.id }
  }
  return {
    ...world,
    gatewayId,
    newPayer: async ceilingNanos => {
      const accountId = await world.newAccount(ceilingNanos)
      return { accountId, ...(await newKey(db, accountId)) }
    },
    submit,
    job: async ({ jobId }) => {
      const [job] = await db.select().from(jobs).where(eq(jobs.id, jobId))
      if (!job) throw new Error('no such job')
      return job
    },
    money: async ({ accountId, keyId }) => {
      const scopes = ['account', keyId]
      const shards = await Promise.all(scopes.map(scope => world.shard(accountId, scope, JOBS_GATEWAY)))
      return {
        allocated: await Promise.all(scopes.map(scope => world.allocated(accountId, scope, NOVEMBER))),
        granted: shards.map(shard => shard?.granted ?? 0n),
        spent: shards.map(shard => shard?.spent ?? 0n),
      }
    },
    messages: async accountId => {
      const { rows } = await db.execute<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'image-jobs' AND data->>'accountId' = ${accountId}`,
      )
      return rows[0]?.n ?? 0
    },
  }
}

async function newKey(db: Db, accountId: AccountId): Promise<Pick<Payer, 'keyId' | 'rights'>> {
  const keyId = newId('key', NOON)
  const secretHash = `hash of ${keyId}`
  await db.insert(apiKeys).values({
    accountId,
    id: keyId,
    name: 'test',
    permissions: ['image_generation'],
    status: 'active',
    secretHash,
    secretPrefix: 'sk-test',
    secretLastFour: 'test',
    createdBy: 'usr_test',
    createdAt: NOON,
  })
  const permissions = ['image_generation']
  const rights = {
    standing: 'active',
    heldAt: null,
    status: 'active',
    expiresAt: null,
    permissions,
    secretHash,
  }
  return { keyId, rights }
}

export function submissionOf(payer: Payer, changes: Partial<Submission> = {}): Submission {
  const admittedAt = changes.admittedAt ?? NOON
  return {
    ...payer,
    id: newId('job', admittedAt),
    requestId: newId('request', admittedAt),
    modelId: 'tensorart-animagine-xl',
    priceId: 'prc_test',
    provider: 'tensorart',
    body: { model: 'tensorart-animagine-xl', prompt: 'a fox', n: 1, size: '832x1216', seed: 7 },
    nanos: PRICE,
    admittedAt,
    ...changes,
  }
}

/** Connections that break at a statement of one's choice: before it, or after it was carried out and before its answer. */
export class DyingDb {
  readonly db: Db
  #death: { readonly at: number | 'COMMIT'; readonly when: 'before' | 'after' } | null = null
  #times = 0
  #forGood = false
  #died = false
  #seen = 0

  constructor(db: Db) {
    const connect = async () => {
      if (this.#died && this.#forGood) throw new Error('the process is dead')
      return this.#wrap(await db.$client.connect())
    }
    this.db = overPool(over(db.$client, { connect }))
  }

  /**
   * The n-th statement from now is the last, BEGIN being the first; or the next COMMIT. The connection breaks, so many times,
   * or the process dies with it: nothing comes through until `live`.
   */
  dieAt(at: number | 'COMMIT', when: 'before' | 'after', times: number | 'for good' = 1): void {
    this.#death = { at, when }
    this.#forGood = times === 'for good'
    this.#times = times === 'for good' ? 1 : times
    this.#seen = 0
  }

  /** All is well from here on. Answers whether what was ordered has come to pass. */
  live(): boolean {
    const died = this.#died
    this.#death = null
    this.#died = false
    return died
  }

  #wrap(client: pg.PoolClient): pg.PoolClient {
    const run = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
    let broken = false
    const query = async (...args: unknown[]) => {
      if (broken) throw new Error('the connection is broken')
      this.#seen += 1
      const { at, when } = this.#death ?? {}
      if (at !== this.#seen && !(at === 'COMMIT' && args[0] === 'COMMIT')) return run(...args)
      if (when === 'after') await run(...args)
      broken = true
      client.release(true)
      this.#died = true
      this.#times -= 1
      if (this.#times === 0) this.#death = null
      throw new Error('the process died')
    }
    const release = () => {
      if (!broken) client.release()
    }
    return over(client, { query, release })
  }
}

/** The same object but for some of its members. */
function over<T extends object>(whole: T, members: Readonly<Record<string, unknown>>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      if (typeof name === 'string' && name in members) return members[name]
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Waits until so many statements of other connections stand before a lock. */
export async function untilBlocked({ db }: LedgerWorld, count: number): Promise<void> {
  for (;;) {
    const { rows } = await db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if ((rows[0]?.n ?? 0) >= count) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
