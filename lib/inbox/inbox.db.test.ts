import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openListener } from '@/db/listen'
import { auditLog, invoices, operatorLog, stripeEvents } from '@/db/schema'
import { getBilling } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import { INBOX_CHANNEL } from '@/lib/inbox/channel'
import { processInbox, receiveEvent } from '@/lib/inbox/commands'
import { countInboxEvents, listInboxEvents } from '@/lib/inbox/queries'
import { replayEvent, replayFailing } from '@/lib/inbox/replay/commands'
import { billAccount } from '@/lib/invoices/close/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { toPeriod } from '@/lib/period'
import { webhookSecret } from '@/lib/stripe/testing'

const october = toPeriod('2026-10')
let world: StripeWorld
let stripeInvoiceId = ''

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
  const ctx = await newPayer(world, '4000000000000341')
  await addUsage(world, ctx, october, 10_000_000, 0)
  world.now = new Date('2026-11-01T00:10:00Z')
  stripeInvoiceId = (await billAccount(world, ctx.accountId, october, world.now)).stripeInvoiceId ?? ''
  await world.receiveWebhooks()
})
afterAll(() => world.close())

const aboutInvoice = () =>
  world.db.select().from(stripeEvents).where(eq(stripeEvents.objectId, stripeInvoiceId))

describe('the inbox', () => {
  it('serves all events about an object with one look at it', async () => {
    await world.db
      .update(stripeEvents)
      .set({ processedAt: null })
      .where(eq(stripeEvents.objectId, stripeInvoiceId))
    await world.control('DELETE', '/_stripe/requests')
    const served = await processInbox(world.inbox, new Date(), 1)
    expect(served).toBe((await aboutInvoice()).length)
    expect(served).toBeGreaterThan(2)
    const { counts } = await world.control('GET', '/_stripe/requests')
    expect(counts).toMatchObject({ GetInvoicesId: 1 })
  })

  it('keeps types that change nothing of ours, asks Stripe nothing about them, and calls them done', async () => {
    await world.tick()
    const [event] = await world.db
      .insert(stripeEvents)
      .values({
        id: 'evt_future',
        type: 'some.future.type',
        objectId: 'xyz_1',
        payload: {},
        createdAt: world.now,
        receivedAt: new Date(),
        nextAttemptAt: new Date(0),
      })
      .returning()
    await world.control('DELETE', '/_stripe/requests')
    await processInbox(world.inbox, new Date())
    expect(await world.control('GET', '/_stripe/requests')).toMatchObject({ total: 0 })
    expect(
      (await listInboxEvents(world.db, { type: event?.type ?? '', limit: 5 }))[0]?.processedAt,
    ).not.toBeNull()
  })

  it('keeps an event whose text no database could hold, rather than have it sent for ever', async () => {
    const rawBody = JSON.stringify({
      id: 'evt_hostile',
      object: 'event',
      type: 'customer.updated',
      api_version: null,
      created: 1_790_000_000,
      data: {
        object: { id: 'cus_nobody', name: 'Ha\0lcyon \ud83d', metadata: { 'k\0': '\\u0000 \\\0 😀' } },
      },
    })
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: rawBody, secret: webhookSecret })
    const receivedAt = new Date()
    expect(await receiveEvent(world.db, { rawBody, signature, receivedAt }, [webhookSecret])).toMatchObject({
      ok: true,
    })
    const [kept] = await world.db.select().from(stripeEvents).where(eq(stripeEvents.id, 'evt_hostile'))
    expect(kept?.payload).toMatchObject({
      data: { object: { name: 'Ha\ufffdlcyon \ufffd', metadata: { 'k\ufffd': '\\u0000 \\\ufffd 😀' } } },
    })
    await processInbox(world.inbox, new Date())
  })

  it('tells whoever listens that something came that may change something of ours', async () => {
    let notices = 0
    const listener = await openListener(world.database.url, {
      channel: INBOX_CHANNEL,
      silenceMs: 10_000,
      onNotice: () => (notices += 1),
      onLost: () => undefined,
    })
    const customer = await world.stripe.customers.create({ name: 'Halcyon' })
    await world.tick()
    await listener.ping()
    expect(notices).toBe(1)
    // Neither of these says anything to us.
    await world.stripe.setupIntents.create({ customer: customer.id, allowed_payment_method_types: ['card'] })
    await world.tick()
    await listener.ping()
    expect(notices).toBe(1)
    await listener.close()
  })

  it('shows what fails, and why; a replay does it again, on the operator’s name', async () => {
    await world.stripe.invoices.pay(stripeInvoiceId, { paid_out_of_band: true })
    await world.control('POST', '/_stripe/faults', { kind: 'error', status: 503, operation: 'GetInvoicesId' })
    await world.receiveWebhooks()
    const failing = await listInboxEvents(world.db, { state: 'failing', limit: 50 })
    expect(failing.length).toBeGreaterThan(0)
    expect(failing.every(({ attempts, lastError }) => attempts === 1 && lastError !== null)).toBe(true)
    expect(await countInboxEvents(world.db)).toMatchObject({ failing: failing.length, waiting: 0 })
    await world.control('DELETE', '/_stripe/faults')
    const [invoice] = await world.db
      .select()
      .from(invoices)
      .where(eq(invoices.stripeInvoiceId, stripeInvoiceId))
    const accountId = (invoice?.accountId ?? 'acc_') as `acc_${string}`
    const ctx = { db: world.db, accountId, now: world.now }
    expect((await getBilling(ctx)).standing).toBe('past_due')
    const [event] = failing.filter(({ objectId }) => objectId === stripeInvoiceId)
    const replay = {
      eventId: event?.id ?? '',
      actorUserId: 'usr_operator' as const,
      at: new Date(),
      now: world.now,
    }
    expect(await replayEvent(world.db, replay)).toMatchObject({ ok: true })
    await processInbox(world.inbox, new Date())
    expect((await getBilling(ctx)).standing).toBe('active')
    expect(await countInboxEvents(world.db)).toMatchObject({ failing: 0 })
    const log = await world.db.select().from(auditLog).where(eq(auditLog.action, 'webhook.replayed'))
    expect(log).toMatchObject([{ accountId, actorUserId: 'usr_operator', target: event?.id }])
    expect(
      (await listInboxEvents(world.db, { limit: 100 })).find(({ id }) => id === event?.id),
    ).toMatchObject({
      replayedBy: 'usr_operator',
    })
    expect(await replayEvent(world.db, { ...replay, eventId: 'evt_none' })).toMatchObject({
      error: { code: 'unknown_event' },
    })
  })

  it('replays all that fails by one act; each is written down, where it belongs', async () => {
    const customer = await world.stripe.customers.create({ name: 'Nobody of ours' })
    const event = (id: string, values: Partial<typeof stripeEvents.$inferInsert>) => ({
      id,
      type: 'customer.updated',
      objectId: customer.id,
      payload: {},
      createdAt: new Date(),
      receivedAt: new Date(),
      nextAttemptAt: new Date(Date.now() + 3_600_000),
      ...values,
    })
    await world.tick()
    await processInbox(world.inbox, new Date())
    await world.db
      .insert(stripeEvents)
      .values([
        event('evt_failing_1', { attempts: 3, lastError: 'away' }),
        event('evt_failing_2', { attempts: 9, lastError: 'away' }),
        event('evt_waiting', { attempts: 0 }),
      ])
    const replayer = { actorUserId: 'usr_operator' as const, at: new Date(), now: world.now }
    expect(await replayFailing(world.db, replayer, 500)).toBe(2)
    expect(await countInboxEvents(world.db)).toEqual({ failing: 0, waiting: 3 })
    await processInbox(world.inbox, new Date())
    expect(await countInboxEvents(world.db)).toEqual({ failing: 0, waiting: 0 })
    const log = await world.db.select().from(operatorLog).orderBy(operatorLog.target)
    expect(log.map(({ action, target, actorUserId }) => [action, target, actorUserId])).toEqual([
      ['webhook.replayed', 'evt_failing_1', 'usr_operator'],
      ['webhook.replayed', 'evt_failing_2', 'usr_operator'],
    ])
    expect(await replayFailing(world.db, replayer, 500)).toBe(0)
  })

  it('is read page by page, nothing twice and nothing left out', async () => {
    const all = await listInboxEvents(world.db, { limit: 1_000 })
    const read = []
    for (let last = undefined as (typeof all)[number] | undefined; ;) {
      const page = await listInboxEvents(world.db, { limit: 3, ...(last ? { before: last } : {}) })
      read.push(...page)
      last = page.at(-1)
      if (page.length < 3) break
    }
    expect(read.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  })
})
