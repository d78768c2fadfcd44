import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Db } from '@/db/client'
import { stripeEvents } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { forEachConcurrently } from '@/lib/concurrently'
import { createLog } from '@/lib/log'
import { POST } from './route'

const secrets = ['whsec_old', 'whsec_new']
const opened = vi.hoisted(() => ({}) as { db?: Db })
vi.mock('@/app/_server/db', () => ({ getDb: () => opened.db }))
vi.mock('@/app/_server/log', () => ({ getLog: () => createLog('test', 'silent') }))
vi.mock('@/lib/env', () => ({ env: () => ({ stripe: { webhookSecrets: secrets } }) }))

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  opened.db = database.db
})
afterAll(() => database.drop())

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
const post = (body: string, headers: Record<string, string>) =>
  POST(new Request('http://127.0.0.1/api/stripe/webhook', { method: 'POST', body, headers }))
const stored = (id: string) => database.db.select().from(stripeEvents).where(eq(stripeEvents.id, id))

describe('the webhook route', () => {
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

  // `npm run bench:webhooks` measures the whole way through the web server; this is what the route itself adds.
  it('answers half of a burst within 50 ms each', async () => {
    const times: number[] = []
    const ids = Array.from({ length: 200 }, (_, i) => `evt_burst_${i}`)
    await forEachConcurrently(ids, 8, async id => {
      const body = bodyOf(id, 'x'.repeat(2_000))
      const headers = { 'stripe-signature': sign(body) }
      const startedMs = performance.now()
      const answer = await post(body, headers)
      times.push(performance.now() - startedMs)
      expect(answer.status).toBe(200)
    })
    expect(times.toSorted((a, b) => a - b)[100]).toBeLessThan(50)
    expect(await database.db.$count(stripeEvents)).toBe(202)
  })
})
