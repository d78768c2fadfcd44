import { describe, expect, it } from 'vitest'
import { chatRequest } from '@/gateway/chat/request'
import { toUpstreamBody, unsupportedField } from './providers'

const read = (more: object = {}) =>
  chatRequest.parse({ model: 'ours', messages: [{ role: 'user', content: 'hi' }], ...more })
const sent = (more: object, provider: 'aggregator' | 'azure' = 'aggregator') =>
  JSON.parse(toUpstreamBody(read(more), provider, { model: 'theirs', capTokens: 50 })) as Record<
    string,
    unknown
  >

describe('what a provider of text is sent', () => {
  it("is the request under the provider's names, with a cap", () => {
    expect(sent({ temperature: 0, stop: ['x'], seed: 0, logprobs: false })).toEqual({
      model: 'theirs',
      messages: [{ role: 'user', content: 'hi' }],
      temperature: 0,
      stop: ['x'],
      seed: 0,
      logprobs: false,
      max_tokens: 50,
    })
    expect(sent({ max_tokens: 5 }, 'azure')).toMatchObject({ max_completion_tokens: 50 })
    expect(sent({ max_tokens: 5 }, 'azure')).not.toHaveProperty('max_tokens')
  })

  it('has nothing of what is understood without being sent, nor null', () => {
    const understood = {
      metadata: { job: '1' },
      store: false,
      service_tier: 'auto',
      modalities: ['text'],
      prompt_cache_retention: 'in_memory',
      usage: { include: true },
      functions: null,
      temperature: null,
      character_id: null,
      n: null,
    }
    expect(Object.keys(sent(understood)).sort()).toEqual(['max_tokens', 'messages', 'model'])
  })

  it('always asks a stream for its usage', () => {
    expect(sent({ stream: true })).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    const silent = { stream: true, stream_options: { include_usage: false, include_obfuscation: false } }
    expect(sent(silent)).toMatchObject({
      stream_options: { include_usage: true, include_obfuscation: false },
    })
  })
})

describe('a field that only some providers know', () => {
  it('keeps the request from the others, where the answer depends on it', () => {
    expect(unsupportedField(read({ top_k: 40 }), 'aggregator')).toBeNull()
    expect(unsupportedField(read({ top_k: 40 }), 'azure')).toBe('top_k')
    expect(unsupportedField(read(), 'novelai')).toBe('messages')
  })

  it('is left out where nothing depends on it', () => {
    expect(unsupportedField(read({ safety_identifier: 's' }), 'aggregator')).toBeNull()
    expect(sent({ safety_identifier: 's', user: 'u' })).not.toHaveProperty('safety_identifier')
    expect(sent({ safety_identifier: 's', user: 'u' })).toHaveProperty('user', 'u')
    expect(sent({ safety_identifier: 's' }, 'azure')).toHaveProperty('safety_identifier', 's')
  })
})
