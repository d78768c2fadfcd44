import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, GatewayWorld, type TestKey } from '@/gateway/testing'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'

// The gateway before the sandbox's providers: what `npm start` puts together.

let world: GatewayWorld
let sandbox: Sandbox
let key: TestKey
let client: OpenAI

beforeAll(async () => {
  world = await GatewayWorld.create()
  sandbox = await startTestSandbox()
  const at = (provider: string) => ({ baseUrl: `${sandbox.url}/models/${provider}/v1`, apiKey: 'k' })
  const upstreams = { aggregator: at('aggregator'), openai: at('openai'), novelai: at('novelai') }
  const gateway = await world.gateway({ upstreams })
  key = await world.key()
  client = clientOf(gateway, key)
})
afterAll(async () => {
  await world.close()
  await sandbox.close()
})

/** Width and height stand at a fixed place of a PNG. */
function sizeOfPng(png: Buffer): string {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`
}

async function billedImages(requestId: string | null): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/models/_bill`)
  const { entries } = (await response.json()) as { entries: { request_id: string; images: number }[] }
  return entries.find(entry => entry.request_id === requestId)?.images
}

describe('images', () => {
  it.each([
    [{ model: 'gpt-image-1-low' }, '1024x1024', 1, 0.011],
    [{ model: 'gpt-image-1-high', size: '1024x1536' as const, n: 2 }, '1024x1536', 2, 0.5],
    [{ model: 'novelai/nai-diffusion-3', width: 832, height: 1216, n: 3 }, '832x1216', 3, 0.045],
    [{ model: 'novelai/nai-diffusion-3', response_format: 'b64_json' as const }, '1024x1024', 1, 0.015],
  ])('of %j are %s, and as many as the provider bills', async (asked, size, n, cost) => {
    const { data, response } = await client.images.generate({ prompt: 'a fox', ...asked }).withResponse()
    const images = await Promise.all(
      (data.data ?? []).map(async ({ url, b64_json }) =>
        url ? Buffer.from(await (await fetch(url)).arrayBuffer()) : Buffer.from(b64_json ?? '', 'base64'),
      ),
    )
    expect(images.map(sizeOfPng)).toEqual(Array.from({ length: n }, () => size))
    expect(data.usage).toMatchObject({ images: n, cost })
    const id = response.headers.get('x-request-id')
    expect(await billedImages(id)).toBe(n)
    const event = (await world.events(key.accountId)).find(each => each.id === id)
    expect(event).toMatchObject({ images: n, costNanos: BigInt(Math.round(cost * 1e9)) })
  })
})

describe('a context window', () => {
  // 4,096 tokens, of which an answer may have 2,048.
  const model = 'gryphe/mythomax-l2-13b'
  const ask = (words: number, more: object = {}) =>
    client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'tree '.repeat(words) }],
      ...more,
    })

  it('that messages and answer do not fit is said so', async () => {
    const failure = await ask(5_000).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(OpenAI.BadRequestError)
    expect(failure).toMatchObject({ code: 'context_length_exceeded', param: 'messages' })
    await expect(ask(3_000, { max_tokens: 2_000 })).rejects.toMatchObject({ code: 'context_length_exceeded' })
  })

  it('is left its room by a cap of ours', async () => {
    const { data, response } = await ask(3_000).withResponse()
    expect(data.choices).toHaveLength(1)
    expect(Number(response.headers.get('x-serika-max-tokens'))).toBeLessThan(1_096)
  })
})
