import type OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RunningGateway } from '@/gateway/server'
import { clientOf, collect, GatewayWorld, type TestKey } from '@/gateway/testing'

// The unmodified client of OpenAI: what it sends reaches the provider, and what the provider says reaches it, but for usage.

const model = 'openai/gpt-4o'
const usage = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 }
// 10 × 2,500 and 4 × 10,000 nano-dollars.
const cost = 0.000065

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
})

const schema = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const } },
  required: ['city'],
  additionalProperties: false,
}
const everything = {
  messages: [
    { role: 'system', content: 'be brief' },
    { role: 'developer', content: [{ type: 'text', text: 'x' }] },
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'naïve “quotes” 😀\u0000\u2028' },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png?b=c&d=%20', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"city":"Oslo"}' } },
        { id: 'c2', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: '42' },
    { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: '1' }] },
  ],
  tools: [
    { type: 'function', function: { name: 'find', description: 'd', parameters: schema, strict: true } },
    {
      type: 'custom',
      custom: {
        name: 'sql',
        format: { type: 'grammar', grammar: { syntax: 'regex', definition: '^SELECT.*$' } },
      },
    },
  ],
  tool_choice: {
    type: 'allowed_tools',
    allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'find' } }] },
  },
  parallel_tool_calls: false,
  response_format: { type: 'json_schema', json_schema: { name: 's', schema, strict: true } },
  n: 2,
  stop: ['a', 'b'],
  seed: 7,
  temperature: 0,
  top_p: 0.9,
  presence_penalty: -1,
  frequency_penalty: 1,
  logit_bias: { '50256': -100 },
  logprobs: true,
  top_logprobs: 2,
  max_completion_tokens: 100,
  user: 'u1',
  reasoning_effort: 'low',
  verbosity: 'low',
  prompt_cache_key: 'k',
} as const
const { max_completion_tokens: cap, ...passed } = everything
type Params = OpenAI.ChatCompletionCreateParamsNonStreaming
const request = structuredClone(everything) as unknown as Omit<Params, 'model'>

const logprobs = {
  content: [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }],
  refusal: null,
}

describe('a request', () => {
  it('with every field reaches the provider as it was sent, and its answer the client', async () => {
    const answer = {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_760_000_000,
      model: 'gpt-4o-2024',
      system_fingerprint: 'fp',
      service_tier: 'default',
      choices: [0, 1].map(index => ({
        index,
        message: { role: 'assistant', content: 'Hi', refusal: null, annotations: [] },
        logprobs,
        finish_reason: 'stop',
      })),
      usage: { ...usage, completion_tokens_details: { reasoning_tokens: 1 }, cost: 99 },
    }
    world.upstream.script = (_request, answering) => answering.json(answer)
    const data = await client.chat.completions.create({ ...request, model })
    expect(world.upstream.requests.at(-1)?.body).toEqual({ ...passed, model, max_tokens: cap })
    expect(data).toEqual({
      ...answer,
      usage: { ...usage, completion_tokens_details: { reasoning_tokens: 1 }, cost },
    })
  })

  it('as a stream: the same, and every chunk of several answers comes through as it was', async () => {
    const head = { id: 'c1', object: 'chat.completion.chunk', created: 1, model, system_fingerprint: 'fp' }
    const said = (index: number, delta: object, finish_reason: string | null = null) => ({
      ...head,
      choices: [{ index, delta, logprobs: finish_reason ? null : logprobs, finish_reason }],
    })
    const chunks = [
      said(0, { role: 'assistant', content: '' }),
      said(1, { role: 'assistant', content: '' }),
      said(0, { content: 'Hi “there” 😀' }),
      said(1, {
        tool_calls: [{ index: 0, id: 'c3', type: 'function', function: { name: 'f', arguments: '' } }],
      }),
      said(1, { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      said(0, {}, 'stop'),
      said(1, { tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] }),
      said(1, {}, 'tool_calls'),
    ]
    world.upstream.script = (_request, answering) =>
      answering.events([...chunks, { ...head, choices: [], usage: { ...usage, cost: 99 } }])
    const options = { stream: true, stream_options: { include_usage: true } } as const
    const received = await collect(await client.chat.completions.create({ ...request, model, ...options }))
    expect(world.upstream.requests.at(-1)?.body).toEqual({ ...passed, model, max_tokens: cap, ...options })
    expect(received.slice(0, -1)).toEqual(chunks)
    expect(received.at(-1)).toMatchObject({ id: 'c1', model, choices: [], usage: { ...usage, cost } })
  })
})

describe("the client's helpers", () => {
  const hello = { messages: [{ role: 'user' as const, content: 'hi' }], model }

  it('stream() gathers an answer, with its usage', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
    const pieces: string[] = []
    const runner = client.chat.completions
      .stream({ ...hello, stream_options: { include_usage: true } })
      .on('content', delta => pieces.push(delta))
    const completion = await runner.finalChatCompletion()
    expect(pieces).toEqual(['Hello ', 'there.'])
    expect(completion.choices[0]?.message.content).toBe('Hello there.')
    expect(await runner.totalUsage()).toMatchObject(usage)
  })

  it('parse() reads an answer by its schema', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: '{"city":"Oslo","people":717710}', prompt: 10, completion: 4 })
    const place = z.object({ city: z.string(), people: z.number() })
    const format = zodResponseFormat(place, 'place')
    const completion = await client.chat.completions.parse({ ...hello, response_format: format })
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'Oslo', people: 717_710 })
    const sent = world.upstream.requests.at(-1)?.body.response_format
    expect(sent).toMatchObject({ type: 'json_schema', json_schema: { name: 'place', strict: true } })
  })

  it.each([false, true])('runTools() calls a tool and sends its result back (streamed: %s)', async stream => {
    const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }
    const message = { role: 'assistant', content: null, refusal: null, tool_calls: [call] }
    const head = { id: 'x', created: 1, model }
    world.upstream.script = ({ body }, answer) => {
      if (Array.isArray(body.messages) && body.messages.length > 1)
        return answer.complete({ text: 'It rains.', prompt: 10, completion: 4 })
      const finish_reason = 'tool_calls'
      if (!stream)
        return answer.json({
          ...head,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason }],
          usage,
        })
      const delta = { ...message, tool_calls: [{ ...call, index: 0 }] }
      return answer.events([
        { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] },
        { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason }] },
        { ...head, object: 'chat.completion.chunk', choices: [], usage },
      ])
    }
    const asked: unknown[] = []
    const weather = {
      type: 'function' as const,
      function: {
        name: 'weather',
        description: 'The weather of a city',
        parse: JSON.parse as (text: string) => object,
        parameters: schema,
        function: (where: object) => {
          asked.push(where)
          return 'rain'
        },
      },
    }
    const body = { ...hello, tools: [weather] }
    const text = stream
      ? await client.chat.completions.runTools({ ...body, stream: true }).finalContent()
      : await client.chat.completions.runTools(body).finalContent()
    expect(text).toBe('It rains.')
    expect(asked).toEqual([{ city: 'Oslo' }])
    expect(world.upstream.requests.at(-1)?.body.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'c1' }] },
      { role: 'tool', tool_call_id: 'c1', content: 'rain' },
    ])
    expect(await world.events(key.accountId)).toHaveLength(2)
  })
})

describe('what cannot be counted by the provider', () => {
  it('counts the input of a custom tool as output', async () => {
    const input = 'SELECT name FROM cities WHERE country = 1'
    const tool_calls = [{ id: 'c1', type: 'custom', custom: { name: 'sql', input } }]
    world.upstream.script = (_request, answer) =>
      answer.json({
        id: 'x',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, tool_calls },
            finish_reason: 'tool_calls',
          },
        ],
        usage: null,
      })
    await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }] })
    const [event] = await world.events(key.accountId)
    expect(event).toMatchObject({ estimated: true, status: 'succeeded' })
    expect(event?.outputTokens).toBeGreaterThan(5)
  })
})
