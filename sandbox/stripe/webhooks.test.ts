import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  customerWith,
  draftOf,
  startTestSandbox,
  webhookSecret,
  type TestSandbox,
} from '@/sandbox/stripe/testing'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
let folder: string
let box: TestSandbox
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stripe-sandbox-'))
  box = await startTestSandbox(join(folder, 'stripe.sqlite'))
})
afterEach(async () => {
  expect(await box.violations()).toEqual({ count: 0, latest: [] })
  await box.close()
  rmSync(folder, { recursive: true })
})

const delivered = () => box.received.map(({ event }) => String(event.type))

test('events arrive signed with the secret, as the API shows them', async () => {
  const customer = await box.stripe.customers.create({ name: 'Signed' })
  await box.tick()
  const [first] = box.received
  if (!first) throw new Error('nothing arrived')
  const event = await box.stripe.webhooks.constructEventAsync(first.body, first.signature, webhookSecret)
  expect(event).toMatchObject({
    type: 'customer.created',
    api_version: Stripe.API_VERSION,
    data: { object: { id: customer.id } },
  })
  expect(event.request?.id).toBe(customer.lastResponse.requestId)
  await expect(
    box.stripe.webhooks.constructEventAsync(`${first.body} `, first.signature, webhookSecret),
  ).rejects.toThrow()
  await expect(
    box.stripe.webhooks.constructEventAsync(first.body, first.signature, 'whsec_other'),
  ).rejects.toThrow()
  expect((await box.stripe.events.retrieve(event.id)).pending_webhooks).toBe(0)
})

test('an update tells what was there before', async () => {
  const customer = await box.stripe.customers.create({ name: 'Before', metadata: { a: '1' } })
  await box.stripe.customers.update(customer.id, { name: 'After', metadata: { a: '', b: '2' } })
  const [event] = (await box.stripe.events.list({ type: 'customer.updated' })).data
  expect(event?.data.previous_attributes).toEqual({ name: 'Before', metadata: { a: '1', b: null } })
})

test('what is not accepted is sent again, with ever longer waits, and given up after three days', async () => {
  box.answerWith(500)
  await box.stripe.customers.create()
  await box.tick()
  for (const wait of [2, 6, 31, 301]) await box.advance(wait)
  expect(delivered()).toEqual(Array.from({ length: 5 }, () => 'customer.created'))
  expect(new Set(box.received.map(({ event }) => event.id)).size).toBe(1)
  for (const { body, signature } of box.received)
    await box.stripe.webhooks.constructEventAsync(body, signature, webhookSecret)
  for (let halfDays = 0; halfDays < 12; halfDays += 1) await box.advance(12 * 3600 + 1)
  const attempts = box.received.length
  box.answerWith(200)
  await box.advance(10 * 24 * 3600)
  expect(box.received).toHaveLength(attempts)
  const [lost] = await deliveries()
  expect(lost).toMatchObject({ state: 'failed', last_status: 500 })
  await box.post(`/_stripe/deliveries/${lost?.id ?? 0}/resend`)
  expect((await deliveries())[0]).toMatchObject({ state: 'delivered' })
})

interface Shown {
  id: number
  state: string
  last_status: number
}
const deliveries = async () =>
  ((await (await fetch(`${box.url}/_stripe/deliveries`)).json()) as { data: Shown[] }).data

test('a webhook that was down hears everything when it is back', async () => {
  box.answerWith(503)
  const customer = await customerWith(box.stripe, 'pm_card_visa')
  await box.tick()
  box.answerWith(200)
  box.received.length = 0
  await box.advance(60)
  expect(delivered()).toEqual(
    expect.arrayContaining(['customer.created', 'payment_method.attached', 'customer.updated']),
  )
  expect(box.received.some(({ event }) => (event.data.object as { id?: string }).id === customer.id)).toBe(
    true,
  )
})

test('duplicated, lost, delayed and reordered at will', async () => {
  await box.post('/_stripe/webhooks', { duplicates: 2 })
  await box.stripe.customers.create()
  await box.tick()
  expect(delivered()).toEqual(['customer.created', 'customer.created', 'customer.created'])
  box.received.length = 0

  await fetch(`${box.url}/_stripe/webhooks`, { method: 'DELETE' })
  await box.post('/_stripe/webhooks', { drop: true, types: ['customer.created'] })
  const lost = await box.stripe.customers.create()
  await box.stripe.customers.update(lost.id, { name: 'Named' })
  await box.tick()
  expect(delivered()).toEqual(['customer.updated'])
  const [event] = (await box.stripe.events.list({ type: 'customer.created', limit: 1 })).data
  await fetch(`${box.url}/_stripe/webhooks`, { method: 'DELETE' })
  await box.post(`/_stripe/events/${event?.id ?? ''}/resend`)
  expect(delivered()).toEqual(['customer.updated', 'customer.created'])
  box.received.length = 0

  await box.post('/_stripe/webhooks', { delay_ms: 60_000, reorder_ms: 1_000 })
  const late = await box.stripe.customers.create()
  await box.stripe.customers.update(late.id, { name: 'Second' })
  await box.stripe.customers.update(late.id, { name: 'Third' })
  await box.tick()
  expect(delivered()).toEqual([])
  await box.advance(62)
  const names = box.received.map(({ event: each }) => (each.data.object as Stripe.Customer).name)
  expect(names).toEqual(['Third', 'Second', null])
})

test('endpoints of the API get what they asked for, under their own secret', async () => {
  const { url } = (await box.stripe.webhookEndpoints.list()).data[0] ?? {}
  const endpoint = await box.stripe.webhookEndpoints.create({
    url: url ?? '',
    enabled_events: ['invoice.paid'],
  })
  expect(endpoint.secret).toMatch(/^whsec_/)
  expect((await box.stripe.webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined()
  const customer = await customerWith(box.stripe, 'pm_card_visa')
  await box.stripe.invoices.pay((await draftOf(box.stripe, customer.id, 500)).id)
  await box.tick()
  const paid = box.received.filter(({ event }) => event.type === 'invoice.paid')
  expect(paid).toHaveLength(2)
  const checks = await Promise.allSettled(
    paid.map(({ body, signature }) =>
      box.stripe.webhooks.constructEventAsync(body, signature, endpoint.secret ?? ''),
    ),
  )
  expect(checks.map(check => check.status).sort()).toEqual(['fulfilled', 'rejected'])
  await box.stripe.webhookEndpoints.update(endpoint.id, { disabled: true })
  expect(await box.stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true })
})

test('everything survives a restart: objects, open sessions, waiting webhooks, idempotency keys', async () => {
  box.answerWith(500)
  const options = { idempotencyKey: 'before-the-restart' }
  const customer = await box.stripe.customers.create({ name: 'Persistent' }, options)
  const method = await box.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: customer.id,
  })
  const draft = await draftOf(box.stripe, customer.id, 500)
  await box.tick()
  await box.close()
  box = await startTestSandbox(join(folder, 'stripe.sqlite'))
  expect((await box.stripe.customers.create({ name: 'Persistent' }, options)).id).toBe(customer.id)
  expect((await box.stripe.invoices.retrieve(draft.id)).lines.data).toHaveLength(1)
  await expect(box.stripe.invoices.pay(draft.id, { payment_method: method.id })).rejects.toMatchObject({
    code: 'card_declined',
  })
  await box.advance(60)
  expect(delivered()).toContain('customer.created')
})

test('a Checkout can be completed without a browser', async () => {
  const customer = await box.stripe.customers.create()
  const create = () =>
    box.stripe.checkout.sessions.create({
      mode: 'setup',
      customer: customer.id,
      currency: 'usd',
      success_url: 'https://shop.example',
    })
  const declined = await box.post(`/_stripe/checkout/${(await create()).id}/complete`, {
    number: '4000000000000002',
  })
  expect(await declined.json()).toMatchObject({
    session: { status: 'open' },
    declined: 'Your card was declined.',
  })
  const failed = await box.post(`/_stripe/checkout/${(await create()).id}/complete`, {
    number: '4000002500003155',
    authentication: 'fail',
  })
  expect(await failed.json()).toMatchObject({ session: { status: 'open' } })
  const session = await create()
  const done = await box.post(`/_stripe/checkout/${session.id}/complete`, { number: '4000002500003155' })
  expect(await done.json()).toMatchObject({ session: { status: 'complete' }, declined: null })
  await box.tick()
  expect(delivered()).toContain('checkout.session.completed')
  expect((await box.post('/_stripe/checkout/cs_none/complete', { number: '4242424242424242' })).status).toBe(
    404,
  )
})

test('the console shows events and calls, and sets faults', async () => {
  await box.stripe.customers.create({ name: '<i>nobody</i>' })
  await box.form('/_stripe/console/faults', {
    kind: 'error',
    operation: 'PostInvoices',
    status: '500',
    latency_ms: '',
    times: '2',
  })
  await box.form('/_stripe/console/webhooks', { delay_ms: '5', duplicates: '1', reorder_ms: '0', drop: 'on' })
  const html = await (await fetch(`${box.url}/_stripe`)).text()
  for (const shown of [
    'customer.created',
    'POST /v1/customers',
    'error, 500, PostInvoices, 2 times',
    'checked',
  ])
    expect(html).toContain(shown)
  const [event] = (await box.stripe.events.list()).data
  const page = await (await fetch(`${box.url}/_stripe/events/${event?.id ?? ''}`)).text()
  expect(page).toContain('&lt;i&gt;nobody')
  const wrong = await box.form('/_stripe/console/faults', { kind: 'error', status: 'soon' })
  expect(wrong.headers.get('location')).toContain('/_stripe?wrong=')
})
