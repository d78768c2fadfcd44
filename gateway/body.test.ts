import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { parseJsonBody } from './body'
import type { GatewayContext } from '@/gateway/http'
import { newId } from '@/lib/ids'
import { OpenRequests, type RequestLife } from './open-requests'

/** A request whose body comes in these pieces. */
function requestOf(...pieces: string[]): IncomingMessage {
  const bytes = pieces.map(piece => Buffer.from(piece))
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.concat(bytes).length),
  }
  return Object.assign(Readable.from(bytes, { objectMode: false }), { headers }) as unknown as IncomingMessage
}

function contextOf(incoming: IncomingMessage, life: RequestLife): GatewayContext {
  const variables = { life, caller: { account: { id: newId('account', new Date()) } } }
  const get = (name: keyof typeof variables) => variables[name]
  return { env: { incoming }, get } as unknown as GatewayContext
}

it.each([
  ['a long body lets others in between parsing and checking', 2_000_000, ['parsed', 'others', 'checked']],
  ['a short one keeps nobody long enough for that', 2_000, ['parsed', 'checked', 'others']],
])('%s', async (_name, chars, expected) => {
  const done: string[] = []
  const { parse } = JSON
  vi.spyOn(JSON, 'parse').mockImplementation((text: string) => {
    done.push('parsed')
    setImmediate(() => done.push('others'))
    return parse(text) as unknown
  })
  const schema = z.object({ text: z.string() }).refine(() => done.push('checked'))
  const body = { text: 'x'.repeat(chars) }
  const life = new OpenRequests(1_000).begin()
  expect(await parseJsonBody(contextOf(requestOf(JSON.stringify(body)), life), schema)).toEqual(body)
  vi.restoreAllMocks()
  await new Promise(resolve => setImmediate(resolve))
  expect(done).toEqual(expected)
  life.over()
})
