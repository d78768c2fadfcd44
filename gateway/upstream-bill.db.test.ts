import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type OpenAI from 'openai'
import { clientOf, collect, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { loadCatalog } from '@/lib/catalog/queries'
import { costOf, priceFor } from '@/lib/catalog/rating'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'

interface BillLine {
  request_id: string | null
  model: string
  prompt_tokens: number
  completion_tokens: number
  reasoning_tokens: number
  aborted: boolean
  done: boolean
}

let world: GatewayWorld
let sandbox: Sandbox
let key: TestKey
let client: OpenAI

beforeAll(async () => {
  world = await GatewayWorld.create()
  sandbox = await startTestSandbox()
  const at = (provider: string) => ({
    baseUrl: `${sandbox.url}/models/${provider}/v1`,
    apiKey: 'upstream-key',
  })
  const gateway = await world.gateway({ upstreams: { aggregator: at('aggregator'), azure: at('azure') } })
  key = await world.key()
  client = clientOf(gateway, key)
})
afterAll(async () => {
  await world.close()
  await sandbox.close()
})

async function bill(): Promise<Map<string, BillLine>> {
  const response = await fetch(`${sandbox.url}/models/_bill`)
  const { entries } = (await response.json()) as { entries: BillLine[] }
  return new Map(entries.map(line => [line.request_id ?? '', line]))
}

const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather — où que ce soit',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}
const asks: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>[] = [
  { messages: [{ role: 'user', content: 'Explain tides in 40 words' }] },
  { messages: [{ role: 'user', content: '日本語で説明してください。'.repeat(20) }], max_tokens: 30 },
  { messages: [{ role: 'user', content: '\uFDFA😀é'.repeat(50) }], max_tokens: 10 },
  { messages: [{ role: 'user', content: 'Three ideas, please' }], n: 3, max_tokens: 25 },
  {
    messages: [{ role: 'user', content: 'Weather in Oslo?' }],
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  },
  { messages: [{ role: 'user', content: 'As JSON, please' }], response_format: { type: 'json_object' } },
  {
    model: 'openai/gpt-5-mini',
    messages: [{ role: 'user', content: 'Think about primes' }],
    max_completion_tokens: 300,
  },
  { model: 'deepseek/deepseek-r1', messages: [{ role: 'user', content: 'Think hard' }], max_tokens: 200 },
  {
    messages: [
      { role: 'system', content: 'x' },
      ...Array.from({ length: 30 }, (_, i) => ({ role: 'user' as const, content: String(i) })),
    ],
    max_tokens: 5,
  },
]

describe("the ledger against the provider's own bill", () => {
  it('agrees to the token, plain and streamed, and every reservation covered what was billed', async () => {
    for (const ask of asks) {
      const whole = { model: 'openai/gpt-4o', messages: [], ...ask }
      await client.chat.completions.create(whole)
      await collect(await client.chat.completions.create({ ...whole, stream: true }))
    }
    const [lines, events, { models, book }] = [
      await bill(),
      await world.events(key.accountId),
      await loadCatalog(world.database.db),
    ]
    expect(events).toHaveLength(asks.length * 2)
    for (const event of events) {
      const line = lines.get(event.id)
      const model = models.get(event.modelId)
      if (!line || !model) throw new Error(`no bill for ${event.id}`)
      const price = priceFor(book, model, event.admittedAt, { inputTokens: line.prompt_tokens })
      if (!price) throw new Error('no price')
      const billed = costOf(price, { inputTokens: line.prompt_tokens, outputTokens: line.completion_tokens })
      expect(event).toMatchObject({ status: 'succeeded', estimated: false, absorbedNanos: 0n, ...billed })
      expect(event.reservedNanos).toBeGreaterThanOrEqual(billed.costNanos)
    }
  })

  it('agrees to the token also where the client hung up: stopped and looked up, or read to its end', async () => {
    const before = (await world.events(key.accountId)).length
    await fetch(`${sandbox.url}/models/_control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tps: 100 }),
    })
    for (const model of ['openai/gpt-4o', 'openai/gpt-5-mini']) {
      const stream = await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Tell me a long story in 200 words' }],
        stream: true,
      })
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    }
    const events = await until(
      () => world.events(key.accountId),
      found => found.length === before + 2,
    )
    const lines = await until(bill, found => events.every(({ id }) => found.get(id)?.done))
    for (const event of events.slice(before)) {
      const line = lines.get(event.id)
      expect(event).toMatchObject({
        status: 'canceled',
        estimated: false,
        inputTokens: line?.prompt_tokens,
        outputTokens: line?.completion_tokens,
        reasoningTokens: line?.reasoning_tokens,
      })
      expect(event.costNanos).toBeGreaterThan(0n)
    }
  })
})
