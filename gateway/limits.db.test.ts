import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type OpenAI from 'openai'
import type { RunningGateway } from '@/gateway/server'
import { clientOf, GatewayWorld, until, type TestKey, collect } from '@/gateway/testing'
import { disableKey, enableKey, regenerateKey } from '@/lib/keys/commands'
import { setSpendLimit } from '@/lib/limits/commands'

const mini = 'openai/gpt-4o-mini'
const promptTokens = 10
const completionTokens = 50
/** 10 × 150 + 50 × 600 nano-dollars. */
const costNanos = 31_500n
const ask = (max_tokens = 100) => ({
  model: mini,
  max_tokens,
  messages: [{ role: 'user' as const, content: 'Count.' }],
})

let world: GatewayWorld
let gateways: RunningGateway[]

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateways = [await world.gateway(), await world.gateway()]
  world.upstream.script = async (_request, answer) => {
    await new Promise(resolve => setTimeout(resolve, 5 + Math.random() * 20))
    await answer.complete({ text: 'one '.repeat(50), prompt: promptTokens, completion: completionTokens })
  }
})
afterAll(() => world.close())

const clientsOf = (key: TestKey): OpenAI[] => gateways.map(gateway => clientOf(gateway, key))

async function spentBy(key: TestKey): Promise<bigint> {
  return (await world.events(key.accountId)).reduce((sum, event) => sum + event.costNanos, 0n)
}

describe('a spending limit', () => {
  it('is never passed by 200 requests at once through two gateways, and leaves less than one request unused', async () => {
    const key = await world.key()
    const limitNanos = 2_000_000n
    await setSpendLimit(key.ctx, 'account', limitNanos)
    const clients = clientsOf(key)
    const asked = Array.from({ length: 200 }, (_, i) => {
      const client = clients[i % clients.length]
      const stream = i % 3 === 0
      return stream
        ? client?.chat.completions.create({ ...ask(), stream: true }).then(chunks => collect(chunks))
        : client?.chat.completions.create(ask())
    })
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    // Whoever was refused only because the rest was in flight tries again, as Retry-After tells them.
    const most = (await world.events(key.accountId))[0]?.reservedNanos ?? 0n
    await until(
      async () => {
        await Promise.allSettled(clients.map(client => client.chat.completions.create(ask())))
        return spentBy(key)
      },
      spent => spent > limitNanos - most,
    )
    const spent = await spentBy(key)
    expect(spent).toBeLessThanOrEqual(limitNanos)
    expect(limitNanos - spent).toBeLessThan(most)
    const mine = new Set((await world.events(key.accountId)).map(event => event.id))
    const billed = world.upstream.bill
      .filter(({ id }) => mine.has(id as `req_${string}`))
      .reduce(
        (sum, bill) => sum + BigInt(bill.promptTokens) * 150n + BigInt(bill.completionTokens) * 600n,
        0n,
      )
    expect(billed).toBe(spent)
  })

  it('is raised and lowered with force when the command returns, on every gateway', async () => {
    const key = await world.key()
    const clients = clientsOf(key)
    await setSpendLimit(key.ctx, 'account', 0n)
    for (const client of clients)
      await expect(client.chat.completions.create(ask())).rejects.toMatchObject({
        status: 429,
        code: 'account_spend_limit_exceeded',
        type: 'insufficient_quota',
      })
    await setSpendLimit(key.ctx, 'account', 10_000_000n)
    for (const client of clients)
      expect((await client.chat.completions.create(ask())).choices).toHaveLength(1)
    await setSpendLimit(key.ctx, 'account', costNanos)
    for (const client of clients)
      await expect(client.chat.completions.create(ask())).rejects.toMatchObject({ status: 429 })
    await setSpendLimit(key.ctx, 'account', null)
    for (const client of clients)
      expect((await client.chat.completions.create(ask())).choices).toHaveLength(1)
  })

  it('says how it stands, does not invite retries, and leaves reading alone', async () => {
    const key = await world.key()
    const [client] = clientsOf(key)
    if (!client) throw new Error('no client')
    await setSpendLimit(key.ctx, 'account', 40_000n)
    const refused = (await client.chat.completions
      .create(ask())
      .catch((error: unknown) => error)) as InstanceType<typeof OpenAI.APIError>
    expect(refused.status).toBe(429)
    expect(refused.headers?.get('x-should-retry')).toBe('false')
    expect(refused.headers?.get('retry-after')).toBeNull()
    expect(refused.message).toContain('$0.00004')
    expect(refused.message).toContain('https://developers.example.com/billing/limits')
    expect(await collect(client.models.list())).not.toHaveLength(0)
    // A request that fits is still served.
    expect((await client.chat.completions.create(ask(1))).choices).toHaveLength(1)
  })

  it('of the operator is named as such', async () => {
    const key = await world.key({ account: { ceilingNanos: 1_000n } })
    const [client] = clientsOf(key)
    await expect(client?.chat.completions.create(ask())).rejects.toThrow(/operator/)
  })

  it('of a key holds for that key alone', async () => {
    const key = await world.key()
    const clients = clientsOf(key)
    await setSpendLimit(key.ctx, key.keyId, costNanos)
    await expect(clients[0]?.chat.completions.create(ask())).rejects.toMatchObject({
      code: 'key_spend_limit_exceeded',
    })
    await setSpendLimit(key.ctx, key.keyId, 10_000_000n)
    expect((await clients[0]?.chat.completions.create(ask()))?.choices).toHaveLength(1)
  })

  it('shrinks a cap of our own to what is left before it refuses', async () => {
    const key = await world.key()
    const [client] = clientsOf(key)
    // Room for some 1,500 tokens of output.
    await setSpendLimit(key.ctx, 'account', 1_000_000n)
    const { response } =
      (await client?.chat.completions.create({ model: mini, messages: ask().messages }).withResponse()) ?? {}
    const cap = Number(response?.headers.get('x-serika-max-tokens'))
    expect(cap).toBeGreaterThanOrEqual(256)
    expect(cap).toBeLessThan(1_700)
  })
})

describe('a key', () => {
  it('is refused on every gateway once disabling it has returned, and served once it is enabled', async () => {
    const key = await world.key()
    const clients = clientsOf(key)
    for (const client of clients) await client.chat.completions.create(ask())
    await disableKey(key.ctx, key.keyId)
    for (const client of clients)
      await expect(client.chat.completions.create(ask())).rejects.toMatchObject({ status: 401 })
    await enableKey(key.ctx, key.keyId)
    for (const client of clients)
      expect((await client.chat.completions.create(ask())).choices).toHaveLength(1)
  })

  it('has one secret: regenerating it kills the old one at once', async () => {
    const key = await world.key()
    const [client, other] = clientsOf(key)
    await client?.chat.completions.create(ask())
    const fresh = await regenerateKey(key.ctx, key.keyId)
    if (!fresh.ok) throw new Error(fresh.error.message)
    for (const old of [client, other])
      await expect(old?.chat.completions.create(ask())).rejects.toMatchObject({ code: 'invalid_api_key' })
    const [renewed] = clientsOf({ ...key, secret: fresh.value.secret })
    expect((await renewed?.chat.completions.create(ask()))?.choices).toHaveLength(1)
  })

  it('expires', async () => {
    const key = await world.key({ key: { expiresAt: new Date(Date.now() + 5_000) } })
    const [client] = clientsOf(key)
    await client?.chat.completions.create(ask())
    const refused = await until(
      () =>
        client?.chat.completions.create(ask()).then(
          () => null,
          (error: unknown) => error,
        ),
      error => error !== null,
    )
    expect(refused).toMatchObject({ status: 401, message: expect.stringMatching(/expired/) as string })
  })

  it('needs the permission', async () => {
    const key = await world.key({ key: { permissions: ['user_info'] } })
    const [client] = clientsOf(key)
    await expect(client?.chat.completions.create(ask())).rejects.toMatchObject({
      status: 403,
      code: 'insufficient_permissions',
    })
  })
})
