import OpenAI, { APIError } from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokensIn } from '@/sandbox/models/tokens'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => sandbox.close())

const client = (provider = 'aggregator') =>
  new OpenAI({ apiKey: 'upstream-key', baseURL: `${sandbox.url}/models/${provider}/v1`, maxRetries: 0 })
const ask = (content: string, more: Partial<ChatCompletionCreateParamsNonStreaming> = {}) =>
  client().chat.completions.create({ model: 'openai/gpt-4o', messages: [{ role: 'user', content }], ...more })
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather at a place',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  },
}
const collect = async (content: string, more: object = {}) => {
  const stream = await client().chat.completions.create({
    model: 'openai/gpt-4o',
    messages: [{ role: 'user', content }],
    stream: true,
    stream_options: { include_usage: true },
    ...more,
  })
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

describe('chat completions', () => {
  it('answers about the prompt and reports the tokens that its tokenizer counts', async () => {
    const { choices, usage } = await ask('Explain how database indexes work in 60 words')
    const text = choices[0]?.message.content ?? ''
    expect(text).toMatch(/database indexes/)
    expect(text.split(/\s+/).length).toBeGreaterThanOrEqual(52)
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(60)
    expect(usage?.completion_tokens).toBe(tokensIn(text))
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
    expect(choices[0]?.finish_reason).toBe('stop')
  })

  it('streams the same words and the same usage as the plain answer', async () => {
    const plain = await ask('Tell me a story about a lighthouse')
    const chunks = await collect('Tell me a story about a lighthouse')
    const text = chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')
    expect(text).toBe(plain.choices[0]?.message.content)
    expect(chunks.at(-1)?.usage).toEqual(plain.usage)
    expect(chunks.at(-1)?.choices).toEqual([])
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(chunks.filter(chunk => chunk.choices[0]?.finish_reason === 'stop')).toHaveLength(1)
    expect(new Set(chunks.map(chunk => chunk.id)).size).toBe(1)
  })

  it('sends no usage chunk unless it was asked for', async () => {
    const chunks = await collect('Hello', { stream_options: undefined })
    expect(chunks.every(chunk => chunk.choices.length === 1)).toBe(true)
  })

  it('gives the same answer to the same request, and another one to another seed', async () => {
    const first = await ask('Tell me about the ocean', { seed: 1 })
    const again = await ask('Tell me about the ocean', { seed: 1 })
    const other = await ask('Tell me about the ocean', { seed: 2 })
    expect(again.choices).toEqual(first.choices)
    expect(again.id).not.toBe(first.id)
    expect(other.choices).not.toEqual(first.choices)
  })

  it('stops at the cap, to the token, and says so', async () => {
    const whole = await ask('Tell me about the ocean')
    const cut = await ask('Tell me about the ocean', { max_tokens: 11 })
    expect(cut.usage?.completion_tokens).toBe(11)
    expect(cut.choices[0]?.finish_reason).toBe('length')
    expect(whole.choices[0]?.message.content?.startsWith(cut.choices[0]?.message.content ?? '-')).toBe(true)
    const other = await ask('Tell me about the ocean', { max_completion_tokens: 11 })
    expect(other.choices).toEqual(cut.choices)
  })

  it('ends before a stop sequence', async () => {
    const { choices } = await ask('Count from 1 to 10', { stop: [', 4', 'nothing'] })
    expect(choices[0]?.message.content).toBe('1, 2, 3')
    expect(choices[0]?.finish_reason).toBe('stop')
  })

  it('gives n different choices and counts all of them', async () => {
    const { choices, usage } = await ask('Tell me about trees', { n: 3 })
    const texts = choices.map(choice => choice.message.content ?? '')
    expect(new Set(texts).size).toBe(3)
    expect(usage?.completion_tokens).toBe(texts.reduce((sum, text) => sum + tokensIn(text), 0))
    const chunks = await collect('Tell me about trees', { n: 3 })
    const streamed = [0, 1, 2].map(index =>
      chunks
        .flatMap(chunk => chunk.choices)
        .filter(choice => choice.index === index)
        .map(choice => choice.delta.content ?? '')
        .join(''),
    )
    expect(streamed).toEqual(texts)
    expect(chunks.at(-1)?.usage).toEqual(usage)
  })

  it('counts images, names and tools as input', async () => {
    const plain = await ask('Hello')
    const named = await client().chat.completions.create({
      model: 'openai/gpt-4o',
      messages: [{ role: 'user', content: 'Hello', name: 'mira' }],
    })
    const seen = await client().chat.completions.create({
      model: 'openai/gpt-4o',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hello' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
          ],
        },
      ],
    })
    const base = plain.usage?.prompt_tokens ?? 0
    expect(named.usage?.prompt_tokens).toBe(base + 1 + tokensIn('mira'))
    expect(seen.usage?.prompt_tokens).toBe(base + 85)
    const withTool = await ask('Hello', { tools: [weather] })
    expect(withTool.usage?.prompt_tokens).toBe(base + tokensIn(JSON.stringify([weather])))
  })

  it('gives log probabilities for every token when asked', async () => {
    const { choices } = await ask('Say this is a test', { logprobs: true, top_logprobs: 2 })
    const content = choices[0]?.logprobs?.content ?? []
    expect(content.map(one => one.token).join('')).toBe('This is a test.')
    expect(content.every(one => one.logprob <= 0 && one.top_logprobs.length === 2)).toBe(true)
  })
})

describe('tools', () => {
  it('calls a tool when it is forced and when the prompt asks, with arguments that fit', async () => {
    const forced = await ask('Hello', { tools: [weather], tool_choice: 'required' })
    const asked = await ask('What is the weather in Oslo, in celsius?', { tools: [weather] })
    for (const { choices } of [forced, asked]) expect(choices[0]?.finish_reason).toBe('tool_calls')
    const call = asked.choices[0]?.message.tool_calls?.[0]
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({
      city: 'Oslo',
      unit: 'celsius',
    })
    expect(asked.choices[0]?.message.content).toBeNull()
  })

  it('answers in words when nothing asks for the tool, when it must not, and once the tool has answered', async () => {
    const [unasked, forbidden] = await Promise.all([
      ask('Tell me about trees', { tools: [weather] }),
      ask('What is the weather in Oslo?', { tools: [weather], tool_choice: 'none' }),
    ])
    for (const { choices } of [unasked, forbidden]) expect(choices[0]?.message.tool_calls).toBeUndefined()
    const call = {
      id: 'call_1',
      type: 'function' as const,
      function: { name: 'get_weather', arguments: '{}' },
    }
    const after = await client().chat.completions.create({
      model: 'openai/gpt-4o',
      tools: [weather],
      messages: [
        { role: 'user', content: 'What is the weather in Oslo?' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: '4 degrees, snow' },
      ],
    })
    expect(after.choices[0]?.message.content).toContain('4 degrees, snow')
  })

  it('streams a call that adds up to the plain one', async () => {
    const plain = await ask('What is the weather in Oslo?', { tools: [weather] })
    const chunks = await collect('What is the weather in Oslo?', { tools: [weather] })
    const parts = chunks.flatMap(chunk => chunk.choices[0]?.delta.tool_calls ?? [])
    const call = plain.choices[0]?.message.tool_calls?.[0]
    expect(parts[0]?.id).toBe(call?.id)
    expect(parts.map(part => part.function?.arguments ?? '').join('')).toBe(
      call?.type === 'function' ? call.function.arguments : undefined,
    )
    expect(chunks.at(-1)?.usage).toEqual(plain.usage)
  })
})

describe('reasoning models', () => {
  const think = (more: Partial<ChatCompletionCreateParamsNonStreaming>) =>
    ask('Say this is a test', { model: 'openai/gpt-5', ...more })

  it('counts hidden reasoning as output, more with more effort', async () => {
    const [low, high] = await Promise.all([
      think({ reasoning_effort: 'low' }),
      think({ reasoning_effort: 'high' }),
    ])
    const hidden = (one: typeof low) => one.usage?.completion_tokens_details?.reasoning_tokens ?? 0
    expect(hidden(low)).toBeGreaterThan(0)
    expect(hidden(high)).toBeGreaterThan(hidden(low))
    expect(low.usage?.completion_tokens).toBe(hidden(low) + tokensIn('This is a test.'))
  })

  it('may spend its whole cap on thinking', async () => {
    const { choices, usage } = await think({ max_completion_tokens: 20 })
    expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } })
    expect(usage?.completion_tokens).toBe(20)
  })

  it('refuses max_tokens at azure and openai, as they do', async () => {
    const request = client('azure').chat.completions.create({
      model: 'openai/gpt-5-mini',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hello' }],
    })
    await expect(request).rejects.toMatchObject({ status: 400, param: 'max_tokens' })
  })
})

describe('refusals', () => {
  it('names what is wrong with a request', async () => {
    const refused = async (more: object) => {
      const error: unknown = await ask('Hello', more).catch((thrown: unknown) => thrown)
      return error instanceof APIError ? [error.status, error.param] : error
    }
    expect(await refused({ messages: [] })).toEqual([400, 'messages'])
    expect(await refused({ model: undefined })).toEqual([400, 'model'])
    expect(await refused({ max_tokens: 0 })).toEqual([400, 'max_tokens'])
    expect(await refused({ temperature: 3 })).toEqual([400, 'temperature'])
  })

  it('wants a key, a known provider and JSON', async () => {
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${sandbox.url}/models/${path}/v1/chat/completions`, { method: 'POST', body, headers })
    expect((await post('aggregator', '{}')).status).toBe(401)
    expect((await post('nobody', '{}', { authorization: 'Bearer x' })).status).toBe(404)
    expect((await post('aggregator', '{', { authorization: 'Bearer x' })).status).toBe(400)
  })

  it('lists models', async () => {
    const list = await client().models.list()
    expect(list.data.map(model => model.id)).toContain('openai/gpt-4o-mini')
  })
})
