import { join } from 'node:path'
import { eq, isNotNull } from 'drizzle-orm'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChild, type Child } from '@/bench/harness/child'
import type { GatewayProcessSettings } from '@/bench/harness/gateway-process'
import { budgets, gateways as gatewayRows } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import type { GatewaySettings } from '@/gateway/settings'
import { clientOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { recomputeStanding } from '@/lib/billing/commands'
import { holdAccount } from '@/lib/billing/holds/commands'
import type { GatewayId } from '@/lib/ids'
import { deleteKey, disableKey, regenerateKey } from '@/lib/keys/commands'
import { newSecret } from '@/lib/keys/secret'
import { setCeiling, setSpendLimit } from '@/lib/limits/commands'
import { periodOf } from '@/lib/period'

const ask = {
  model: 'openai/gpt-4o-mini',
  max_tokens: 20,
  messages: [{ role: 'user' as const, content: 'hi' }],
}
const unhindered = { requests: 1_000_000, tokens: 1_000_000_000 }
const rateLimits = { free: unhindered, billed: unhindered }
const fenceAfterMs = 3_000

let world: GatewayWorld
beforeAll(async () => {
  world = await GatewayWorld.create()
  world.upstream.script = async (_request, answer) => {
    await new Promise(resolve => setTimeout(resolve, 5 + Math.random() * 20))
    await answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
  }
})
afterAll(() => world.close())

interface Sent {
  readonly port: number
  readonly sentMs: number
  /** Null: served. */
  readonly refusal: { readonly status: number | undefined; readonly code: unknown } | null
}

/** Clients that ask without a pause, on every gateway, until they are told to stop. */
class Load {
  readonly sent: Sent[] = []
  readonly #clients: Promise<void>[]
  #stopped = false

  constructor(ports: readonly number[], key: TestKey, perGateway = 4) {
    this.#clients = ports.flatMap(port => Array.from({ length: perGateway }, () => this.#run(port, key)))
  }

  /** Once some were served on each of these. */
  async isServed(ports: readonly number[]): Promise<void> {
    const served = (port: number) => this.sent.filter(one => one.port === port && one.refusal === null).length
    await until(
      () => Math.min(...ports.map(served)),
      least => least >= 3,
    )
  }

  async stop(afterMs: number): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, afterMs))
    this.#stopped = true
    await Promise.all(this.#clients)
  }

  since(ms: number, port?: number): Sent[] {
    return this.sent.filter(one => one.sentMs > ms && (port === undefined || one.port === port))
  }

  async #run(port: number, { secret }: TestKey): Promise<void> {
    const client = new OpenAI({
      baseURL: `http://127.0.0.1:${port}/api/openai/v1`,
      apiKey: secret,
      maxRetries: 0,
      timeout: 60_000,
    })
    while (!this.#stopped) {
      const sentMs = performance.now()
      const refusal = await client.chat.completions.create(ask).then(
        () => null,
        (error: unknown) =>
          error instanceof OpenAI.APIError
            ? { status: error.status, code: error.code }
            : { status: undefined, code: String(error) },
      )
      this.sent.push({ port, sentMs, refusal })
    }
  }
}

const now = () => new Date()
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it was not started')
  return value
}
type Act = (key: TestKey) => Promise<unknown>
const acts: readonly (readonly [string, Act, number, string])[] = [
  ['deleting a key', key => deleteKey(key.ctx, key.keyId), 401, 'invalid_api_key'],
  ['disabling a key', key => disableKey(key.ctx, key.keyId), 401, 'invalid_api_key'],
  ['regenerating a key', key => regenerateKey(key.ctx, key.keyId), 401, 'invalid_api_key'],
  [
    'lowering the account’s limit',
    key => setSpendLimit(key.ctx, 'account', 0n),
    429,
    'account_spend_limit_exceeded',
  ],
  ['lowering a key’s limit', key => setSpendLimit(key.ctx, key.keyId, 0n), 429, 'key_spend_limit_exceeded'],
  [
    'lowering the operator’s ceiling',
    key => setCeiling({ db: world.database.db, now: now(), actorUserId: null }, key.accountId, 0n),
    429,
    'account_spend_limit_exceeded',
  ],
  [
    'losing one’s standing',
    key => recomputeStanding(world.database.db, key.accountId, now()),
    402,
    'billing_not_set_up',
  ],
  [
    'an operator’s hold',
    key =>
      holdAccount(
        world.database.db,
        { accountId: key.accountId, actorUserId: key.ctx.userId, now: now() },
        'checked by a test',
      ),
    402,
    'account_on_hold',
  ],
]

describe('in force when the action returns, on three gateways under load', () => {
  const ports: number[] = []
  beforeAll(async () => {
    for (let i = 0; i < 3; i += 1) ports.push((await world.gateway({ rateLimits })).port)
  })

  it.each(acts)('%s', async (_name, act, status, code) => {
    const key = await world.key()
    const load = new Load(ports, key)
    await load.isServed(ports)
    await act(key)
    const returnedMs = performance.now()
    await until(
      () => Math.min(...ports.map(port => load.since(returnedMs, port).length)),
      least => least > 3,
    )
    await load.stop(0)
    for (const port of ports) {
      const after = load.since(returnedMs, port)
      for (const { refusal } of after) expect(refusal).toEqual({ status, code })
    }
    // By their answers: nobody was waited for until the fence.
    const fenced = await world.database.db.select().from(gatewayRows).where(isNotNull(gatewayRows.fencedAt))
    expect(fenced).toEqual([])
  })
})

type GatewayProcess = Child<{ readonly port: number; readonly id: GatewayId }>

describe('a gateway that is stopped in its tracks', () => {
  let living: RunningGateway
  let [idle, leasing]: (GatewayProcess | undefined)[] = []

  beforeAll(async () => {
    living = await world.gateway({ rateLimits, fenceAfterMs })
    const start = (): Promise<GatewayProcess> =>
      startChild(join(import.meta.dirname, '../bench/harness/gateway-process.ts'), {
        settings: {
          gateway: { ...living.gateway.settings, port: 0 } satisfies GatewaySettings,
          logLevel: 'silent',
        } satisfies GatewayProcessSettings,
        quiet: true,
      })
    ;[idle, leasing] = await Promise.all([start(), start()])
  })

  it('is fenced after the fence time, in which the action waits; awake, it serves nothing and ends itself', async () => {
    const stopped = present(idle)
    const ports = [living.port, stopped.ready.port]
    const key = await world.key()
    const load = new Load(ports, key)
    await load.isServed(ports)
    stopped.kill('SIGSTOP')
    const calledMs = performance.now()
    await disableKey(key.ctx, key.keyId)
    const returnedMs = performance.now()
    expect(returnedMs - calledMs).toBeGreaterThan(fenceAfterMs / 3)
    const [row] = await world.database.db
      .select()
      .from(gatewayRows)
      .where(eq(gatewayRows.id, stopped.ready.id))
    expect(row?.fencedAt).not.toBeNull()
    stopped.kill('SIGCONT')
    expect(await stopped.ended).toBe(1)
    await load.stop(0)
    expect(load.since(returnedMs, living.port).length).toBeGreaterThan(0)
    for (const { refusal } of load.since(returnedMs)) expect(refusal).not.toBeNull()
    // Whatever it had been sent while it was stopped, it did not serve either.
    const whileStopped = load.since(calledMs, stopped.ready.port)
    for (const { refusal } of whileStopped) expect(refusal).not.toBeNull()
  })

  it('in the middle of a lease does not keep the change waiting for its locks', async () => {
    const stopped = present(leasing)
    const key = await world.key()
    const { db, pool } = world.database
    const period = periodOf(new Date())
    const scopes = ['account', key.keyId]
    await db
      .insert(budgets)
      .values(scopes.map(scope => ({ accountId: key.accountId, scope, period, allocatedNanos: 0n })))
    const holder = await pool.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT 1 FROM budgets WHERE account_id = $1 FOR UPDATE', [key.accountId])
    const asking = clientOf(stopped.ready, key)
      .chat.completions.create(ask)
      .catch((error: unknown) => error)
    await until(() => world.waitsForLock('FROM gateway CROSS JOIN budgets'), Boolean)
    stopped.kill('SIGSTOP')
    await holder.query('COMMIT')
    holder.release()
    const calledMs = performance.now()
    await disableKey(key.ctx, key.keyId)
    expect(performance.now() - calledMs).toBeLessThan(10 * fenceAfterMs)
    stopped.kill('SIGCONT')
    expect(await stopped.ended).toBe(1)
    expect(await asking).toBeInstanceOf(OpenAI.APIError)
    expect(await world.events(key.accountId)).toEqual([])
  })

  afterAll(() => [idle, leasing].forEach(child => child?.kill('SIGKILL')))
})

describe('secrets that count for nobody', () => {
  const statusOf = (client: OpenAI) =>
    client.models.list().then(
      () => 200,
      (error: unknown) => (error instanceof OpenAI.APIError ? error.status : 0),
    )

  it('do not keep others at the same address from their keys, when it is one that was replaced', async () => {
    const gateway = await world.gateway({ rateLimits })
    const [stale, other] = [await world.key(), await world.key()]
    await regenerateKey(stale.ctx, stale.keyId)
    const client = clientOf(gateway, stale)
    for (let i = 0; i < 100; i += 1) expect(await statusOf(client)).toBe(401)
    expect(await statusOf(clientOf(gateway, other))).toBe(200)
  })

  it('are looked up 60 times a minute for an address, each another', async () => {
    const gateway = await world.gateway({ rateLimits })
    const guess = () => statusOf(clientOf(gateway, { secret: newSecret() }))
    for (let i = 0; i < 60; i += 1) expect(await guess()).toBe(401)
    expect(await guess()).toBe(429)
  })
})
