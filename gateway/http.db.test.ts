import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { apiKeys, rejections } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { newSecret } from '@/lib/keys/secret'

const mini = 'openai/gpt-4o-mini'
const body = { model: mini, messages: [{ role: 'user', content: 'hi' }] }

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
  key = await world.key()
})
afterAll(() => world.close())

function send(path: string, init: RequestInit = {}, secret = key.secret): Promise<Response> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...init.headers }
  return fetch(`${baseUrlOf(gateway)}${path}`, { method: 'POST', ...init, headers })
}

async function errorOf(response: Response) {
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type'])
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
  return { status: response.status, code: error.code, param: error.param }
}

describe("errors come in OpenAI's body, each with a request id of ours", () => {
  it.each([
    ['an unknown route', '/nothing', {}, 404, 'unknown_url'],
    ['a wrong method', '/chat/completions', { method: 'GET' }, 405, 'method_not_allowed'],
    ['another wrong method', '/models', { body: '{}' }, 405, 'method_not_allowed'],
    ['no JSON', '/chat/completions', { body: '{"model":' }, 400, 'invalid_json'],
    ['no body', '/chat/completions', {}, 400, 'invalid_json'],
    [
      'another type',
      '/chat/completions',
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    [
      'a compressed body',
      '/chat/completions',
      { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' } },
      415,
      'unsupported_content_encoding',
    ],
    [
      'an unknown model',
      '/chat/completions',
      { body: JSON.stringify({ ...body, model: 'x' }) },
      404,
      'model_not_found',
    ],
    [
      'an image model',
      '/chat/completions',
      { body: JSON.stringify({ ...body, model: 'gpt-image-1-low' }) },
      400,
      'wrong_model_kind',
    ],
    [
      'a model that runs as jobs',
      '/chat/completions',
      { body: JSON.stringify({ ...body, model: 'tensorart-animagine-xl' }) },
      400,
      'jobs_only_model',
    ],
    [
      'an unknown field',
      '/chat/completions',
      { body: JSON.stringify({ ...body, plugins: [] }) },
      400,
      'unknown_parameter',
    ],
    [
      'a cap above the model',
      '/chat/completions',
      { body: JSON.stringify({ ...body, max_tokens: 1_000_000 }) },
      400,
      'invalid_value',
    ],
    [
      'thousands of levels',
      '/chat/completions',
      { body: `{"model":"${mini}","messages":[],"tools":${'['.repeat(50_000)}${']'.repeat(50_000)}}` },
      400,
      'invalid_value',
    ],
  ])('%s', async (_name, path, init, status, code) => {
    expect(await errorOf(await send(path, init))).toMatchObject({ status, code })
  })

  it('a body of more than 10 MB, declared or not', async () => {
    const large = JSON.stringify({ ...body, user: 'x'.repeat(10 * 1024 * 1024) })
    expect(await errorOf(await send('/chat/completions', { body: large }))).toMatchObject({ status: 413 })
    const stream = new Blob([large]).stream()
    const init = { body: stream, duplex: 'half' } as RequestInit
    expect(await errorOf(await send('/chat/completions', init))).toMatchObject({
      status: 413,
      code: 'request_too_large',
    })
  })

  it("never takes the client's own request id for ours", async () => {
    const response = await send('/models', { method: 'GET', headers: { 'x-request-id': 'req_mine' } })
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
  })

  it('one id in the header and in the answer of what failed on the way', async () => {
    world.upstream.script = (_request, answer) => {
      answer.response.destroy()
    }
    const response = await send('/chat/completions', { body: JSON.stringify(body) })
    expect(await errorOf(response)).toMatchObject({ status: 502, code: 'upstream_error' })
  })

  it('a half-sent request leaves nothing open', async () => {
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write(
      `POST /api/openai/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key.secret}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"model"`,
    )
    await until(
      () => gateway.gateway.openRequests.count,
      count => count === 1,
    )
    socket.destroy()
    await until(
      () => gateway.gateway.openRequests.count,
      count => count === 0,
    )
  })
})

describe('keys', () => {
  it.each([
    ['none', {}],
    ['another scheme', { authorization: 'Basic abc' }],
    ['no secret of ours', { authorization: 'Bearer hello' }],
    ['an unknown one', { authorization: `Bearer ${newSecret()}` }],
  ])('%s: 401', async (_name, headers) => {
    const response = await fetch(`${baseUrlOf(gateway)}/models`, { headers: headers as HeadersInit })
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })

  it('are seen in use, to the minute', async () => {
    await send('/models', { method: 'GET' })
    const [row] = await until(
      () => world.database.db.select().from(apiKeys).where(eq(apiKeys.id, key.keyId)),
      ([found]) => found?.lastUsedAt != null,
    )
    expect(Date.now() - (row?.lastUsedAt?.getTime() ?? 0)).toBeLessThan(120_000)
    expect(row?.lastUsedAt?.getUTCSeconds()).toBe(0)
  })
})

describe('rates', () => {
  it('of a key are counted, announced and refused', async () => {
    const slow = await world.key({ key: { requestsPerMinute: 3 } })
    const answers = []
    for (let i = 0; i < 4; i += 1) answers.push(await send('/models', { method: 'GET' }, slow.secret))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 429])
    expect(answers.map(answer => answer.headers.get('x-ratelimit-remaining-requests'))).toEqual([
      '2',
      '1',
      '0',
      '0',
    ])
    expect(answers[0]?.headers.get('x-ratelimit-limit-requests')).toBe('3')
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(50)
    const [last] = answers.slice(-1)
    if (last) expect(await errorOf(last)).toMatchObject({ code: 'rate_limit_exceeded' })
  })

  it('of a free account are 20 a minute', async () => {
    const free = await world.key({ account: { standing: 'free' } })
    const statuses = []
    for (let i = 0; i < 21; i += 1)
      statuses.push((await send('/models', { method: 'GET' }, free.secret)).status)
    expect(statuses.filter(status => status === 200)).toHaveLength(20)
    expect(statuses.at(-1)).toBe(429)
  })

  it('in tokens count what was used, not what was feared', async () => {
    world.upstream.script = (_request, answer) => answer.complete({ text: 'x', prompt: 700, completion: 300 })
    const tight = await world.key({ key: { tokensPerMinute: 2_500 } })
    const client = clientOf(gateway, tight)
    const ask = () =>
      client.chat.completions.create({ model: mini, messages: [{ role: 'user', content: 'hi' }] })
    const { response } = await ask().withResponse()
    expect(response.headers.get('x-ratelimit-limit-tokens')).toBe('2500')
    await ask()
    await ask()
    await expect(ask()).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'tokens' })
  })

  it('refusals are counted by reason, without an event', async () => {
    const refused = await world.key({ account: { standing: 'free' } })
    for (let i = 0; i < 3; i += 1)
      await send('/chat/completions', { body: JSON.stringify(body) }, refused.secret)
    const rows = await until(
      () => world.database.db.select().from(rejections).where(eq(rejections.accountId, refused.accountId)),
      found => found.length > 0,
    )
    expect(rows).toMatchObject([
      { endpoint: '/chat/completions', reason: 'billing_not_set_up', requests: 3, keyId: refused.keyId },
    ])
    expect(await world.events(refused.accountId)).toHaveLength(0)
  })
})

describe('a second gateway', () => {
  it('guessing keys from one address ends in 429, while known ones go on', async () => {
    const other = await world.gateway()
    const guess = () =>
      fetch(`${baseUrlOf(other)}/models`, { headers: { authorization: `Bearer ${newSecret()}` } }).then(
        r => r.status,
      )
    await fetch(`${baseUrlOf(other)}/models`, { headers: { authorization: `Bearer ${key.secret}` } })
    const statuses = await Promise.all(Array.from({ length: 80 }, guess))
    expect(statuses.filter(status => status === 401)).toHaveLength(60)
    expect(statuses.filter(status => status === 429)).toHaveLength(20)
    const known = await fetch(`${baseUrlOf(other)}/models`, {
      headers: { authorization: `Bearer ${key.secret}` },
    })
    expect(known.status).toBe(200)
    await other.stop()
  })
})

describe('health', () => {
  it('is told without a key', async () => {
    const origin = `http://127.0.0.1:${gateway.port}`
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    const ready = await fetch(`${origin}/readyz`)
    expect(await ready.json()).toEqual({ status: 'ready', problems: [] })
  })

  it('may be asked by anybody, and asks the database once a second all the same', async () => {
    const other = await world.gateway()
    const asked = vi.spyOn(other.gateway.db.$client, 'query')
    const url = `http://127.0.0.1:${other.port}/readyz`
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(url)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const reads = asked.mock.calls.filter(([query]) => JSON.stringify(query).includes('pg_inherits'))
    asked.mockRestore()
    expect(reads.length).toBeLessThanOrEqual(2)
    await other.stop()
  })
})
