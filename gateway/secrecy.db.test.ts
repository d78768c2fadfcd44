import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { settlementFailures } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { fenceGateway } from '@/lib/gateways/commands'
import { hashSecret } from '@/lib/keys/secret'
import { createLog } from '@/lib/log'

// What clients send and nobody may keep. Each stands where such a thing stands in real requests.
const prompt = 'PROMPT-b7e1'
const toolArguments = 'ARGUMENTS-4c90'
const imageUrl = 'https://pictures.example.com/IMAGE-77aa.png?signature=IMAGE-77aa'
const answerText = 'ANSWER-d2f3'

const request = {
  model: 'openai/gpt-4o-mini',
  user: prompt,
  messages: [
    { role: 'system', content: prompt },
    {
      role: 'user',
      content: [
        { type: 'text', text: prompt },
        { type: 'image_url', image_url: { url: imageUrl } },
      ],
    },
    {
      role: 'assistant',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'look', arguments: `{"a":"${toolArguments}"}` } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: prompt },
  ],
}

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey
const lines: string[] = []

beforeAll(async () => {
  world = await GatewayWorld.create()
})
beforeEach(async () => {
  lines.length = 0
  gateway = await world.gateway({}, createLog('gateway', 'trace', { write: line => void lines.push(line) }))
  key = await world.key()
  world.upstream.script = (_request, answer) =>
    answer.complete({ text: answerText, prompt: 10, completion: 4 })
  world.second.script = (_request, answer) => answer.fail(500, echo)
})
afterEach(async () => {
  await gateway.stop()
  const written = lines.join('\n')
  for (const word of ['PROMPT', 'ARGUMENTS', 'IMAGE', 'ANSWER']) expect(written).not.toContain(word)
  expect(written).not.toContain(key.secret)
  expect(written).not.toContain(hashSecret(key.secret))
  expect(written).not.toContain('upstream-key')
})
afterAll(() => world.close())

/** What a provider may say when it refuses: the whole request, and then some. */
const echo = {
  error: { message: `cannot read ${JSON.stringify(request)}`, type: prompt, param: prompt, code: prompt },
}

async function send(body: unknown = request, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${baseUrlOf(gateway)}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key.secret}`,
      'content-type': 'application/json',
      'user-agent': prompt,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  await answer.text().catch(() => undefined)
  return answer.status
}
const streamed = { ...request, stream: true }
const logged = (message: string) => lines.some(line => line.includes(message))

describe('no log line of any level holds a key, a prompt, an argument, an address of an image or an answer', () => {
  it('of requests that are answered', async () => {
    expect(await send()).toBe(200)
    expect(await send(streamed)).toBe(200)
    expect(logged('a request is over')).toBe(true)
    expect(
      lines.filter(line => line.includes('a request is over')).every(line => line.includes('req_')),
    ).toBe(true)
  })

  it('of requests that are not what they should be', async () => {
    expect(await send(`{"model": "openai/gpt-4o-mini", "messages": "${prompt}`)).toBe(400)
    expect(await send({ ...request, [prompt]: prompt })).toBe(400)
    expect(await send({ ...request, model: prompt })).toBe(404)
    expect(await send({ ...request, messages: [{ role: prompt, content: prompt }] })).toBe(400)
    expect(await send(request, { 'content-type': prompt })).toBe(415)
    expect(await send(request, { authorization: `Bearer ${key.secret}x` })).toBe(401)
    expect((await fetch(`${baseUrlOf(gateway)}/${prompt}`)).status).toBe(404)
  })

  it.each([
    ['refuses and repeats the request', 400],
    ['fails and repeats the request', 500],
    ['is overloaded and repeats the request', 429],
  ])('when a provider %s', async (_, status) => {
    world.upstream.script = (_request, answer) => answer.fail(status, echo)
    expect(await send()).toBeGreaterThanOrEqual(400)
    expect(await send(streamed)).toBeGreaterThanOrEqual(400)
    expect(logged('a provider failed')).toBe(true)
  })

  it('when a provider answers nonsense, or breaks off', async () => {
    world.upstream.script = (_request, { response }) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`${prompt} ${answerText}`)
    }
    expect(await send()).toBe(502)
    expect(await send(streamed)).toBe(502)
    world.upstream.script = (_request, { response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`data: ${prompt} ${answerText}\n\n`)
    }
    await send(streamed)
    world.upstream.script = (_request, answer) =>
      answer.stream({
        text: `${answerText} ${answerText} ${answerText}`,
        prompt: 9,
        completion: 3,
        breakAfter: 2,
      })
    await send(streamed)
    world.upstream.script = (_request, { response }) => void response.destroy()
    expect(await send()).toBeGreaterThanOrEqual(500)
  })

  it('when the database fails at the look-up of a key', async () => {
    const { db } = world.database
    await db.execute(sql`ALTER TABLE key_lookup RENAME TO key_lookup_gone`)
    try {
      expect(await send()).toBe(503)
    } finally {
      await db.execute(sql`ALTER TABLE key_lookup_gone RENAME TO key_lookup`)
    }
    expect(logged('a key could not be looked up')).toBe(true)
    expect(logged('key_lookup')).toBe(true)
  })

  it('when the ledger refuses the event, whose row then stands in the error; nor does the kept event', async () => {
    const { db } = world.database
    await db.execute(
      sql`ALTER TABLE usage_events ADD CONSTRAINT refuses_everything CHECK (latency_ms < 0) NOT VALID`,
    )
    try {
      expect(await send()).toBe(500)
    } finally {
      await db.execute(sql`ALTER TABLE usage_events DROP CONSTRAINT refuses_everything`)
    }
    expect(logged('an event could not be stored')).toBe(true)
    expect(logged('refuses_everything')).toBe(true)
    const [kept, ...others] = await db.select().from(settlementFailures)
    expect(others).toEqual([])
    expect(kept?.reason).toContain('23514')
    const text = JSON.stringify(kept)
    for (const word of ['PROMPT', 'ARGUMENTS', 'IMAGE', 'ANSWER', key.secret])
      expect(text).not.toContain(word)
  })

  it('when the gateway is fenced in the middle of an answer', async () => {
    world.upstream.script = (_request, answer) =>
      answer.stream({ text: `${answerText} `.repeat(200), prompt: 10, completion: 200, paceMs: 20 })
    const answer = send(streamed).catch(() => 0)
    await until(
      () => gateway.gateway.openRequests.count,
      open => open === 1,
    )
    await fenceGateway(world.database.db, gateway.gateway.id)
    await gateway.fenced
    await answer
    expect(logged('the ledger has fenced this gateway')).toBe(true)
  })
})
