import OpenAI from 'openai'
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest'
import type { BillEntry } from '@/sandbox/models/bill'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(async () => {
  for (const part of ['_control', '_bill']) await fetch(`${sandbox.url}/models/${part}`, { method: 'DELETE' })
})

const control = async (body: object) => {
  const answer = await fetch(`${sandbox.url}/models/_control`, { method: 'POST', body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, unknown>> }
}
interface Bill {
  totals: Record<string, number>
  open: number
  entries: BillEntry[]
}
const bill = async (): Promise<Bill> => (await (await fetch(`${sandbox.url}/models/_bill`)).json()) as Bill
const client = (headers: Record<string, string> = {}) =>
  new OpenAI({
    apiKey: 'k',
    baseURL: `${sandbox.url}/models/aggregator/v1`,
    maxRetries: 0,
    logLevel: 'off',
    defaultHeaders: headers,
  })
const request = {
  model: 'openai/gpt-4o',
  messages: [{ role: 'user' as const, content: 'Tell me about trees' }],
}
const streamed = { ...request, stream: true as const, stream_options: { include_usage: true } }
const until = async (holds: (bill: Bill) => boolean): Promise<Bill> => {
  for (let tries = 0; tries < 100; tries++) {
    const read = await bill()
    if (holds(read)) return read
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error('The bill never came to that.')
}

describe('the bill', () => {
  it('has every request with the tokens that the client was told and the id that it sent', async () => {
    const { id, usage } = await client({ 'x-serika-request-id': 'req_1' }).chat.completions.create(request)
    const { totals, entries } = await bill()
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({
      id,
      provider: 'aggregator',
      request_id: 'req_1',
      prompt_tokens: usage?.prompt_tokens,
      completion_tokens: usage?.completion_tokens,
      aborted: false,
      done: true,
    })
    expect(totals).toMatchObject({ requests: 1, completion_tokens: usage?.completion_tokens })
  })

  it('has what was generated until the client hung up, and no more', async () => {
    const whole = await client().chat.completions.create(request)
    await fetch(`${sandbox.url}/models/_bill`, { method: 'DELETE' })
    const slow = client({ 'x-sandbox-tps': '50' })
    const stream = await slow.chat.completions.create(streamed)
    let seen = 0
    for await (const chunk of stream)
      if (chunk.choices[0]?.delta.content && ++seen === 5) stream.controller.abort()
    const { entries } = await until(read => read.entries[0]?.done === true)
    expect(entries[0]?.aborted).toBe(true)
    expect(entries[0]?.completion_tokens).toBeGreaterThanOrEqual(5)
    expect(entries[0]?.completion_tokens).toBeLessThan(whole.usage?.completion_tokens ?? 0)
  })

  it('has a hang-up during a plain answer too', async () => {
    const hangUp = AbortSignal.timeout(150)
    const asking = client({ 'x-sandbox-tps': '100' }).chat.completions.create(request, { signal: hangUp })
    await expect(asking).rejects.toThrow()
    const { entries, open } = await until(read => read.entries[0]?.done === true)
    expect(entries[0]).toMatchObject({ aborted: true, stream: false })
    expect(entries[0]?.completion_tokens).toBeGreaterThan(0)
    expect(entries[0]?.completion_tokens).toBeLessThan(60)
    expect(open).toBe(0)
  })
})

describe('pace', () => {
  it('keeps to the tokens a second and the first token that a request asks for', async () => {
    const start = performance.now()
    const paced = client({ 'x-sandbox-tps': '200', 'x-sandbox-ttft-ms': '100' })
    const { usage } = await paced.chat.completions.create({ ...request, max_tokens: 41 })
    expect(usage?.completion_tokens).toBe(41)
    expect(performance.now() - start).toBeGreaterThanOrEqual(290)
  })

  it('changes for one provider alone, and back', async () => {
    const changed = await control({ provider: 'azure', tps: 7, ttft_ms: 900 })
    expect(changed.body.azure).toMatchObject({ tps: 7, ttft_ms: 900 })
    expect(changed.body.aggregator).toMatchObject({ tps: 0, ttft_ms: 0 })
    expect((await control({ tps: -1 })).status).toBe(400)
    expect((await control({ speed: 1 })).status).toBe(400)
  })
})

describe('faults', () => {
  const meet = (fault: object) => control({ provider: 'aggregator', fault })

  it('answers with a status as often as told, bills nothing, and then recovers', async () => {
    await meet({ kind: 'status', status: 429, times: 2 })
    const statuses: unknown[] = []
    for (let i = 0; i < 3; i++) {
      statuses.push(
        await client()
          .chat.completions.create(request)
          .then(
            () => 200,
            (error: { status: number }) => error.status,
          ),
      )
    }
    expect(statuses).toEqual([429, 429, 200])
    const { entries } = await bill()
    expect(entries.map(entry => [entry.status, entry.prompt_tokens > 0])).toEqual([
      [429, false],
      [429, false],
      [200, true],
    ])
  })

  it.each(['null_usage', 'zero_usage', 'no_usage'])(
    'reports %s where the usage should be, and bills the truth',
    async kind => {
      const read = async () => {
        await meet({ kind })
        const plain = await client().chat.completions.create(request)
        await meet({ kind })
        const chunks = []
        for await (const chunk of await client().chat.completions.create(streamed)) chunks.push(chunk)
        return [plain.usage, chunks.at(-1)?.usage]
      }
      const [plain, last] = await read()
      if (kind === 'zero_usage') expect([plain?.total_tokens, last?.total_tokens]).toEqual([0, 0])
      else expect([plain ?? null, last ?? null]).toEqual([null, null])
      const { entries } = await bill()
      expect(entries.every(entry => entry.completion_tokens > 20)).toBe(true)
    },
  )

  it('drops the connection before a byte, or in the middle', async () => {
    await meet({ kind: 'drop' })
    await expect(client().chat.completions.create(request)).rejects.toThrow(/[Cc]onnection/)
    await meet({ kind: 'break_stream' })
    const stream = await client().chat.completions.create(streamed)
    let text = ''
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    })()
    await expect(reading).rejects.toThrow()
    expect(text.length).toBeGreaterThan(20)
    const { entries } = await bill()
    expect(entries.map(entry => entry.completion_tokens > 0)).toEqual([false, true])
  })

  it('breaks a plain body in the middle, and gives malformed JSON', async () => {
    await meet({ kind: 'break_stream' })
    await expect(client().chat.completions.create(request)).rejects.toThrow()
    await meet({ kind: 'malformed' })
    await expect(client().chat.completions.create(request)).rejects.toThrow()
    await meet({ kind: 'malformed' })
    const stream = await client().chat.completions.create(streamed)
    await expect(
      (async () => {
        for await (const _ of stream) continue
      })(),
    ).rejects.toThrow(/JSON/)
  })

  it('hangs until the client gives up', async () => {
    await meet({ kind: 'hang' })
    const asking = client().chat.completions.create(request, { signal: AbortSignal.timeout(120) })
    await expect(asking).rejects.toThrow()
    const { entries } = await until(read => read.entries[0]?.done === true)
    expect(entries[0]).toMatchObject({ fault: 'hang', aborted: true, prompt_tokens: 0, completion_tokens: 0 })
  })
})
