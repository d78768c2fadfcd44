import { describe, expect, it } from 'vitest'
import { inputSize } from './input-text'
import { OutputTally } from './output'
import { chatRequest } from './request'
import { readUsage, toUsageBody } from './usage'

describe('what upstreams report', () => {
  it('is believed when it is whole', () => {
    const raw = {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 30,
      completion_tokens_details: { reasoning_tokens: 5 },
    }
    expect(readUsage(raw, false)).toMatchObject({
      inputTokens: 10,
      outputTokens: 20,
      reasoningTokens: 5,
      estimated: false,
    })
  })

  it.each([
    [null],
    [undefined],
    ['12'],
    [{}],
    [{ prompt_tokens: null, completion_tokens: 3 }],
    [{ prompt_tokens: -1, completion_tokens: 3 }],
    [{ prompt_tokens: 1.5, completion_tokens: 3 }],
    [{ prompt_tokens: 0, completion_tokens: 3 }],
    [{ prompt_tokens: 5, completion_tokens: 0 }],
  ])('is not believed when it says %j of an answer that has text', raw => {
    expect(readUsage(raw, false)).toBeNull()
  })

  it('may be no output where the answer is empty', () => {
    expect(readUsage({ prompt_tokens: 5, completion_tokens: 0 }, true)).toMatchObject({ outputTokens: 0 })
  })

  it('counts hidden tokens that only the total holds', () => {
    const raw = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 130 }
    expect(readUsage(raw, false)).toMatchObject({ inputTokens: 10, outputTokens: 120 })
  })

  it("never passes the upstream's own cost on", () => {
    const usage = readUsage({ prompt_tokens: 1, completion_tokens: 2, cost: 99, cost_details: {} }, false)
    if (!usage) throw new Error('not believed')
    expect(toUsageBody(usage, 4_200_000n)).toEqual({
      prompt_tokens: 1,
      completion_tokens: 2,
      total_tokens: 3,
      cost: 0.0042,
    })
  })
})

describe('the size of an input', () => {
  const request = (messages: unknown[], more = {}) => chatRequest.parse({ model: 'm', messages, ...more })

  it('is at least the UTF-8 length of all its text', () => {
    const text = 'naïve 😀'
    const size = inputSize(request([{ role: 'user', content: text }]), 1e9)
    expect(size.textBytes).toBeGreaterThanOrEqual(Buffer.byteLength(text))
    expect(size.messages).toBe(1)
  })

  it('takes the longest of the normal forms: one letter can become eighteen', () => {
    const letter = '\uFDFA'
    const plain = inputSize(request([{ role: 'user', content: 'x'.repeat(100) }]), 1e9).textBytes
    const grown = inputSize(request([{ role: 'user', content: letter.repeat(100) }]), 1e9).textBytes
    expect(Buffer.byteLength(letter.normalize('NFKC'))).toBe(33)
    expect(grown - plain).toBe(100 * 33 - 100)
  })

  it('does not count image data as text, but each image', () => {
    const url = `data:image/png;base64,${'A'.repeat(100_000)}`
    const size = inputSize(
      request([
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ]),
      1e9,
    )
    expect(size.images).toBe(1)
    expect(size.textBytes).toBeLessThan(200)
  })

  it('counts tools and the response format', () => {
    const bare = inputSize(request([{ role: 'user', content: 'x' }]), 1e9).textBytes
    const description = 'd'.repeat(500)
    const tools = [{ type: 'function', function: { name: 'f', description } }]
    const response_format = { type: 'json_schema', json_schema: { name: 's', schema: { description } } }
    expect(inputSize(request([{ role: 'user', content: 'x' }], { tools }), 1e9).textBytes).toBeGreaterThan(
      bare + 500,
    )
    expect(
      inputSize(request([{ role: 'user', content: 'x' }], { response_format }), 1e9).textBytes,
    ).toBeGreaterThan(bare + 500)
  })
})

describe('what an answer said', () => {
  it('is its text, its hidden text if shown, and its tool calls', () => {
    const output = new OutputTally()
    expect(output.isEmpty).toBe(true)
    output.add({ role: 'assistant', content: '' })
    expect(output.isEmpty).toBe(true)
    output.add({ content: 'a', reasoning_content: 'b' })
    output.add({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] })
    output.add('not a message')
    expect(output.text).toBe('abf{}')
  })
})
