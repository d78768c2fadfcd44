import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { Refusal, toRefusal } from '@/gateway/refusal'
import { chatRequest, requestedCap } from './request'

const minimal = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }

function refusalOf(body: unknown) {
  const parsed = chatRequest.safeParse(body)
  if (parsed.success) throw new Error('accepted')
  const { error } = toRefusal(parsed.error).toApiError().body
  return { code: error.code, param: error.param, message: error.message }
}

describe('what a chat request may say', () => {
  it('everything that the clients send', () => {
    const body = {
      ...minimal,
      messages: [
        { role: 'system', content: 'be brief' },
        { role: 'developer', content: [{ type: 'text', text: 'x' }] },
        {
          role: 'user',
          name: 'ann',
          content: [
            { type: 'text', text: 'what is this' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '42' },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 's', schema: { type: 'object' }, strict: true },
      },
      n: 2,
      stop: ['a', 'b'],
      seed: 7,
      temperature: 0.5,
      top_p: 1,
      presence_penalty: -1,
      frequency_penalty: 1,
      logit_bias: { '50256': -100 },
      logprobs: true,
      top_logprobs: 3,
      max_completion_tokens: 10,
      stream: true,
      stream_options: { include_usage: true },
      user: 'u1',
      reasoning_effort: 'low',
      store: false,
    }
    expect(chatRequest.safeParse(body).error).toBeUndefined()
  })

  it("an answer's own message, put back into the conversation as it came", () => {
    const echoed = {
      role: 'assistant',
      content: 'hello',
      refusal: null,
      annotations: [],
      audio: null,
      function_call: null,
      tool_calls: null,
      reasoning_content: 'thought',
    }
    const parsed = chatRequest.parse({ ...minimal, messages: [...minimal.messages, echoed] })
    expect(parsed.messages[1]).toEqual({
      role: 'assistant',
      content: 'hello',
      refusal: null,
      reasoning_content: 'thought',
    })
  })

  it.each([
    ['plugins', [{ id: 'web' }]],
    ['models', ['a', 'b']],
    ['provider', {}],
    ['route', 'fallback'],
    ['transforms', []],
    ['thinking', {}],
    ['speed', 'fast'],
  ])('refuses %s by name: it could buy what is not metered', (param, value) => {
    expect(refusalOf({ ...minimal, [param]: value })).toMatchObject({ code: 'unknown_parameter', param })
  })

  it.each([
    ['web_search_options', {}],
    ['prediction', { type: 'content', content: 'x' }],
    ['audio', { voice: 'alloy', format: 'mp3' }],
    ['functions', []],
    ['function_call', 'auto'],
    ['moderation', {}],
    ['prompt_cache_options', {}],
    ['service_tier', 'priority'],
    ['service_tier', 'flex'],
    ['store', true],
    ['prompt_cache_retention', '24h'],
  ])("refuses OpenAI's own %s: %j with a reason", (param, value) => {
    expect(refusalOf({ ...minimal, [param]: value })).toMatchObject({ code: 'invalid_value', param })
  })

  it('refuses answers that are not text', () => {
    expect(refusalOf({ ...minimal, modalities: ['text', 'audio'] })).toMatchObject({ param: 'modalities[1]' })
  })

  it('takes null for what is not set', () => {
    const unset = Object.keys(chatRequest.shape).filter(name => name !== 'model' && name !== 'messages')
    expect(unset.length).toBeGreaterThan(35)
    const nulls = Object.fromEntries(unset.map(name => [name, null]))
    expect(chatRequest.safeParse({ ...minimal, ...nulls }).error).toBeUndefined()
  })

  it('leaves no field of the openai client unanswered: each is taken, understood or refused by name', () => {
    const known = new Set(Object.keys(chatRequest.shape))
    const fields: Record<keyof OpenAI.ChatCompletionCreateParamsNonStreaming, true> = {
      messages: true,
      model: true,
      audio: true,
      frequency_penalty: true,
      function_call: true,
      functions: true,
      logit_bias: true,
      logprobs: true,
      max_completion_tokens: true,
      max_tokens: true,
      metadata: true,
      modalities: true,
      moderation: true,
      n: true,
      parallel_tool_calls: true,
      prediction: true,
      presence_penalty: true,
      prompt_cache_key: true,
      prompt_cache_options: true,
      prompt_cache_retention: true,
      reasoning_effort: true,
      response_format: true,
      safety_identifier: true,
      seed: true,
      service_tier: true,
      stop: true,
      store: true,
      stream: true,
      stream_options: true,
      temperature: true,
      tool_choice: true,
      tools: true,
      top_logprobs: true,
      top_p: true,
      user: true,
      verbosity: true,
      web_search_options: true,
    }
    expect(Object.keys(fields).filter(field => !known.has(field))).toEqual([])
  })

  it.each([
    [{ messages: minimal.messages }, 'missing_required_parameter', 'model'],
    [{ model: 'm' }, 'missing_required_parameter', 'messages'],
    [{ ...minimal, messages: [] }, 'invalid_value', 'messages'],
    [{ ...minimal, messages: [{ role: 'user' }] }, 'missing_required_parameter', 'messages[0].content'],
    [{ ...minimal, messages: [{ role: 'pirate', content: 'x' }] }, 'invalid_value', 'messages[0].role'],
    [{ ...minimal, temperature: 'hot' }, 'invalid_value', 'temperature'],
    [{ ...minimal, temperature: 3 }, 'invalid_value', 'temperature'],
    [{ ...minimal, max_tokens: 0 }, 'invalid_value', 'max_tokens'],
    [{ ...minimal, max_tokens: 1.5 }, 'invalid_value', 'max_tokens'],
    [{ ...minimal, n: 1000 }, 'invalid_value', 'n'],
    [{ ...minimal, stream_options: { include_usage: true } }, 'invalid_value', 'stream_options'],
    [{ ...minimal, max_tokens: 5, max_completion_tokens: 6 }, 'invalid_value', 'max_tokens'],
    [{ ...minimal, tools: [{ type: 'web_search' }] }, 'invalid_value', 'tools[0].type'],
    [
      { ...minimal, messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] },
      'invalid_value',
      'messages[0].content[0].type',
    ],
    [
      {
        ...minimal,
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://10.0.0.1/x' } }] },
        ],
      },
      'invalid_value',
      'messages[0].content[0].image_url.url',
    ],
    [
      { ...minimal, messages: [{ role: 'user', content: [{ type: 'text', text: 'x', cache_control: {} }] }] },
      'unknown_parameter',
      'messages[0].content[0].cache_control',
    ],
    ['text', 'invalid_json', null],
    [null, 'invalid_json', null],
  ])('names what is wrong: %j', (body, code, param) => {
    expect(refusalOf(body)).toMatchObject({ code, param })
  })

  it('of what may be of several kinds says what is wrong with the kind that was sent', () => {
    expect(refusalOf({ ...minimal, stop: Array(17).fill('a') })).toMatchObject({
      param: 'stop',
      message: "Invalid value for 'stop': too big: expected array to have <=16 items.",
    })
    expect(refusalOf({ ...minimal, tool_choice: 'sometimes' })).toMatchObject({
      param: 'tool_choice',
      message: expect.stringContaining('"auto"') as string,
    })
    expect(refusalOf({ ...minimal, stop: 5 })).toMatchObject({ param: 'stop', code: 'invalid_value' })
  })

  it('reads the cap from either name', () => {
    expect(requestedCap(chatRequest.parse(minimal))).toBeNull()
    expect(requestedCap(chatRequest.parse({ ...minimal, max_tokens: 5 }))).toEqual({
      param: 'max_tokens',
      tokens: 5,
    })
    expect(requestedCap(chatRequest.parse({ ...minimal, max_completion_tokens: 5 }))).toMatchObject({
      tokens: 5,
    })
  })

  it('a refusal is an error of the table', () => {
    expect(new Refusal('jobs_only_model', { model: 'x' }).toApiError()).toMatchObject({
      status: 400,
      body: { error: { code: 'jobs_only_model', param: 'model' } },
    })
  })
})
