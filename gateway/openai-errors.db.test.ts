import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, collect, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { newSecret } from '@/lib/keys/secret'
import { setSpendLimit } from '@/lib/limits/commands'

// Every refusal as the unmodified client of OpenAI throws it: its class, code, type, parameter and our request id.

const model = 'openai/gpt-4o-mini'
const hello = { model, messages: [{ role: 'user' as const, content: 'hi' }] }

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
  world.upstream.script = (_request, answer) => answer.complete({ text: 'Hello.', prompt: 10, completion: 2 })
})

type Class = abstract new (...args: never[]) => Error
async function failure(
  asking: PromiseLike<unknown>,
  of: Class,
): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await Promise.resolve(asking).then(
    () => {
      throw new Error('it was answered')
    },
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof OpenAI.APIError)) throw error
  expect(error.constructor).toBe(of)
  expect(error.requestID).toMatch(/^req_[0-9a-f]{32}$/)
  expect(error.message).not.toMatch(/undefined|\[object/)
  return error
}
const chat = (more: object, by = client) =>
  by.chat.completions.create({ ...hello, ...more } as OpenAI.ChatCompletionCreateParamsNonStreaming)

describe('AuthenticationError', () => {
  it.each([
    ['an unknown key', {}, true],
    ['a disabled key', { status: 'disabled' as const }, false],
    ['an expired key', { expiresAt: new Date('2026-01-01') }, false],
  ])('%s', async (_name, row, unknown) => {
    const secret = unknown ? newSecret() : (await world.key({ key: row })).secret
    const error = await failure(chat({}, clientOf(gateway, { secret })), OpenAI.AuthenticationError)
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' })
  })
})

describe('PermissionDeniedError', () => {
  it('a key without the permission', async () => {
    const other = await world.key({ key: { permissions: ['user_info'] } })
    const error = await failure(chat({}, clientOf(gateway, other)), OpenAI.PermissionDeniedError)
    expect(error).toMatchObject({ status: 403, code: 'insufficient_permissions', type: 'permission_error' })
  })
})

describe('APIError of status 402', () => {
  it.each([
    [{ standing: 'free' as const }, 'billing_not_set_up'],
    [{ standing: 'suspended' as const }, 'account_suspended'],
    [{ heldAt: new Date() }, 'account_on_hold'],
  ])('%j', async (account, code) => {
    const other = clientOf(gateway, await world.key({ account }))
    const error = await failure(chat({}, other), OpenAI.APIError)
    expect(error).toMatchObject({ status: 402, code, type: 'billing_error' })
  })
})

describe('BadRequestError', () => {
  const tooLong =
    "This endpoint's maximum context length is 128000 tokens. However, you requested about 130000."
  it.each([
    [{ messages: undefined }, 'missing_required_parameter', 'messages'],
    [{ messages: 'hi' }, 'invalid_value', 'messages'],
    [{ temperature: 'hot' }, 'invalid_value', 'temperature'],
    [{ plugins: [] }, 'unknown_parameter', 'plugins'],
    [{ functions: [] }, 'invalid_value', 'functions'],
    [{ model: 'gpt-image-1-low' }, 'wrong_model_kind', 'model'],
    [{ model: 'tensorart-animagine-xl' }, 'jobs_only_model', 'model'],
    [{ max_tokens: 16_385 }, 'invalid_value', 'max_tokens'],
  ])('%j', async (more, code, param) => {
    const error = await failure(chat(more), OpenAI.BadRequestError)
    expect(error).toMatchObject({ status: 400, code, param, type: 'invalid_request_error' })
  })

  it.each([
    ['by code', { message: 'too long', code: 'context_length_exceeded', param: 'messages' }],
    ['in words', { message: tooLong, code: 400 }],
  ])('a request that is too long for its model, said %s', async (_name, error) => {
    world.upstream.script = (_request, answer) => answer.fail(400, { error })
    for (const stream of [false, true])
      expect(await failure(chat({ stream }), OpenAI.BadRequestError)).toMatchObject({
        code: 'context_length_exceeded',
        param: 'messages',
        type: 'invalid_request_error',
      })
    const events = await until(
      () => world.events(key.accountId),
      found => found.length === 2,
    )
    expect(events.map(({ costNanos }) => costNanos)).toEqual([0n, 0n])
  })

  it('a request that is clearly longer than its model’s window, without asking a provider whose window may be larger', async () => {
    world.upstream.requests.length = 0
    const words = (count: number) => [{ role: 'user' as const, content: 'hello '.repeat(count) }]
    const error = await failure(chat({ messages: words(150_000) }), OpenAI.BadRequestError)
    expect(error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' })
    expect(world.upstream.requests).toEqual([])
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'x', prompt: 90_001, completion: 1 })
    await chat({ messages: words(90_000) })
    expect(world.upstream.requests).toHaveLength(1)
  })

  it('what the provider refuses, with its reason', async () => {
    const refusal = { message: 'temperature is fixed', param: 'temperature', code: 'unsupported_value' }
    world.upstream.script = (_request, answer) => answer.fail(400, { error: refusal })
    const error = await failure(chat({}), OpenAI.BadRequestError)
    expect(error).toMatchObject({ code: 'unsupported_value', param: 'temperature' })
    expect(error.message).toContain('temperature is fixed')
  })

  it('a body that is no JSON', async () => {
    const body = Buffer.from('{"model":')
    const headers = { 'content-type': 'application/json' }
    const error = await failure(client.post('/chat/completions', { body, headers }), OpenAI.BadRequestError)
    expect(error).toMatchObject({ code: 'invalid_json' })
  })
})

describe('NotFoundError', () => {
  it.each([
    ['a model', () => chat({ model: 'nobody/nothing' }), 'model_not_found', 'model'],
    ['a model to read', () => client.models.retrieve('nobody/nothing'), 'model_not_found', 'model'],
    ['a character', () => chat({ character_id: 'chr_nobody' }), 'character_not_found', 'character_id'],
    ['a record', () => client.get('/generation', { query: { id: 'req_1' } }), 'generation_not_found', 'id'],
    ['a route', () => client.embeddings.create({ model, input: 'x' }), 'unknown_url', undefined],
  ])('%s', async (_name, ask, code, param) => {
    const error = await failure(ask(), OpenAI.NotFoundError)
    expect(error).toMatchObject({ status: 404, code, type: 'invalid_request_error' })
    expect(error.param ?? undefined).toBe(param)
  })
})

describe('RateLimitError', () => {
  it('past the requests a minute', async () => {
    const slow = clientOf(gateway, await world.key({ key: { requestsPerMinute: 1 } }))
    await chat({}, slow)
    const error = await failure(chat({}, slow), OpenAI.RateLimitError)
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'requests' })
    expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(0)
  })

  it.each([
    ['account' as const, 'account_spend_limit_exceeded'],
    ['key' as const, 'key_spend_limit_exceeded'],
  ])('past the %s limit, which the client does not try again', async (scope, code) => {
    await setSpendLimit(key.ctx, scope === 'key' ? key.keyId : 'account', 1n)
    let calls = 0
    const patient = new OpenAI({
      baseURL: baseUrlOf(gateway),
      apiKey: key.secret,
      fetch: (url, init) => {
        calls += 1
        return fetch(url, init)
      },
    })
    const error = await failure(chat({}, patient), OpenAI.RateLimitError)
    expect(error).toMatchObject({ status: 429, code, type: 'insufficient_quota' })
    expect(calls).toBe(1)
  })
})

describe('APIError of another status', () => {
  it('405 for a wrong method', async () => {
    const error = await failure(client.put('/models'), OpenAI.APIError)
    expect(error).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(error.headers?.get('allow')).toBe('GET')
  })

  it('413 for a body of one byte more than 10 MB; 10 MB itself are read', async () => {
    const body = (bytes: number) => {
      const frame = Buffer.byteLength(JSON.stringify({ ...hello, user: '' }))
      return { user: 'x'.repeat(bytes - frame) }
    }
    const most = 10 * 1024 * 1024
    expect(await failure(chat(body(most + 1)), OpenAI.APIError)).toMatchObject({
      status: 413,
      code: 'request_too_large',
    })
    expect(await failure(chat(body(most)), OpenAI.BadRequestError)).toMatchObject({ param: 'user' })
  })

  it('415 for another type of body', async () => {
    const headers = { 'content-type': 'text/plain' }
    const error = await failure(client.post('/chat/completions', { body: hello, headers }), OpenAI.APIError)
    expect(error).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })
})

describe('InternalServerError', () => {
  it.each([
    [500, 'upstream_error'],
    [401, 'upstream_error'],
    [429, 'upstream_unavailable'],
    [503, 'upstream_unavailable'],
  ])('502 where the provider answers %i', async (status, code) => {
    world.upstream.script = (_request, answer) => answer.fail(status)
    const error = await failure(chat({}), OpenAI.InternalServerError)
    expect(error).toMatchObject({ status: 502, code, type: 'upstream_error' })
  })

  it('504 where it takes too long', async () => {
    const hasty = await world.gateway({ requestLifeMs: 300 })
    world.upstream.script = () => undefined
    const error = await failure(chat({}, clientOf(hasty, key)), OpenAI.InternalServerError)
    expect(error).toMatchObject({ status: 504, code: 'upstream_timeout', type: 'upstream_error' })
  })

  it('503 while the server stops', async () => {
    const stopping = await world.gateway()
    const closed = stopping.gateway.openRequests.close(0)
    const error = await failure(chat({}, clientOf(stopping, key)), OpenAI.InternalServerError)
    expect(error).toMatchObject({ status: 503, code: 'shutting_down', type: 'service_unavailable' })
    await closed
  })
})

describe('an error in the middle of a stream', () => {
  it('is thrown where the stream is read', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'one two three', prompt: 10, completion: 3, paceMs: 20, breakAfter: 2 })
    const stream = await client.chat.completions.create({ ...hello, stream: true })
    const error = await collect(stream).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({ code: 'answer_broken_off', type: 'upstream_error' })
  })
})
