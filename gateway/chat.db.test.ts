import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import OpenAI from 'openai'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, GatewayWorld, until, type TestKey, collect } from '@/gateway/testing'

// 150 and 600 nano-dollars per token, at most 16,384 tokens of output.
const mini = 'openai/gpt-4o-mini'
// Reasoning; 250 and 2,000; aggregator, then azure.
const reasoning = 'openai/gpt-5-mini'
const ask = (content = 'Say hello.') => ({ model: mini, messages: [{ role: 'user' as const, content }] })

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey
let client: OpenAI

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
})
afterAll(() => world.close())
beforeEach(async () => {
  key = await world.key()
  client = clientOf(gateway, key)
  world.upstream.script = (_request, answer) =>
    answer.complete({ text: 'Hello there, friend.', prompt: 10, completion: 4 })
  world.second.script = (_request, answer) => answer.fail(500)
})

async function lastEvent() {
  const events = await until(
    () => world.events(key.accountId),
    found => found.length > 0,
  )
  const event = events.at(-1)
  if (!event) throw new Error('no event')
  return event
}

describe('a plain answer', () => {
  it('arrives whole, with its cost, and its event is in the ledger by then', async () => {
    const { data, response } = await client.chat.completions.create(ask()).withResponse()
    const [event] = await world.events(key.accountId)
    expect(data.choices[0]?.message.content).toBe('Hello there, friend.')
    // 10 × 150 + 4 × 600 nano-dollars
    expect(data.usage).toEqual({ prompt_tokens: 10, completion_tokens: 4, total_tokens: 14, cost: 0.0000039 })
    expect(event).toMatchObject({
      id: response.headers.get('x-request-id'),
      keyId: key.keyId,
      endpoint: '/chat/completions',
      modelId: mini,
      status: 'succeeded',
      httpStatus: 200,
      inputTokens: 10,
      outputTokens: 4,
      costNanos: 3_900n,
      inputCostNanos: 1_500n,
      absorbedNanos: 0n,
      estimated: false,
      streamed: false,
      provider: 'aggregator',
      gatewayId: gateway.gateway.id,
    })
  })

  it("sends the client's fields as they are, our cap, our key and our id", async () => {
    const tools = [{ type: 'function' as const, function: { name: 'f', parameters: { type: 'object' } } }]
    const { response } = await client.chat.completions
      .create({ ...ask(), tools, temperature: 0.2, max_completion_tokens: 77, seed: 5, store: false })
      .withResponse()
    const sent = world.upstream.requests.at(-1)
    expect(sent?.body).toEqual({ ...ask(), tools, temperature: 0.2, seed: 5, max_tokens: 77 })
    expect(sent?.headers.authorization).toBe('Bearer upstream-key')
    expect(sent?.id).toBe(response.headers.get('x-request-id'))
    expect(response.headers.get('x-serika-max-tokens')).toBeNull()
  })

  it('says which cap it set where the client set none', async () => {
    const { response } = await client.chat.completions.create(ask()).withResponse()
    expect(response.headers.get('x-serika-max-tokens')).toBe('16384')
    expect(world.upstream.requests.at(-1)?.body.max_tokens).toBe(16_384)
  })

  it.each([
    ['null', null],
    ['zero', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    ['nonsense', 'many'],
  ])('is charged by our own count where the provider reports %s', async (_name, usage) => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'one two three four five', prompt: 9, completion: 5, usage })
    const completion = await client.chat.completions.create(ask())
    const event = await lastEvent()
    expect(event).toMatchObject({ estimated: true, outputTokens: 5, status: 'succeeded' })
    expect(event.inputTokens).toBeGreaterThanOrEqual(3)
    expect(completion.usage).toMatchObject({ completion_tokens: 5 })
    expect(event.costNanos).toBe(BigInt(event.inputTokens) * 150n + 5n * 600n)
  })

  it('is never charged beyond its reservation; the excess is recorded', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'x', prompt: 10, completion: 1_000 })
    await client.chat.completions.create({ ...ask(), max_tokens: 20 })
    const event = await lastEvent()
    expect(event.costNanos).toBe(event.reservedNanos)
    expect(event.costNanos + event.absorbedNanos).toBe(10n * 150n + 1_000n * 600n)
  })
})

describe('a streamed answer', () => {
  it('arrives in pieces, and no usage chunk unless it was asked for', async () => {
    const stream = await client.chat.completions.create({ ...ask(), stream: true })
    let text = ''
    const finishes: string[] = []
    for await (const chunk of stream) {
      expect(chunk.choices).toHaveLength(1)
      text += chunk.choices[0]?.delta.content ?? ''
      if (chunk.choices[0]?.finish_reason) {
        finishes.push(chunk.choices[0].finish_reason)
        // What makes the answer look complete comes after the commit.
        expect(await world.events(key.accountId)).toHaveLength(1)
      }
    }
    expect(text).toBe('Hello there, friend.')
    expect(finishes).toEqual(['stop'])
    expect(world.upstream.requests.at(-1)?.body.stream_options).toEqual({ include_usage: true })
    expect(await lastEvent()).toMatchObject({ streamed: true, costNanos: 3_900n, status: 'succeeded' })
    expect((await lastEvent()).ttftMs).not.toBeNull()
  })

  it('ends with usage and cost where that was asked for', async () => {
    const stream = await client.chat.completions.create({
      ...ask(),
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await collect(stream)
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14, cost: 0.0000039 },
    })
  })

  it('is charged for what was generated when the client hangs up', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(500), prompt: 10, completion: 500, paceMs: 5 })
    const stream = await client.chat.completions.create({ ...ask(), stream: true })
    let seen = 0
    for await (const _chunk of stream) if ((seen += 1) === 20) break
    const event = await lastEvent()
    expect(event).toMatchObject({ status: 'canceled', httpStatus: 499, estimated: true })
    expect(event.outputTokens).toBeGreaterThanOrEqual(15)
    expect(event.outputTokens).toBeLessThan(300)
    expect(event.costNanos).toBeGreaterThan(0n)
  })

  it("is read to the provider's own usage for reasoning models when the client hangs up", async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(40), prompt: 10, completion: 900, paceMs: 2 })
    const stream = await client.chat.completions.create({ ...ask(), model: reasoning, stream: true })
    let seen = 0
    for await (const _chunk of stream) if ((seen += 1) === 5) break
    expect(await lastEvent()).toMatchObject({ status: 'canceled', estimated: false, outputTokens: 900 })
  })

  it('that the provider breaks off is charged for what came, and the client hears of it', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({
        text: 'one two three four five six',
        prompt: 10,
        completion: 6,
        breakAfter: 4,
        paceMs: 5,
      })
    const stream = await client.chat.completions.create({ ...ask(), stream: true })
    await expect(collect(stream)).rejects.toThrow(/stopped in the middle/)
    expect(await lastEvent()).toMatchObject({
      status: 'canceled',
      errorCode: 'upstream_error',
      estimated: true,
    })
  })

  it('holds back everything from the first finish_reason on, whichever choice it is', async () => {
    world.upstream.script = async (_request, answer) => {
      answer.response.writeHead(200, { 'content-type': 'text/event-stream' })
      const part = (index: number, content: string, finish_reason: string | null = null) =>
        answer.chunk({ choices: [{ index, delta: { content }, finish_reason }] })
      part(0, 'a')
      part(0, 'b', 'stop')
      part(1, 'c')
      part(1, 'd', 'length')
      answer.chunk({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 } })
      answer.response.end()
    }
    const chunks = await collect(await client.chat.completions.create({ ...ask(), n: 2, stream: true }))
    expect(chunks.map(chunk => chunk.choices[0]?.delta.content)).toEqual(['a', 'b', 'c', 'd'])
    expect(await lastEvent()).toMatchObject({ outputTokens: 4, status: 'succeeded' })
  })
})

describe('a provider that fails', () => {
  it('before it answers costs nothing', async () => {
    world.upstream.script = (_request, answer) => answer.fail(500)
    await expect(client.chat.completions.create(ask())).rejects.toMatchObject({
      status: 502,
      type: 'upstream_error',
    })
    expect(await lastEvent()).toMatchObject({ status: 'failed', httpStatus: 502, costNanos: 0n })
    await expect(client.chat.completions.create({ ...ask(), stream: true })).rejects.toMatchObject({
      status: 502,
    })
    // Nothing stays held for it.
    await until(
      () => gateway.gateway.leases.budget.oldestReservedPeriod(),
      period => period === null,
    )
  })

  it('is replaced by the next one of the same model', async () => {
    world.upstream.script = (_request, answer) => answer.fail(503)
    world.second.script = (_request, answer) => answer.complete({ text: 'Second.', prompt: 3, completion: 2 })
    const completion = await client.chat.completions.create({ ...ask(), model: reasoning })
    expect(completion.choices[0]?.message.content).toBe('Second.')
    expect(world.second.requests.at(-1)?.body).toHaveProperty('max_completion_tokens')
    expect(await lastEvent()).toMatchObject({ provider: 'azure', status: 'succeeded' })
    const stream = await client.chat.completions.create({ ...ask(), model: reasoning, stream: true })
    expect(await collect(stream)).not.toHaveLength(0)
    expect(await world.events(key.accountId)).toHaveLength(2)
  })

  it("of the client's doing is passed on with its reason and asks nobody else", async () => {
    world.upstream.script = (_request, answer) =>
      answer.fail(400, { error: { message: 'too long', param: 'messages', code: 'context_length_exceeded' } })
    const asked = world.second.requests.length
    await expect(client.chat.completions.create({ ...ask(), model: reasoning })).rejects.toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      param: 'messages',
    })
    expect(world.second.requests).toHaveLength(asked)
  })

  it.each([401, 402, 403, 404, 429])(
    'with our own credentials or quota (%i) is not blamed on the client',
    async status => {
      world.upstream.script = (_request, answer) =>
        answer.fail(status, { error: { message: 'bad key sk-upstream' } })
      const failure = await client.chat.completions.create(ask()).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(OpenAI.InternalServerError)
      expect(String(failure)).not.toContain('sk-upstream')
    },
  )

  it('with a body that is no completion costs nothing', async () => {
    world.upstream.script = (_request, answer) => {
      answer.response.writeHead(200, { 'content-type': 'application/json' })
      answer.response.end('{"error":{"message":"overloaded"}}')
    }
    await expect(client.chat.completions.create(ask())).rejects.toMatchObject({ status: 502 })
  })
})

describe('billing', () => {
  it('is asked for by a free account with 402, and the same key works once it is set up', async () => {
    const free = await world.key({ account: { standing: 'free' } })
    const theirs = clientOf(gateway, free)
    const refused = await theirs.chat.completions.create(ask()).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 402, code: 'billing_not_set_up', type: 'billing_error' })
    expect(String(refused)).toContain('https://developers.example.com/billing')
    await world.changeAccount(free.accountId, { standing: 'active' })
    expect((await theirs.chat.completions.create(ask())).choices).toHaveLength(1)
  })

  it.each([
    [{ standing: 'suspended' as const }, 'account_suspended'],
    [{ heldAt: new Date() }, 'account_on_hold'],
  ])('refuses %j', async (values, code) => {
    await world.changeAccount(key.accountId, values)
    await expect(client.chat.completions.create(ask())).rejects.toMatchObject({ status: 402, code })
    await world.changeAccount(key.accountId, { standing: 'past_due', heldAt: null })
    expect((await client.chat.completions.create(ask())).choices).toHaveLength(1)
  })

  it('leaves no event of what is refused', async () => {
    await world.changeAccount(key.accountId, { standing: 'suspended' })
    await client.chat.completions.create(ask()).catch(() => undefined)
    expect(await world.events(key.accountId)).toHaveLength(0)
  })
})

describe('what clients may read', () => {
  it('the models, with kind, tier and exact prices', async () => {
    const models = await collect(client.models.list())
    const found = models.find(model => model.id === mini)
    expect(found).toMatchObject({
      object: 'model',
      owned_by: 'openai',
      kind: 'text',
      tier: 'standard',
      pricing: { input_usd_per_million_tokens: '0.15', output_usd_per_million_tokens: '0.6' },
    })
    expect(await client.models.retrieve('google/gemini-3-pro-preview')).toMatchObject({
      pricing: { input_usd_per_million_tokens: '2', long_context: { input_usd_per_million_tokens: '4' } },
    })
    await expect(client.models.retrieve('nobody/nothing')).rejects.toMatchObject({ code: 'model_not_found' })
  })

  it('the account behind the key, as the ledger has it', async () => {
    await client.chat.completions.create(ask())
    const response = await fetch(`${baseUrlOf(gateway)}/user`, {
      headers: { authorization: `Bearer ${key.secret}` },
    })
    expect(await response.json()).toMatchObject({
      account: { id: key.accountId, name: 'Test account' },
      tier: 'billing',
      spend_usd: '0.0000039',
      limit_usd: '500.00',
      limit_set_by: 'operator',
      remaining_usd: '499.9999961',
    })
  })

  it('the record of one request, their own only', async () => {
    const { response } = await client.chat.completions.create(ask()).withResponse()
    const id = response.headers.get('x-request-id') ?? ''
    const read = (secret: string) =>
      fetch(`${baseUrlOf(gateway)}/generation?id=${id}`, { headers: { authorization: `Bearer ${secret}` } })
    expect(await (await read(key.secret)).json()).toMatchObject({
      data: { id, cost: 0.0000039, prompt_tokens: 10 },
    })
    expect((await read((await world.key()).secret)).status).toBe(404)
  })
})
