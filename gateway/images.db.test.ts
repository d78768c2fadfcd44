import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { readCatalog } from '@/lib/catalog/catalog'
import { syncCatalog } from '@/lib/catalog/commands'
import { setSpendLimit } from '@/lib/limits/commands'

// 11,000,000 nano-dollars an image, 16,000,000 for the larger sizes.
const low = 'gpt-image-1-low'
// 15,000,000, whatever the size.
const nai = 'novelai/nai-diffusion-3'
// For these tests with a second provider.
const twice = 'novelai/nai-diffusion-4-full'

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey
let client: OpenAI

beforeAll(async () => {
  world = await GatewayWorld.create()
  const entries = readCatalog().map(entry =>
    entry.model.id === twice
      ? { ...entry, model: { ...entry.model, providers: ['novelai', 'tensorart'] as const } }
      : entry,
  )
  await syncCatalog(world.database.db, new Date(), entries)
  const first = { baseUrl: world.upstream.baseUrl, apiKey: 'k' }
  const second = { baseUrl: world.second.baseUrl, apiKey: 'k' }
  gateway = await world.gateway({
    upstreams: { aggregator: first, openai: first, novelai: first, tensorart: second },
  })
})
afterAll(() => world.close())
beforeEach(async () => {
  key = await world.key()
  client = clientOf(gateway, key)
  makes(1)
  world.second.script = (_request, answer) => answer.fail(500)
})

/** The provider answers with so many images, whatever was asked. */
function makes(count: number, more: object = {}): void {
  const data = Array.from({ length: count }, (_, i) => ({ url: `https://images.example.com/${i}.png` }))
  world.upstream.script = (_request, answer) => answer.json({ created: 1_760_000_000, data, ...more })
}

const events = (count = 1) =>
  until(
    () => world.events(key.accountId),
    found => found.length === count,
  )
const sent = () => world.upstream.requests.at(-1)

describe('images', () => {
  it('are made as asked, and say what they cost; their event is in the ledger by then', async () => {
    makes(2)
    const { data, response } = await client.images
      .generate({ model: nai, prompt: 'a fox', n: 2 })
      .withResponse()
    const [event] = await world.events(key.accountId)
    expect(data).toEqual({
      created: 1_760_000_000,
      data: [{ url: 'https://images.example.com/0.png' }, { url: 'https://images.example.com/1.png' }],
      usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0, images: 2, cost: 0.03 },
    })
    expect(sent()).toMatchObject({
      path: '/v1/images/generations',
      body: { model: nai, prompt: 'a fox', n: 2, size: '1024x1024' },
    })
    expect(event).toMatchObject({
      id: response.headers.get('x-request-id'),
      endpoint: '/images/generations',
      modelId: nai,
      status: 'succeeded',
      images: 2,
      inputTokens: 0,
      outputTokens: 0,
      costNanos: 30_000_000n,
      inputCostNanos: 0n,
      reservedNanos: 30_000_000n,
      provider: 'novelai',
      streamed: false,
    })
  })

  it("of OpenAI are asked for in the quality that is priced, and OpenAI's own answer comes through", async () => {
    const usage = {
      input_tokens: 9,
      output_tokens: 408,
      total_tokens: 417,
      input_tokens_details: { text_tokens: 9, image_tokens: 0 },
    }
    const how = { background: 'opaque', output_format: 'png', quality: 'low', size: '1024x1536' }
    world.upstream.script = (_request, answer) =>
      answer.json({ created: 1_760_000_000, ...how, data: [{ b64_json: 'AAAA' }], usage })
    const data = await client.images.generate({
      model: low,
      prompt: 'a fox',
      size: '1024x1536',
      quality: 'low',
    })
    expect(sent()?.body).toEqual({
      model: 'gpt-image-1',
      prompt: 'a fox',
      n: 1,
      size: '1024x1536',
      quality: 'low',
    })
    expect(data).toEqual({
      created: 1_760_000_000,
      ...how,
      data: [{ b64_json: 'AAAA' }],
      usage: { ...usage, images: 1, cost: 0.016 },
    })
    const [event] = await events()
    expect(event).toMatchObject({ modelId: low, costNanos: 16_000_000n })
  })

  it('take the extra parameters', async () => {
    const extra = { width: 832, height: 1216, steps: 28, scale: 5.5, sampler: 'k_euler', seed: 7 }
    const body = {
      model: nai,
      prompt: 'a fox',
      response_format: 'url' as const,
      ...extra,
      negative_prompt: 'fog',
    }
    await client.images.generate(body)
    expect(sent()?.body).toEqual({
      model: nai,
      prompt: 'a fox',
      n: 1,
      size: '832x1216',
      response_format: 'url',
      steps: 28,
      scale: 5.5,
      sampler: 'k_euler',
      seed: 7,
      negative_prompt: 'fog',
    })
  })

  it('that did not all come are not charged for', async () => {
    makes(1)
    const data = await client.images.generate({ model: nai, prompt: 'a fox', n: 3 })
    expect(data.data).toHaveLength(1)
    const [event] = await events()
    expect(event).toMatchObject({ images: 1, costNanos: 15_000_000n, reservedNanos: 45_000_000n })
  })

  it('that nobody asked for are neither charged nor shown', async () => {
    makes(4)
    const data = await client.images.generate({ model: nai, prompt: 'a fox', n: 2 })
    expect(data.data).toHaveLength(2)
    const [event] = await events()
    expect(event).toMatchObject({ images: 2, costNanos: 30_000_000n, absorbedNanos: 0n })
  })

  it.each([
    ['no image', { data: [] }],
    ['an entry without an image', { data: [{ revised_prompt: 'x' }] }],
    ['no list', { error: { message: 'sorry' } }],
  ])('%s: nothing is charged', async (_name, answered) => {
    world.upstream.script = (_request, answer) => answer.json(answered)
    await expect(client.images.generate({ model: nai, prompt: 'a fox' })).rejects.toMatchObject({
      status: 502,
      code: 'upstream_error',
    })
    const [event] = await events()
    expect(event).toMatchObject({ status: 'failed', images: 0, costNanos: 0n })
  })

  it('are charged to a client that hung up: they were made', async () => {
    let finish = () => {}
    world.upstream.script = (_request, answer) => {
      finish = () => answer.json({ data: [{ url: 'https://images.example.com/0.png' }] })
    }
    const asked = world.upstream.requests.length
    const controller = new AbortController()
    const asking = client.images.generate({ model: nai, prompt: 'a fox' }, { signal: controller.signal })
    await until(
      () => world.upstream.requests.length,
      count => count > asked,
    )
    controller.abort()
    await expect(asking).rejects.toBeInstanceOf(OpenAI.APIUserAbortError)
    await new Promise(resolve => setTimeout(resolve, 100))
    finish()
    const [event] = await events()
    expect(event).toMatchObject({
      status: 'canceled',
      httpStatus: 499,
      errorCode: 'client_disconnected',
      images: 1,
      costNanos: 15_000_000n,
    })
  })

  it('come from a second provider where the first fails, once', async () => {
    world.upstream.script = (_request, answer) => answer.fail(500)
    world.second.script = (_request, answer) =>
      answer.json({ data: [{ url: 'https://second.example.com/0.png' }] })
    const data = await client.images.generate({ model: twice, prompt: 'a fox' })
    expect(data.data?.[0]?.url).toBe('https://second.example.com/0.png')
    const [event] = await events()
    expect(event).toMatchObject({ provider: 'tensorart', status: 'succeeded', costNanos: 20_000_000n })
  })

  it('that a provider refuses to make are the client’s to change, and cost nothing', async () => {
    world.upstream.script = (_request, answer) =>
      answer.fail(400, { error: { message: 'Not that.', param: 'prompt', code: 'moderation_blocked' } })
    const asked = world.second.requests.length
    const failure = await client.images.generate({ model: twice, prompt: 'a fox' }).catch((e: unknown) => e)
    expect(failure).toBeInstanceOf(OpenAI.BadRequestError)
    expect(failure).toMatchObject({ code: 'moderation_blocked', param: 'prompt' })
    expect(world.second.requests).toHaveLength(asked)
    const [event] = await events()
    expect(event).toMatchObject({ status: 'failed', costNanos: 0n })
  })
})

describe('an image request is refused', () => {
  it.each([
    [{ model: low, size: '512x512' }, 'size', 'invalid_value'],
    [{ model: low, width: 512, height: 512 }, 'size', 'invalid_value'],
    [{ model: low, quality: 'high' }, 'quality', 'invalid_value'],
    [{ model: low, response_format: 'url' }, 'response_format', 'invalid_value'],
    [{ model: low, steps: 10 }, 'steps', 'invalid_value'],
    [{ model: nai, n: 11 }, 'n', 'invalid_value'],
    [{ model: nai, stream: true }, 'stream', 'invalid_value'],
    [{ model: nai, style: 'vivid' }, 'style', 'unknown_parameter'],
    [{ model: nai, image: 'https://example.com/a.png' }, 'image', 'unknown_parameter'],
    [{ model: nai, prompt: undefined }, 'prompt', 'missing_required_parameter'],
    [{ prompt: 'a fox' }, 'model', 'missing_required_parameter'],
    [{ model: 'openai/gpt-4o' }, 'model', 'wrong_model_kind'],
    [{ model: 'tensorart-animagine-xl' }, 'model', 'jobs_only_model'],
    [{ model: 'nobody/nothing' }, 'model', 'model_not_found'],
  ])('naming the parameter: %j', async (more, param, code) => {
    const asked = world.upstream.requests.length
    const body = { prompt: 'a fox', ...more } as unknown as OpenAI.ImageGenerateParamsNonStreaming
    const failure = await client.images.generate(body).catch((error: unknown) => error)
    expect(failure).toMatchObject({ param, code, type: 'invalid_request_error' })
    expect(world.upstream.requests).toHaveLength(asked)
    expect(await world.events(key.accountId)).toHaveLength(0)
  })

  it('where to go is said', async () => {
    const where = (model: string) =>
      client.images.generate({ model, prompt: 'a fox' }).catch((error: unknown) => String(error))
    expect(await where('tensorart-animagine-xl')).toContain('/jobs/images')
    expect(await where('openai/gpt-4o')).toContain('/chat/completions')
  })

  it('without the permission or billing', async () => {
    const textOnly = await world.key({ key: { permissions: ['text_generation'] } })
    const free = await world.key({ account: { standing: 'free' } })
    const ask = (who: TestKey) => clientOf(gateway, who).images.generate({ model: nai, prompt: 'a fox' })
    await expect(ask(textOnly)).rejects.toMatchObject({ status: 403, code: 'insufficient_permissions' })
    await expect(ask(free)).rejects.toMatchObject({ status: 402, code: 'billing_not_set_up' })
  })

  it('where it may cost more than is left, and not where it fits to the nano-dollar', async () => {
    await setSpendLimit(key.ctx, 'account', 30_000_000n)
    makes(3)
    const ask = (n: number) => client.images.generate({ model: nai, prompt: 'a fox', n })
    await expect(ask(3)).rejects.toMatchObject({ status: 429, code: 'account_spend_limit_exceeded' })
    expect((await ask(2)).data).toHaveLength(2)
    await expect(ask(1)).rejects.toMatchObject({ code: 'account_spend_limit_exceeded' })
  })
})

describe('POST /generate/image, of before', () => {
  const post = (body: object) =>
    fetch(`${baseUrlOf(gateway)}/generate/image`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('makes an image by the cheapest standard model where none is named', async () => {
    world.upstream.script = (_request, answer) =>
      answer.json({ data: [{ b64_json: 'AAAA', revised_prompt: 'x' }] })
    const response = await post({ prompt: 'a fox' })
    expect(await response.json()).toEqual({
      id: response.headers.get('x-request-id'),
      model: low,
      images: [{ b64_json: 'AAAA' }],
      usage: { images: 1, cost: 0.011 },
    })
    const [event] = await events()
    expect(event).toMatchObject({ endpoint: '/generate/image', images: 1, costNanos: 11_000_000n })
  })

  it('takes what /images/generations takes, and nothing else', async () => {
    makes(2)
    const response = await post({ prompt: 'a fox', model: nai, n: 2, seed: 4 })
    expect(await response.json()).toMatchObject({
      model: nai,
      images: [{}, {}],
      usage: { images: 2, cost: 0.03 },
    })
    expect(sent()?.body).toMatchObject({ seed: 4, n: 2 })
    const refused = await post({ prompt: 'a fox', max_tokens: 5 })
    expect(await refused.json()).toMatchObject({ error: { code: 'unknown_parameter', param: 'max_tokens' } })
  })
})
