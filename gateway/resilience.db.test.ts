import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import type { APIError } from 'openai'
import { budgets, budgetShards, gateways } from '@/db/schema'
import { TestLink } from '@/gateway/link/testing'
import type { RunningGateway } from '@/gateway/server'
import type { GatewaySettings } from '@/gateway/settings'
import { baseUrlOf, clientOf, GatewayWorld, until, type TestKey, collect } from '@/gateway/testing'
import { storeLastEvents } from '@/gateway/last-events'
import { fenceGateway, reclaimFenced } from '@/lib/gateways/commands'
import { newId } from '@/lib/ids'
import { disableKey, enableKey } from '@/lib/keys/commands'
import { setSpendLimit } from '@/lib/limits/commands'
import { createLog, type Logger } from '@/lib/log'
import { periodOf } from '@/lib/period'
import { checkLedger } from '@/lib/usage/ledger/queries'

const mini = 'openai/gpt-4o-mini'
const ask = { model: mini, max_tokens: 50, messages: [{ role: 'user' as const, content: 'hi' }] }
const costNanos = 10n * 150n + 4n * 600n

let world: GatewayWorld
let key: TestKey
let link: TestLink

beforeEach(async () => {
  world = await GatewayWorld.create()
  key = await world.key()
  world.upstream.script = (_request, answer) =>
    answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
})
afterEach(async () => {
  link?.restore()
  await world.close()
  link?.close()
})

async function throughLink(overrides: Partial<GatewaySettings> = {}, log?: Logger): Promise<RunningGateway> {
  const made = await TestLink.to(world.database.url)
  link = made.link
  return world.gateway({ databaseUrl: made.url, fenceAfterMs: 3_000, ...overrides }, log)
}

async function isFenced({ gateway }: RunningGateway): Promise<boolean> {
  const [row] = await world.database.db.select().from(gateways).where(eq(gateways.id, gateway.id))
  return row?.fencedAt != null
}

/** What a supervisor does once a fenced gateway has ended itself. */
async function heirOf(fenced: RunningGateway): Promise<RunningGateway> {
  await fenced.fenced
  return world.gateway({ databaseUrl: fenced.gateway.settings.databaseUrl })
}

const readiness = (gateway: RunningGateway) =>
  fetch(`${baseUrlOf(gateway).replace('/api/openai/v1', '')}/readyz`).then(response => response.status)

describe('while the database is away', () => {
  it.each(['cut', 'freeze'] as const)(
    'nothing is served (%s), and all is well again without a hand',
    async how => {
      const gateway = await throughLink({ fenceAfterMs: 4_000 })
      const client = clientOf(gateway, key)
      await client.chat.completions.create(ask)
      link[how]()
      await until(
        () => gateway.gateway.control.isLive(),
        live => !live,
      )
      const refused = await client.chat.completions.create(ask).catch((error: unknown) => error)
      expect(refused).toMatchObject({ status: 503, code: 'ledger_unavailable' })
      expect(world.upstream.requests).toHaveLength(1)
      expect(await readiness(gateway)).toBe(503)
      link.restore()
      await until(
        () => gateway.gateway.control.isLive(),
        live => live,
      )
      expect((await client.chat.completions.create(ask)).choices).toHaveLength(1)
      expect(await world.events(key.accountId)).toHaveLength(2)
    },
  )

  it.each([
    ['the connection that listens', ['listener']],
    ['the pool', ['pool']],
    ['both', ['listener', 'pool']],
  ] as const)(
    'a half-open %s stops it before the fence; what changed meanwhile is in force, and it recovers by itself',
    async (_what, parts) => {
      const fenceAfterMs = 4_000
      const gateway = await throughLink({ fenceAfterMs })
      const client = clientOf(gateway, key)
      await client.chat.completions.create(ask)
      const frozenMs = performance.now()
      link.freeze(...parts)
      const changing = setSpendLimit(key.ctx, 'account', 0n).then(() => performance.now())
      await until(
        () => gateway.gateway.control.isLive(),
        live => !live,
      )
      expect(performance.now() - frozenMs).toBeLessThan(fenceAfterMs)
      const refused: unknown = await client.chat.completions.create(ask).catch((error: unknown) => error)
      expect(refused).toMatchObject({ status: 503, code: 'ledger_unavailable' })
      expect((refused as APIError).headers?.get('retry-after')).toBe('1')
      link.restore()
      const changedMs = await changing
      expect(changedMs - frozenMs).toBeLessThan(5 * fenceAfterMs)
      const survivor = (await isFenced(gateway)) ? await heirOf(gateway) : gateway
      const outcome = await until(
        () =>
          clientOf(survivor, key)
            .chat.completions.create(ask)
            .catch((error: unknown) => error),
        error => (error as APIError).status !== 503,
      )
      expect(outcome).toMatchObject({ status: 429, code: 'account_spend_limit_exceeded' })
      expect(world.upstream.requests).toHaveLength(1)
    },
  )

  it('a gateway whose listening connection is half open for longer than the fence time is fenced, ends once it hears of it, and its heir serves', async () => {
    const gateway = await throughLink({ fenceAfterMs: 1_500 })
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    link.freeze('listener')
    await disableKey(key.ctx, key.keyId)
    expect(await isFenced(gateway)).toBe(true)
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ status: 503 })
    link.restore()
    const heir = await heirOf(gateway)
    await expect(clientOf(heir, key).chat.completions.create(ask)).rejects.toMatchObject({ status: 401 })
    await enableKey(key.ctx, key.keyId)
    expect((await clientOf(heir, key).chat.completions.create(ask)).choices).toHaveLength(1)
  })

  it('an answer whose commit is not known says so, and its event is stored once when the database is back', async () => {
    const gateway = await throughLink({ fenceAfterMs: 20_000, settleWithinMs: 500 })
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    world.upstream.script = async (_request, answer) => {
      link.cut()
      await answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
    }
    const outcome = await client.chat.completions.create(ask).catch((error: unknown) => error)
    expect(outcome).toMatchObject({ status: 503, code: 'outcome_unknown' })
    expect(String(outcome)).toMatch(/GET \/generation\?id=req_/)
    const id = /req_[0-9a-f]+/.exec(String(outcome))?.[0]
    link.restore()
    const events = await until(
      () => world.events(key.accountId),
      found => found.length === 2,
    )
    expect(events.map(event => event.costNanos)).toEqual([costNanos, costNanos])
    await until(
      () => gateway.gateway.settlement.pending.length,
      pending => pending === 0,
    )
    const record = await until(
      () =>
        fetch(`${baseUrlOf(gateway)}/generation?id=${id}`, {
          headers: { authorization: `Bearer ${key.secret}` },
        }),
      response => response.status !== 503,
    )
    expect(await record.json()).toMatchObject({ data: { id, status: 'succeeded', cost: 0.0000039 } })
    expect(events.map(event => event.id)).toContain(id)
  })

  it('a stream whose commit is not known never looks complete', async () => {
    const gateway = await throughLink({ fenceAfterMs: 20_000, settleWithinMs: 500 })
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    world.upstream.script = async (_request, answer) => {
      link.cut()
      await answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
    }
    const finishes: unknown[] = []
    const reading = (async () => {
      for await (const chunk of await client.chat.completions.create({ ...ask, stream: true }))
        if (chunk.choices[0]?.finish_reason) finishes.push(chunk.choices[0].finish_reason)
    })()
    await expect(reading).rejects.toThrow(/not known yet/)
    expect(finishes).toEqual([])
    link.restore()
    await until(
      () => world.events(key.accountId),
      found => found.length === 2,
    )
  })

  it('a change is in force although a frozen gateway never hears of it: it stops by itself, and is fenced', async () => {
    const gateway = await throughLink({ fenceAfterMs: 1_500 })
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    link.freeze()
    await disableKey(key.ctx, key.keyId)
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ status: 503 })
    const [row] = await world.database.db.select().from(gateways).where(eq(gateways.id, gateway.gateway.id))
    expect(row?.fencedAt).not.toBeNull()
    link.restore()
    await gateway.fenced
  })
})

describe('the end of a gateway', () => {
  it('lets open requests finish, refuses new ones, and gives everything back that was not spent', async () => {
    const gateway = await world.gateway()
    const client = clientOf(gateway, key)
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'a b c d e f g h i j', prompt: 10, completion: 4, paceMs: 30 })
    const stream = await client.chat.completions.create({ ...ask, stream: true })
    const reading = collect(stream)
    const stopped = gateway.stop()
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ status: 503 })
    const chunks = await reading
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    await stopped
    const shards = await world.database.db.select().from(budgetShards)
    expect(shards).toHaveLength(2)
    for (const shard of shards)
      expect(shard).toMatchObject({ grantedNanos: costNanos, spentNanos: costNanos })
    for (const budget of await world.database.db.select().from(budgets))
      expect(budget.allocatedNanos).toBe(costNanos)
    const [row] = await world.database.db.select().from(gateways).where(eq(gateways.id, gateway.gateway.id))
    expect(row?.fencedAt).not.toBeNull()
  })

  it('with the database away keeps what is not stored, and stores it once, though it was fenced before it was back', async () => {
    const gateway = await throughLink({ fenceAfterMs: 1_500, settleWithinMs: 300 })
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    world.upstream.script = async (_request, answer) => {
      link.cut()
      await answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
    }
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ code: 'outcome_unknown' })
    const stopped = gateway.stop()
    await disableKey(key.ctx, key.keyId)
    expect(await isFenced(gateway)).toBe(true)
    link.restore()
    await stopped
    const events = await world.events(key.accountId)
    expect(events.map(event => event.costNanos)).toEqual([costNanos, costNanos])
    await reclaimFenced(world.database.db)
    for (const budget of await world.database.db.select().from(budgets))
      expect(budget.allocatedNanos).toBe(2n * costNanos)
  })

  it.each(['cut', 'freeze'] as const)(
    'comes in bounded time with the database away for good (%s): what nobody saw whole stands in the log, and what it held comes back',
    async how => {
      const lines: string[] = []
      const log = createLog('gateway', 'fatal', { write: line => void lines.push(line) })
      const patience = { fenceAfterMs: 2_000, settleWithinMs: 200, ledgerWithinMs: 500 }
      const gateway = await throughLink(patience, log)
      const client = clientOf(gateway, key)
      await client.chat.completions.create(ask)
      world.upstream.script = async (_request, answer) => {
        link[how]()
        await answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
      }
      const told = await client.chat.completions.create(ask).catch((error: unknown) => error)
      expect(told).toMatchObject({ code: 'outcome_unknown' })
      const stoppedMs = performance.now()
      await gateway.stop()
      expect(performance.now() - stoppedMs).toBeLessThan(30_000)
      const [logged, ...others] = lines.map(line => JSON.parse(line) as Record<string, unknown>)
      expect(others).toEqual([])
      expect(String(told)).toContain(String(logged?.requestId))
      expect(logged).toMatchObject({ event: { accountId: key.accountId, costNanos: String(costNanos) } })
      await fenceGateway(world.database.db, gateway.gateway.id)
      await reclaimFenced(world.database.db)
      expect(await world.events(key.accountId)).toHaveLength(1)
      for (const budget of await world.database.db.select().from(budgets))
        expect(budget.allocatedNanos).toBe(costNanos)
    },
  )

  it('fenced while a batch is on its way: the fence waits for it, and its answer is complete and stored once', async () => {
    const gateway = await world.gateway()
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    const holder = await world.database.pool.connect()
    world.upstream.script = async (_request, answer) => {
      await holder.query('BEGIN')
      await holder.query('SELECT 1 FROM budget_shards WHERE account_id = $1 FOR UPDATE', [key.accountId])
      await answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
    }
    const answering = client.chat.completions.create(ask)
    const fencing = until(() => world.waitsForLock('ledger_state'), Boolean)
      .then(async () => {
        const fenced = fenceGateway(world.database.db, gateway.gateway.id)
        await until(() => world.waitsForLock('SELECT 1 FROM gateways'), Boolean)
        return { fenced }
      })
      .finally(async () => {
        await holder.query('COMMIT')
        holder.release()
      })
    expect((await answering).choices[0]?.finish_reason).toBe('stop')
    await (
      await fencing
    ).fenced
    await gateway.fenced
    const events = await world.events(key.accountId)
    expect(events.map(event => event.costNanos)).toEqual([costNanos, costNanos])
    for (const event of events) expect(event.gatewayId).toBe(gateway.gateway.id)
    const { differences } = await checkLedger(world.database.db, key.accountId, periodOf(new Date()))
    expect(differences).toEqual([])
  })

  it('by a fence breaks off what it serves; what was generated is stored once all the same', async () => {
    const gateway = await world.gateway({ requestLifeMs: 30_000 })
    const client = clientOf(gateway, key)
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(400), prompt: 10, completion: 400, paceMs: 10 })
    const stream = await client.chat.completions.create({ ...ask, max_tokens: 1_000, stream: true })
    const reading = collect(stream).catch((error: unknown) => error)
    await new Promise(resolve => setTimeout(resolve, 200))
    await fenceGateway(world.database.db, gateway.gateway.id)
    await gateway.fenced
    expect(await reading).toBeInstanceOf(Error)
    const events = await world.events(key.accountId)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ status: 'canceled', estimated: true })
    expect(events[0]?.costNanos).toBeGreaterThan(0n)
    expect(events[0]?.gatewayId).not.toBe(gateway.gateway.id)
  })
})

describe('the last events of a fenced gateway', () => {
  it('are paid from what is left, else absorbed, and stored once however often that is tried', async () => {
    const { gateway } = await world.gateway()
    const poor = await world.key({ account: { ceilingNanos: 1_000n } })
    const events = [key, poor].map(({ accountId, keyId }) => ({
      accountId,
      keyId,
      admittedAt: gateway.clock.now(),
      id: newId('request', gateway.clock.now()),
      endpoint: '/chat/completions' as const,
      modelId: mini,
      priceId: 'prc_test',
      status: 'canceled' as const,
      httpStatus: 499,
      errorCode: null,
      inputTokens: 10,
      outputTokens: 4,
      reasoningTokens: 0,
      images: 0,
      costNanos,
      inputCostNanos: 1_500n,
      reservedNanos: costNanos,
      absorbedNanos: 0n,
      estimated: true,
      streamed: true,
      provider: 'aggregator',
      upstreamId: null,
      latencyMs: 5,
      ttftMs: null,
    }))
    await storeLastEvents(gateway, events)
    await storeLastEvents(gateway, events)
    expect(await world.events(key.accountId)).toMatchObject([{ costNanos, absorbedNanos: 0n }])
    expect(await world.events(poor.accountId)).toMatchObject([{ costNanos: 0n, absorbedNanos: costNanos }])
    const { differences } = await checkLedger(world.database.db, key.accountId, periodOf(gateway.clock.now()))
    expect(differences).toEqual([])
  })
})

describe('time', () => {
  it('a request that takes too long is cut off: charged for what came, and not at all if nothing did', async () => {
    const gateway = await world.gateway({ requestLifeMs: 400 })
    const client = clientOf(gateway, key)
    world.upstream.script = () => undefined
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({
      status: 504,
      code: 'upstream_timeout',
    })
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(400), prompt: 10, completion: 400, paceMs: 10 })
    const stream = await client.chat.completions.create({ ...ask, max_tokens: 1_000, stream: true })
    await expect(collect(stream)).rejects.toThrow()
    const events = await until(
      () => world.events(key.accountId),
      found => found.length === 2,
    )
    expect(events[0]).toMatchObject({ status: 'failed', httpStatus: 504, costNanos: 0n })
    expect(events[1]).toMatchObject({ status: 'canceled', errorCode: 'upstream_timeout' })
  })

  it('a slow reader holds the provider back, not our memory', async () => {
    const gateway = await world.gateway()
    let written = 0
    world.upstream.script = async (_request, answer) => {
      answer.response.writeHead(200, { 'content-type': 'text/event-stream' })
      const part = 'x'.repeat(64 * 1024)
      const closed = new Promise(resolve => answer.response.once('close', resolve))
      for (let i = 0; i < 400 && !answer.response.closed; i += 1) {
        answer.chunk({ choices: [{ index: 0, delta: { content: part }, finish_reason: null }] })
        written += part.length
        if (answer.response.writableNeedDrain)
          await Promise.race([closed, new Promise(resolve => answer.response.once('drain', resolve))])
      }
      answer.response.end()
    }
    const response = await fetch(`${baseUrlOf(gateway)}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ask, stream: true }),
    })
    await new Promise(resolve => setTimeout(resolve, 700))
    expect(written).toBeLessThan(16 * 1024 * 1024)
    await response.body?.cancel()
  })
})
