import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enqueue } from '@/db/queues'
import { invoices, periods, stripeEvents } from '@/db/schema'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import { announceEvents } from '@/lib/inbox/commands'
import { listReconciliations } from '@/lib/invoices/reconcile/queries'
import { addUsage, newPayer, seedCatalog, settleUsage } from '@/lib/invoices/testing'
import { createLog } from '@/lib/log'
import { toPeriod } from '@/lib/period'
import { startJobs, type RunningJobs } from './boss'
import type { WorkerDeps } from './deps'
import { hearInbox } from './ears'
import { inbox } from './inbox'
import { ImageProviders } from './jobs/image-providers'
import { Runner } from './runner'
import { startServer } from './server'

const october = toPeriod('2026-10')
const token = 'control-token-of-this-test-which-is-long'
const sent: unknown[] = []
let world: StripeWorld
let jobs: RunningJobs
let runner: Runner
let server: Server
let deps: WorkerDeps
let base: string

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-20T09:00:00Z'))
  await seedCatalog(world)
  deps = {
    db: world.db,
    stripe: world.stripe,
    images: new ImageProviders({}),
    log: createLog('test', 'silent'),
    now: () => Promise.resolve(world.now),
    mailer: {
      send: (_, payload) => {
        sent.push(payload)
        return Promise.resolve()
      },
      close: () => undefined,
    },
  }
  runner = new Runner(deps)
  jobs = await startJobs(world.database.url, deps, runner)
  server = await startServer({
    db: world.db,
    log: deps.log,
    host: '127.0.0.1',
    port: 0,
    controlToken: token,
    status: () => runner.status(),
    tick: () => jobs.tick(),
  })
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await jobs.stop()
  await world.close()
})

const tick = (authorization: string) => fetch(`${base}/tick`, { method: 'POST', headers: { authorization } })

describe('the worker', () => {
  it('does by itself what fell due while no worker was there', async () => {
    await expect
      .poll(() => Object.keys(runner.status()).sort())
      .toEqual([
        'card-expiry',
        'close-month',
        'expire-image-jobs',
        'fold',
        'inbox',
        'notices',
        'partitions',
        'reclaim',
        'standing',
        'sweep',
      ])
  })

  it('ticks only for whom has the control token', async () => {
    for (const wrong of ['', 'Bearer', `Bearer ${token}x`, token])
      expect((await tick(wrong)).status).toBe(401)
    expect((await fetch(`${base}/tick`)).status).toBe(404)
  })

  it('has everything that is due done when a tick answers: the month closed, mails sent', async () => {
    const payer = await newPayer(world)
    await addUsage(world, payer, october, 10_000_000, 0)
    await enqueue(world.db, world.db, 'mail', { hello: 'there' })
    world.now = new Date('2026-11-01T00:10:00Z')
    const answer = await tick(`Bearer ${token}`)
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'done' }])
    const [bill] = await world.db.select().from(invoices).where(eq(invoices.accountId, payer.accountId))
    expect(bill).toMatchObject({ period: october, status: 'paid', totalCents: 150 })
    const [period] = await world.db.select().from(periods).where(eq(periods.period, october))
    expect(period).toMatchObject({ state: 'closed', invoicedAt: world.now })
    expect(sent).toContainEqual({ hello: 'there' })
    // Written while the month closed, and mailed within the same tick.
    expect(sent).toContainEqual(
      expect.objectContaining({
        template: 'invoice_ready',
        data: expect.objectContaining({ totalCents: 150 }),
      }),
    )
  })

  it('takes up webhooks within a second', async () => {
    const payer = await newPayer(world, '4000000000000341')
    world.now = new Date('2026-11-20T00:00:00Z')
    await addUsage(world, payer, toPeriod('2026-11'), 10_000_000, 0)
    world.now = new Date('2026-12-01T00:10:00Z')
    await tick(`Bearer ${token}`)
    const ofPayer = eq(invoices.accountId, payer.accountId)
    const [bill] = await world.db.select().from(invoices).where(ofPayer)
    expect(bill).toMatchObject({ status: 'open' })
    await world.stripe.invoices.pay(bill?.stripeInvoiceId ?? '', { paid_out_of_band: true })
    await expect
      .poll(async () => (await world.db.select().from(invoices).where(ofPayer))[0]?.status)
      .toBe('paid')
  })

  it('hears of an event at once, however seldom it looks by itself', async () => {
    const event = (id: string) => ({
      id,
      type: 'some.future.type',
      payload: {},
      createdAt: world.now,
      receivedAt: new Date(),
      nextAttemptAt: new Date(0),
    })
    const isDone = async (id: string) =>
      (await world.db.select().from(stripeEvents).where(eq(stripeEvents.id, id)))[0]?.processedAt != null
    await jobs.stop()
    const own = new Runner(deps)
    const stopping = new AbortController()
    const seldom = { name: 'inbox', everyMs: 3_600_000, run: inbox }
    const working = [
      own.repeat(seldom, stopping.signal),
      hearInbox(world.database.url, () => own.wake('inbox'), deps.log, stopping.signal),
    ]
    // The first may be found as it starts to look, or to listen; the second is not.
    for (const id of ['evt_first', 'evt_announced']) {
      await world.db.insert(stripeEvents).values(event(id))
      await announceEvents(world.db)
      await expect.poll(() => isDone(id)).toBe(true)
    }
    stopping.abort()
    await Promise.all(working)
    jobs = await startJobs(world.database.url, deps, runner)
  })

  it('that was down over the 1st makes the invoices when it is back, and compares the books', async () => {
    const payer = await newPayer(world)
    await settleUsage(world, payer, [[10_000_000, 0]])
    await jobs.stop()
    world.now = new Date('2027-01-03T07:30:00Z')
    jobs = await startJobs(world.database.url, deps, runner)
    const december = and(eq(invoices.accountId, payer.accountId), eq(invoices.period, '2026-12'))
    await expect
      .poll(async () => (await world.db.select().from(invoices).where(december))[0]?.status)
      .toBe('paid')
    await expect
      .poll(() => listReconciliations(world.db, { limit: 1, period: toPeriod('2026-12') }))
      .toMatchObject([{ invoiced: true, differences: 0, accounts: 1 }])
  })

  it('says how it is', async () => {
    const answer = await fetch(`${base}/healthz`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ status: 'ok', jobs: { 'close-month': { failing: false } } })
  })
})

describe('a job', () => {
  it('never runs twice at once in one process, and a failure does not stop the next run', async () => {
    let running = 0
    let most = 0
    let runs = 0
    const own = new Runner({} as WorkerDeps)
    const job = {
      name: 'slow',
      everyMs: 1,
      run: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise(resolve => setTimeout(resolve, 10))
        running -= 1
        runs += 1
        if (runs === 1) throw new Error('the first fails')
      },
    }
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => own.run(job)))
    expect(results.map(result => result.status).sort()).toEqual([
      ...Array.from({ length: 4 }, () => 'fulfilled'),
      'rejected',
    ])
    expect([most, runs, own.status().slow?.failing]).toEqual([1, 5, false])
  })
})
