import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'

// The cheapest standard model of text: 10 and 19 nano-dollars a token.
const cheapest = 'mistralai/mistral-nemo'

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
})
afterAll(() => world.close())
beforeEach(async () => {
  key = await world.key()
  world.upstream.script = (_request, answer) =>
    answer.complete({ text: 'A haiku.', prompt: 100, completion: 3 })
})

const post = (body: object, secret = key.secret) =>
  fetch(`${baseUrlOf(gateway)}/generate/text`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('POST /generate/text, of before', () => {
  it('answers a prompt by the cheapest standard model where none is named', async () => {
    const response = await post({ prompt: 'Write a haiku.' })
    const body = (await response.json()) as Record<string, unknown>
    expect(body).toMatchObject({
      id: response.headers.get('x-request-id'),
      model: cheapest,
      text: 'A haiku.',
      finish_reason: 'stop',
      usage: { prompt_tokens: 100, completion_tokens: 3, total_tokens: 103 },
    })
    const [event] = await until(
      () => world.events(key.accountId),
      events => events.length === 1,
    )
    expect(event).toMatchObject({ endpoint: '/generate/text', modelId: cheapest, status: 'succeeded' })
    expect((body.usage as { cost: number }).cost).toBe(Number(event?.costNanos) / 1e9)
    expect(event?.costNanos).toBeGreaterThan(0n)
    expect(world.upstream.requests.at(-1)?.body).toMatchObject({
      model: cheapest,
      messages: [{ role: 'user', content: 'Write a haiku.' }],
    })
  })

  it('takes a model, a cap and a temperature', async () => {
    await post({ prompt: 'x', model: 'openai/gpt-4o', max_tokens: 7, temperature: 0.2 })
    expect(world.upstream.requests.at(-1)?.body).toEqual({
      model: 'openai/gpt-4o',
      messages: [{ role: 'user', content: 'x' }],
      max_tokens: 7,
      temperature: 0.2,
    })
  })

  it.each([
    [{}, 'prompt', 'missing_required_parameter'],
    [{ prompt: '' }, 'prompt', 'invalid_value'],
    [{ prompt: 'x', stream: true }, 'stream', 'unknown_parameter'],
    [{ prompt: 'x', temperature: 9 }, 'temperature', 'invalid_value'],
    [{ prompt: 'x', model: 'nobody/nothing' }, 'model', 'model_not_found'],
  ])('refuses %j by name', async (body, param, code) => {
    expect(await (await post(body)).json()).toMatchObject({ error: { param, code } })
  })

  it.each([
    [{ message: 'too long', param: 'messages', code: 'context_length_exceeded' }, 'context_length_exceeded'],
    [{ message: 'not this', param: 'messages[0].content', code: null }, 'upstream_rejected'],
  ])('names the prompt where a provider names messages: %j', async (error, code) => {
    world.upstream.script = (_request, answer) => answer.fail(400, { error })
    const response = await post({ prompt: 'x', model: 'openai/gpt-4o' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { param: 'prompt', code } })
  })

  it('needs the permission and billing like any chat', async () => {
    const images = await world.key({ key: { permissions: ['image_generation'] } })
    const free = await world.key({ account: { standing: 'free' } })
    expect((await post({ prompt: 'x' }, images.secret)).status).toBe(403)
    expect((await post({ prompt: 'x' }, free.secret)).status).toBe(402)
  })
})
