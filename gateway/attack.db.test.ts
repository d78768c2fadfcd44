import { connect } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rejections } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, GatewayWorld, type TestKey } from '@/gateway/testing'
import { newSecret } from '@/lib/keys/secret'

const mini = 'openai/gpt-4o-mini'
const text = (content: string) => `{"model":"${mini}","messages":[{"role":"user","content":"${content}"}]`

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
  key = await world.key()
})
afterAll(() => world.close())

async function ask(path: string, init: RequestInit = {}, { secret }: Pick<TestKey, 'secret'> = key) {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...init.headers }
  const response = await fetch(baseUrlOf(gateway) + path, { ...init, headers })
  const body = (await response.json().catch(() => null)) as {
    error?: { code: string; param: string | null; message: string }
  } | null
  return { status: response.status, headers: response.headers, error: body?.error }
}
const chat = (body: string) => ask('/chat/completions', { method: 'POST', body })

describe('a body made to do harm', () => {
  it(
    'of marks that take minutes to normalize is answered, and nobody else waits',
    { timeout: 60_000 },
    async () => {
      const marks = '\u0301'.repeat(150_000) + '\u0316'.repeat(150_000)
      // A model whose window may hold them.
      const body = `${text(`a${marks}`)},"max_tokens":5}`.replace(mini, 'openai/gpt-4.1')
      expect((await chat(body)).status).toBe(200)
      expect(world.upstream.requests.at(-1)?.body.messages).toEqual([{ role: 'user', content: `a${marks}` }])
    },
  )

  it.each([
    [
      'tools[0].function.parameters',
      (deep: string) => `"tools":[{"type":"function","function":{"name":"f","parameters":${deep}}}]`,
    ],
    [
      'response_format.json_schema.schema',
      (deep: string) =>
        `"response_format":{"type":"json_schema","json_schema":{"name":"f","schema":${deep}}}`,
    ],
  ])('nested so deeply in %s that it could not be sent on is refused by name', async (param, field) => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    expect((await chat(`${text('hi')},${field(nested(100))}}`)).status).toBe(200)
    for (const levels of [101, 20_000]) {
      const { status, error } = await chat(`${text('hi')},${field(nested(levels))}}`)
      expect([status, error?.code, error?.param]).toEqual([400, 'invalid_value', param])
    }
    expect((await chat(`${text('hi')},${field('[1]')}}`)).error?.param).toBe(param)
  })

  it('names of prototypes are names like any other where names are free, and unknown ones elsewhere', async () => {
    const parameters = '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}}}'
    const tools = `[{"type":"function","function":{"name":"f","parameters":${parameters}}}]`
    expect((await chat(`${text('hi')},"tools":${tools}}`)).status).toBe(200)
    expect(JSON.stringify(world.upstream.requests.at(-1)?.body.tools)).toBe(tools)
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect((await chat(`${text('hi')},"${name}":{}}`)).error).toMatchObject({
        code: 'unknown_parameter',
        param: name,
      })
  })

  it('of bytes that are no UTF-8 is measured as it is sent on', async () => {
    const body = Buffer.concat([
      Buffer.from(`{"model":"${mini}","messages":[{"role":"user","content":"`),
      Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
      Buffer.from('\\ud800"}]}'),
    ])
    const headers = { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' }
    await fetch(`${baseUrlOf(gateway)}/chat/completions`, { method: 'POST', body, headers })
    expect(world.upstream.requests.at(-1)?.body.messages).toEqual([
      { role: 'user', content: '\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFD\uD800' },
    ])
  })

  it('of millions of values is refused before each is found wrong', async () => {
    const parts = `{"role":"user","content":[${'{},'.repeat(9_999)}{}]}`
    const { status, error } = await chat(`{"model":"${mini}","messages":[${Array(330).fill(parts).join()}]}`)
    expect([status, error?.code, error?.message]).toEqual([
      400,
      'invalid_value',
      'The body holds more than 100,000 values.',
    ])
  })

  it('so many values are refused before they are parsed: that alone would take seconds', async () => {
    const { status, error } = await chat(`[${'1,'.repeat(5_000_000)}`)
    expect([status, error?.code]).toEqual([400, 'invalid_value'])
  })

  it('with a name of a megabyte is told so in a few words', async () => {
    const name = 'x'.repeat(1_000_000)
    for (const body of [`"${name}":1`, `"metadata":{"${name}":1}`, `"logit_bias":{"${name}":1}`]) {
      const { status, error } = await chat(`${text('hi')},${body}}`)
      expect(status).toBe(400)
      expect(JSON.stringify(error).length).toBeLessThan(600)
    }
  })

  it.each(['null', '[]', '"text"', '1e400'])('%s is no JSON object', async body => {
    const { status, error } = await chat(body)
    expect([status, error?.code, error?.param]).toEqual([400, 'invalid_json', null])
  })
})

describe('what a client or a provider names', () => {
  it('makes no rows of its own in the count of refusals, nor keeps others from being counted', async () => {
    const prober = await world.key()
    for (const id of ['%00', 'a', 'b', '%ff', '__proto__']) await ask(`/models/${id}`, {}, prober)
    await gateway.gateway.bookkeeping.flush()
    const rows = await world.database.db
      .select()
      .from(rejections)
      .where(eq(rejections.accountId, prober.accountId))
    expect(rows).toMatchObject([{ endpoint: '/models/:id', reason: 'model_not_found', requests: 5 }])
  })

  it('as an id of a time that no calendar here has is not found', async () => {
    for (const digit of ['0', 'f'])
      expect(await ask(`/generation?id=req_${digit.repeat(32)}`)).toMatchObject({
        status: 404,
        error: { code: 'generation_not_found' },
      })
  })

  it('as the id of its answer does not keep the event from the ledger', async () => {
    const payer = await world.key()
    world.upstream.script = (_request, { response }) => {
      response.setHeader('content-type', 'application/json')
      const choices = [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }]
      const usage = { prompt_tokens: 5, completion_tokens: 2 }
      response.end(JSON.stringify({ id: 'gen\u0000-1', choices, usage }))
    }
    const body = `${text('hi')}}`
    expect((await ask('/chat/completions', { method: 'POST', body }, payer)).status).toBe(200)
    expect(await world.events(payer.accountId)).toMatchObject([{ upstreamId: 'gen\ufffd-1', inputTokens: 5 }])
  })
})

describe('a price that is gone while its request is answered', () => {
  it('is still that request’s: it is charged by the prices of its admission, and holds nothing after', async () => {
    const payer = await world.key()
    const model = 'sao10k/l3-lunaris-8b'
    world.upstream.script = async (_request, answer) => {
      await world.database.pool.query('DELETE FROM prices WHERE model_id = $1', [model])
      await gateway.gateway.catalog.reload()
      await answer.complete({ text: 'x', prompt: 7, completion: 3 })
    }
    const body = JSON.stringify({ model, max_tokens: 20, messages: [{ role: 'user', content: 'hi' }] })
    expect((await ask('/chat/completions', { method: 'POST', body }, payer)).status).toBe(200)
    const [event] = await world.events(payer.accountId)
    expect(event).toMatchObject({ status: 'succeeded', inputTokens: 7, outputTokens: 3 })
    expect(event?.costNanos).toBeGreaterThan(0n)
    expect(gateway.gateway.leases.budget.oldestReservedPeriod()).toBeNull()
    expect((await ask('/chat/completions', { method: 'POST', body }, payer)).error?.code).toBe(
      'model_not_found',
    )
  })
})

describe('guesses at keys', () => {
  it('that repeat each other ask the database once; a disabled key, a key without the right and an account without billing do not ask it at all', async () => {
    const asked = vi.spyOn(gateway.gateway.db.$client, 'query')
    const lookUps = () =>
      asked.mock.calls.filter(([query]) => JSON.stringify(query).includes('key_lookup')).length
    const flood = async (secret: string, path: string) => {
      const before = lookUps()
      const init = { method: 'POST', body: `${text('hi')}}` }
      const answers = await Promise.all(Array.from({ length: 200 }, () => ask(path, init, { secret })))
      return [new Set(answers.map(({ status }) => status)), lookUps() - before]
    }
    try {
      const disabled = await world.key({ key: { status: 'disabled' } })
      const free = await world.key({ account: { standing: 'free' } })
      const images = await world.key({ key: { permissions: ['image_generation'] } })
      const path = '/chat/completions'
      expect(await flood(newSecret(), path)).toEqual([new Set([401]), 1])
      expect(await flood('sk-', path)).toEqual([new Set([401]), 0])
      expect(await flood(disabled.secret, path)).toEqual([new Set([401]), 1])
      expect(await flood(free.secret, path)).toEqual([new Set([402]), 1])
      expect(await flood(images.secret, path)).toEqual([new Set([403]), 1])
      for (const { secret } of [disabled, free, images]) expect((await flood(secret, path))[1]).toBe(0)
    } finally {
      asked.mockRestore()
    }
  })

  it('are counted by network: whoever has one IPv6 address has a network of them', async () => {
    const behindProxy = await world.gateway({ trustedProxies: ['127.0.0.1'] })
    const guess = async (address: string) => {
      const headers = { authorization: `Bearer ${newSecret()}`, 'x-forwarded-for': address }
      return (await fetch(`${baseUrlOf(behindProxy)}/models`, { headers })).status
    }
    const statuses = []
    for (let i = 1; i <= 61; i += 1) statuses.push(await guess(`2001:db8:1:2::${i.toString(16)}`))
    expect([statuses[59], statuses[60], await guess('2001:db8:1:3::1')]).toEqual([401, 429, 401])
    await behindProxy.stop()
  })
})

describe('a page in a browser', () => {
  const origin = 'https://app.example.com'

  it('may ask with a key of its own, as at OpenAI', async () => {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-stainless-os',
    }
    const preflight = await fetch(`${baseUrlOf(gateway)}/chat/completions`, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, *',
    })
  })

  it('sees answers and refusals, request id and rates included, but never with cookies', async () => {
    for (const path of ['/models', '/models/none', '/nothing']) {
      const answer = await ask(path, { headers: { origin } })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id')
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
    }
    world.upstream.script = (_request, answer) => answer.complete({ text: 'x', prompt: 7, completion: 3 })
    const generated = await ask('/chat/completions', {
      method: 'POST',
      body: `${text('hi')}}`,
      headers: { origin },
    })
    expect([generated.status, generated.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
  })

  it('is the only one that is told so', async () => {
    expect((await ask('/models')).headers.has('access-control-allow-origin')).toBe(false)
    const options = await fetch(`${baseUrlOf(gateway)}/models`, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'GET'])
  })
})

describe('what Node refuses by itself', () => {
  const raw = (gateway: RunningGateway, text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(gateway.port, '127.0.0.1', () => socket.write(text))
      let answer = ''
      socket.setEncoding('utf8')
      socket.on('data', (chunk: string) => (answer += chunk))
      socket.on('end', () => resolve(answer))
      socket.on('error', reject)
    })

  it.each([
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['a broken request line', 'GET / HTTP/9.9\r\n\r\n', 400, 'malformed_http'],
    ['no host', 'GET /api/openai/v1/models HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'malformed_http'],
    ['no host of old', 'GET /api/openai/v1/models HTTP/1.0\r\n\r\n', 400, 'malformed_http'],
    [
      'a host that is none',
      'GET /api/openai/v1/models HTTP/1.1\r\nhost: a/b\r\nconnection: close\r\n\r\n',
      400,
      'malformed_http',
    ],
    [
      'what it cannot expect is no reason',
      'GET /api/openai/v1/models HTTP/1.1\r\nhost: x\r\nexpect: a miracle\r\nconnection: close\r\n\r\n',
      401,
      'invalid_api_key',
    ],
  ])('has the body and the id of every other refusal: %s', async (_name, text, status, code) => {
    const answer = await raw(gateway, text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/\r\nx-request-id: req_[0-9a-f]{32}\r\n/)
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      error: { type: 'invalid_request_error', code, param: null },
    })
  })

  it('behind a request that is being answered gets no answer of its own into the middle of that one', async () => {
    const goingOn = Promise.withResolvers<null>()
    world.upstream.script = async (_request, answer) => {
      answer.response.writeHead(200, { 'content-type': 'text/event-stream' })
      answer.chunk({ choices: [{ index: 0, delta: { content: 'first' }, finish_reason: null }] })
      await goingOn.promise
      answer.response.end()
    }
    const body = `${text('hi')},"stream":true}`
    const socket = connect(gateway.port, '127.0.0.1', () =>
      socket.write(
        `POST /api/openai/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key.secret}\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      ),
    )
    let answer = ''
    socket.setEncoding('utf8')
    const ended = new Promise<void>(resolve =>
      socket.on('close', () => resolve()).on('error', () => resolve()),
    )
    socket.on('data', (chunk: string) => {
      answer += chunk
      if (chunk.includes('first')) socket.write('NO HTTP\r\n\r\n')
    })
    await ended
    goingOn.resolve(null)
    expect(answer).toContain('first')
    expect(answer).not.toContain('malformed_http')
  })

  it('and paths outside of the API have an id too', async () => {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/elsewhere`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
  })
})
