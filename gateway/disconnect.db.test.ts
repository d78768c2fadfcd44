import type OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientOf, collect, GatewayWorld, until, type TestKey } from '@/gateway/testing'

// 150 and 600 nano-dollars per token; one provider, which keeps records.
const mini = 'openai/gpt-4o-mini'
// Aggregator, then Azure, which keeps none.
const twoProviders = 'openai/gpt-4.1'
const story = { model: mini, messages: [{ role: 'user' as const, content: 'A long story, please.' }] }

let world: GatewayWorld
let key: TestKey
let client: OpenAI

beforeAll(async () => {
  world = await GatewayWorld.create()
})
afterAll(() => world.close())
beforeEach(async () => {
  key = await world.key()
  client = clientOf(await world.gateway(), key)
  world.upstream.bill.length = 0
  world.upstream.requests.length = 0
  world.upstream.script = (_request, answer) =>
    answer.complete({ text: 'word '.repeat(400), prompt: 10, completion: 400, paceMs: 5 })
})

async function onlyEvent() {
  const [event] = await until(
    () => world.events(key.accountId),
    found => found.length > 0,
  )
  if (!event) throw new Error('no event')
  return event
}

async function hangUpAfter(chunks: number): Promise<void> {
  const stream = await client.chat.completions.create({ ...story, stream: true })
  let seen = 0
  for await (const _chunk of stream) if ((seen += 1) === chunks) return
}

/** The provider's record of an answer, from its bill: not there before the answer has ended on its side. */
function recordOf(upstreamId: string) {
  const billed = world.upstream.bill.find(({ id }) => upstreamId === `chatcmpl-${id}`)
  return billed ? { status: 200, billed } : { status: 404 }
}

describe('a client that hangs up in the middle of a stream', () => {
  it('is charged what the provider has on record, to the token', async () => {
    world.upstream.record = recordOf
    await hangUpAfter(20)
    const event = await onlyEvent()
    const [billed] = world.upstream.bill
    expect(billed?.completionTokens).toBeGreaterThanOrEqual(19)
    expect(billed?.completionTokens).toBeLessThan(400)
    expect(event).toMatchObject({
      status: 'canceled',
      httpStatus: 499,
      estimated: false,
      inputTokens: 10,
      outputTokens: billed?.completionTokens,
      costNanos: 1_500n + BigInt(billed?.completionTokens ?? 0) * 600n,
    })
  })

  it('is charged by the record also when that takes its time', async () => {
    let asked = 0
    world.upstream.record = id => ((asked += 1) < 4 ? { status: 404 } : recordOf(id))
    await hangUpAfter(5)
    expect(await onlyEvent()).toMatchObject({ status: 'canceled', estimated: false, inputTokens: 10 })
    expect(asked).toBeGreaterThanOrEqual(4)
  })

  it('is charged by our own count, marked so, where the provider keeps no records', async () => {
    world.upstream.record = () => ({ status: 400 })
    await hangUpAfter(20)
    const event = await onlyEvent()
    expect(event).toMatchObject({ status: 'canceled', estimated: true })
    expect(event.outputTokens).toBeGreaterThanOrEqual(15)
    expect(event.outputTokens).toBeLessThan(300)
  })

  it('and one that does so before the first byte pays for the prompt that was read', async () => {
    world.upstream.record = recordOf
    let gone = false
    world.upstream.script = async (_request, answer) => {
      await until(
        () => gone,
        isGone => isGone,
      )
      await answer.complete({ text: 'word '.repeat(400), prompt: 10, completion: 400, paceMs: 5 })
    }
    const controller = new AbortController()
    const asking = client.chat.completions.create({ ...story, stream: true }, { signal: controller.signal })
    await until(
      () => world.upstream.requests.length,
      count => count > 0,
    )
    controller.abort()
    await expect(asking).rejects.toThrow(/abort/i)
    gone = true
    const event = await onlyEvent()
    expect(event).toMatchObject({ status: 'canceled', estimated: false, inputTokens: 10 })
    expect(event.outputTokens).toBe(world.upstream.bill[0]?.completionTokens)
  })
})

describe('at a provider that keeps no records', () => {
  it('a stream is read to its own usage when its client hangs up', async () => {
    world.upstream.script = (_request, answer) => answer.fail(503)
    world.second.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(60), prompt: 10, completion: 60, paceMs: 5 })
    const stream = await client.chat.completions.create({ ...story, model: twoProviders, stream: true })
    let seen = 0
    for await (const _chunk of stream) if ((seen += 1) === 5) break
    expect(await onlyEvent()).toMatchObject({
      status: 'canceled',
      provider: 'azure',
      estimated: false,
      outputTokens: 60,
    })
  })
})

describe('an answer without usage that can be believed', () => {
  it.each([
    ['null', null],
    ['zero', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
  ])('(%s) is charged by the record of the provider', async (_name, usage) => {
    world.upstream.record = recordOf
    for (const stream of [false, true]) {
      world.upstream.script = (_request, answer) =>
        answer.complete({ text: 'Hello there.', prompt: 12, completion: 3, usage })
      const answer = await client.chat.completions.create({ ...story, stream })
      if (Symbol.asyncIterator in answer) await collect(answer)
    }
    for (const event of await world.events(key.accountId))
      expect(event).toMatchObject({
        status: 'succeeded',
        estimated: false,
        inputTokens: 12,
        outputTokens: 3,
        costNanos: 12n * 150n + 3n * 600n,
      })
  })

  it('that the provider broke off is charged by its record, and the client hears of it', async () => {
    world.upstream.record = recordOf
    world.upstream.script = (_request, answer) =>
      answer.complete({
        text: 'one two three four five',
        prompt: 10,
        completion: 5,
        breakAfter: 3,
        paceMs: 5,
      })
    const stream = await client.chat.completions.create({ ...story, stream: true })
    await expect(collect(stream)).rejects.toThrow(/stopped in the middle/)
    expect(await onlyEvent()).toMatchObject({
      status: 'canceled',
      errorCode: 'upstream_error',
      estimated: false,
      outputTokens: 3,
    })
  })

  it('that we cut off when its time was up is charged by the record too', async () => {
    world.upstream.record = recordOf
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(400), prompt: 10, completion: 400, paceMs: 20 })
    const hasty = clientOf(await world.gateway({ requestLifeMs: 2_000 }), key)
    const stream = await hasty.chat.completions.create({ ...story, stream: true })
    await expect(collect(stream)).rejects.toThrow()
    const event = await onlyEvent()
    expect(event).toMatchObject({ status: 'canceled', errorCode: 'upstream_timeout', estimated: false })
    expect(event.outputTokens).toBe(world.upstream.bill[0]?.completionTokens)
    expect(event.outputTokens).toBeGreaterThan(0)
  })

  it('of which nothing came is free, and what its provider bills for it is absorbed', async () => {
    world.upstream.record = recordOf
    world.upstream.script = async ({ id }, answer) => {
      answer.response.writeHead(200, { 'content-type': 'text/event-stream' })
      answer.chunk({ choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] })
      await until(
        () => hasBegun,
        begun => begun,
      )
      world.upstream.bill.push({ id, promptTokens: 10, completionTokens: 0 })
      answer.response.destroy()
    }
    let hasBegun = false
    const stream = await client.chat.completions.create({ ...story, stream: true })
    hasBegun = true
    await expect(collect(stream)).rejects.toThrow(/Nothing was charged/)
    expect(await onlyEvent()).toMatchObject({
      status: 'failed',
      errorCode: 'upstream_error',
      inputTokens: 10,
      costNanos: 0n,
      inputCostNanos: 0n,
      absorbedNanos: 1_500n,
    })
  })
})
