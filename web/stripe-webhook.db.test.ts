import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stripeEvents } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { forEachConcurrently } from '@/lib/concurrently'
import { createLog } from '@/lib/log'
import { answerWebhook, isWebhook } from './stripe-webhook'

const secrets = ['whsec_old', 'whsec_new']
let database: TestDatabase
let server: Server
let url: string
beforeAll(async () => {
  database = await createTestDatabase()
  const deps = { db: database.db, secrets, log: createLog('test', 'silent') }
  server = createServer((request, response) => {
    if (isWebhook(request)) void answerWebhook(request, response, deps)
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/stripe/webhook`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await database.drop()
})

const bodyOf = (id: string, filler = '') =>
  JSON.stringify({
    id,
    object: 'event',
    type: 'some.future.type',
    api_version: null,
    created: 1_793_491_200,
    data: { object: { id: 'xyz_1', object: 'future', filler } },
  })
const sign = (payload: string, secret = 'whsec_new') =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret })
const post = (body: string, headers: Record<string, string>) => fetch(url, { method: 'POST', body, headers })
const stored = (id: string) => database.db.select().from(stripeEvents).where(eq(stripeEvents.id, id))

describe('the webhook', () => {
  it('is one path and one method, and nothing else', async () => {
    expect((await fetch(url)).status).toBe(404)
    expect((await fetch(`${url}/more`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${url}?x=1`, { method: 'POST' })).status).toBe(400)
  })

  it('keeps what any secret in force signed, whatever its type, and once', async () => {
    for (const secret of secrets) {
      const body = bodyOf('evt_1')
      const answer = await post(body, { 'stripe-signature': sign(body, secret) })
      expect([answer.status, await answer.json()]).toEqual([200, { received: true }])
    }
    expect(await stored('evt_1')).toMatchObject([
      {
        type: 'some.future.type',
        objectId: 'xyz_1',
        processedAt: expect.any(Date) as Date,
        source: 'webhook',
      },
    ])
  })

  it('leaves to the worker what may change something of ours', async () => {
    const body = bodyOf('evt_paid').replace('some.future.type', 'invoice.paid').replace('xyz_1', 'in_1')
    expect((await post(body, { 'stripe-signature': sign(body) })).status).toBe(200)
    expect(await stored('evt_paid')).toMatchObject([{ processedAt: null, attempts: 0 }])
  })

  it.each([
    ['no signature', () => post(bodyOf('evt_2'), {}), 400],
    [
      'another secret',
      () => post(bodyOf('evt_2'), { 'stripe-signature': sign(bodyOf('evt_2'), 'whsec_x') }),
      400,
    ],
    ['another body', () => post(bodyOf('evt_2'), { 'stripe-signature': sign(bodyOf('evt_3')) }), 400],
    [
      'a body of more than a megabyte',
      () => post(bodyOf('evt_2', 'x'.repeat(1_048_576)), { 'stripe-signature': 't=1' }),
      413,
    ],
  ])('refuses %s and keeps nothing', async (_, send, status) => {
    expect((await send()).status).toBe(status)
    expect(await stored('evt_2')).toEqual([])
  })

  // How soon is for `npm run bench:webhooks` to say.
  it('answers a burst, and keeps all of it', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `evt_burst_${i}`)
    await forEachConcurrently(ids, 8, async id => {
      const body = bodyOf(id, 'x'.repeat(2_000))
      const headers = { 'stripe-signature': sign(body) }
      const answer = await post(body, headers)
      expect(answer.status).toBe(200)
    })
    expect(await database.db.$count(stripeEvents)).toBe(202)
  })
})
