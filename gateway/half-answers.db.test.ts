import { sql } from 'drizzle-orm'
import type OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientOf, collect, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { fetchAnswer } from '@/gateway/upstream/answer'
import { Upstreams } from '@/gateway/upstream/client'
import { openStream } from '@/gateway/upstream/stream'

// Aggregator, then azure.
const twice = 'openai/gpt-5-mini'
const ask = { model: twice, messages: [{ role: 'user' as const, content: 'Hello' }], max_tokens: 50 }

let world: GatewayWorld
let client: OpenAI
let key: TestKey

beforeAll(async () => {
  world = await GatewayWorld.create()
})
afterAll(() => world.close())
beforeEach(async () => {
  key = await world.key()
  client = clientOf(await world.gateway(), key)
  for (const upstream of [world.upstream, world.second]) upstream.requests.length = 0
  world.second.script = (_request, answer) => answer.complete({ text: 'Second.', prompt: 3, completion: 2 })
})

describe('a provider that had begun to answer, and so bills for it', () => {
  const expectOneProviderAsked = async () => {
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ status: 502 })
    expect(world.second.requests).toEqual([])
    const [event, ...others] = await until(
      () => world.events(key.accountId),
      found => found.length > 0,
    )
    expect(event).toMatchObject({ status: 'failed', provider: 'aggregator', costNanos: 0n })
    expect(others).toEqual([])
  }

  it('is not replaced when its answer breaks off: two bills were never held for', async () => {
    world.upstream.script = (_request, { response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 })
      response.write('{"id":"half', () => response.destroy())
    }
    await expectOneProviderAsked()
  })

  it('is not replaced when its answer cannot be read', async () => {
    world.upstream.script = (_request, answer) => answer.json({ choices: [], usage: { prompt_tokens: 9 } })
    await expectOneProviderAsked()
  })

  it('is replaced when what it answers is an error', async () => {
    world.upstream.script = (_request, answer) => answer.json({ error: { message: 'no', code: 502 } })
    const completion = await client.chat.completions.create(ask)
    expect(completion.choices[0]?.message.content).toBe('Second.')
  })
})

describe('a provider that fails', () => {
  it('is not replaced while the ledger is out of reach: what this gateway held may be others’ by then', async () => {
    const running = await world.gateway({ heartbeatMs: 30_000, fenceAfterMs: 120_000 })
    world.upstream.script = async (_request, answer) => {
      await world.database.db.execute(
        sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'serika-listen'`,
      )
      await until(
        () => running.gateway.control.isLive(),
        isLive => !isLive,
      )
      answer.fail(500)
    }
    await expect(clientOf(running, key).chat.completions.create(ask)).rejects.toMatchObject({ status: 502 })
    expect(world.second.requests).toEqual([])
  })
})

describe('a stream that ends with more than its reader takes at once', () => {
  it('gives its connection back to the provider all the same', async () => {
    const ports = new Set<number | undefined>()
    const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: twice }
    const delta = { content: 'word '.repeat(20_000) }
    world.upstream.script = (_request, answer) => {
      ports.add(answer.response.socket?.remotePort)
      const chunks = [
        { ...head, choices: [{ index: 0, delta, finish_reason: null }] },
        { ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        { ...head, choices: [], usage: { prompt_tokens: 3, completion_tokens: 40, total_tokens: 43 } },
      ]
      const data = [...chunks.map(chunk => JSON.stringify(chunk)), '[DONE]']
      answer.response.writeHead(200, { 'content-type': 'text/event-stream' })
      // The end of the body comes in a piece of its own, when the reader's buffer is full.
      answer.response.write(`data: ${JSON.stringify({ ...head, choices: [] })}\n\n`)
      setTimeout(() => answer.response.write(data.map(each => `data: ${each}\n\n`).join('')), 20)
      setTimeout(() => answer.response.end(), 40)
    }
    for (let i = 0; i < 10; i += 1)
      await collect(await client.chat.completions.create({ ...ask, stream: true }))
    expect(ports.size).toBeLessThan(4)
  })
})

describe('a request whose time is up before it is sent', () => {
  it.each([
    ['plain', fetchAnswer],
    ['streamed', openStream],
  ])('(%s) does not reach the provider', async (_name, send) => {
    const upstreams = new Upstreams({ aggregator: { baseUrl: world.upstream.baseUrl, apiKey: 'k' } })
    world.upstream.script = (_request, answer) => answer.complete({ text: 'Hi.', prompt: 1, completion: 1 })
    const request = (requestId: string) =>
      ({ provider: 'aggregator', path: '/chat/completions', body: '{}', streamed: false, requestId }) as const
    await fetchAnswer(upstreams, request('first'), new AbortController().signal)
    expect(await send(upstreams, request('late'), AbortSignal.abort(new Error('late')))).toMatchObject({
      ok: false,
    })
    await fetchAnswer(upstreams, request('last'), new AbortController().signal)
    expect(world.upstream.requests.map(({ id }) => id)).toEqual(['first', 'last'])
    await upstreams.close()
  })
})
