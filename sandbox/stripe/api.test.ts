import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Faults } from '@/sandbox/stripe/api/faults'
import {
  customerWith,
  draftOf,
  refusal,
  secretKey,
  startTestSandbox,
  type TestSandbox,
} from '@/sandbox/stripe/testing'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
let box: TestSandbox
let stripe: Stripe
beforeAll(async () => {
  box = await startTestSandbox()
  stripe = box.stripe
})
afterAll(async () => {
  expect(await box.violations()).toEqual({ count: 0, latest: [] })
  await box.close()
})

const client = (key: string, options: Partial<Stripe.StripeConfig> = {}) => {
  const { hostname, port } = new URL(box.url)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, ...options })
}
const key = () => `key-${crypto.randomUUID()}`
const auth = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/x-www-form-urlencoded' }

describe('who may call', () => {
  test('another key is refused, and not told whole', async () => {
    const error = await refusal(client('sk_test_of_somebody_else').customers.list())
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
    expect(error.message).not.toContain('of_somebody')
  })
  test('no key is refused', async () => {
    expect((await fetch(`${box.url}/v1/customers`)).status).toBe(401)
  })
  test('basic authentication works', async () => {
    const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`
    expect((await fetch(`${box.url}/v1/customers`, { headers: { authorization } })).status).toBe(200)
  })
  test('another version of the API is refused', async () => {
    const headers = { ...auth, 'stripe-version': '2024-06-20' }
    expect((await fetch(`${box.url}/v1/customers`, { headers })).status).toBe(400)
  })
})

describe('errors', () => {
  test('an unknown id in the path is 404 resource_missing', async () => {
    const error = await refusal(stripe.customers.retrieve('cus_none'))
    expect(error).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_none'",
    })
    expect(error.requestId).toMatch(/^req_/)
  })
  test('an unknown id in a parameter is 400 and names the parameter', async () => {
    const error = await refusal(stripe.invoices.create({ customer: 'cus_none' }))
    expect(error).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'customer' })
  })
  test('an unknown parameter is refused by name', async () => {
    const params = { emial: 'typo@example.com' } as Stripe.CustomerCreateParams
    expect(await refusal(stripe.customers.create(params))).toMatchObject({
      statusCode: 400,
      code: 'parameter_unknown',
      param: 'emial',
    })
  })
  test('a nested unknown parameter is named with its path', async () => {
    const customer = await stripe.customers.create()
    const draft = await draftOf(stripe, customer.id, 100)
    const lines = [{ amount: 1, descripton: 'typo' }] as unknown as Stripe.InvoiceAddLinesParams.Line[]
    expect(await refusal(stripe.invoices.addLines(draft.id, { lines }))).toMatchObject({
      param: 'lines[0][descripton]',
    })
  })
  test('cents are whole', async () => {
    const error = await refusal(stripe.paymentIntents.create({ amount: 10.5, currency: 'usd' }))
    expect(error).toMatchObject({ code: 'parameter_invalid_integer', param: 'amount' })
  })
  test('a missing parameter is named', async () => {
    const params = { currency: 'usd' } as Stripe.PaymentIntentCreateParams
    expect(await refusal(stripe.paymentIntents.create(params))).toMatchObject({
      code: 'parameter_missing',
      param: 'amount',
    })
  })
  test('what Stripe can and the sandbox does not is refused, never ignored', async () => {
    expect(await refusal(stripe.products.create({ name: 'Tokens' }))).toMatchObject({
      code: 'sandbox_unsupported',
    })
    const taxed = stripe.customers.create({ tax: { ip_address: '127.0.0.1' } })
    expect(await refusal(taxed)).toMatchObject({ code: 'sandbox_unsupported', param: 'tax' })
  })
  test('a form beyond all measure is refused, not a fault of the sandbox', async () => {
    const name = `metadata${'[a]'.repeat(60)}`
    const answer = await fetch(`${box.url}/v1/customers`, {
      method: 'POST',
      headers: auth,
      body: `${name}=1`,
    })
    expect(answer.status).toBe(400)
  })
  test('an unknown path is 404 with an error body', async () => {
    const answer = await fetch(`${box.url}/v1/nothing`, { headers: auth })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })
  test('the old parameters of old tutorials are unknown', async () => {
    const params = {
      mode: 'setup',
      success_url: 'https://x.example',
      payment_method_types: ['card'],
    } as Stripe.Checkout.SessionCreateParams
    expect(await refusal(stripe.checkout.sessions.create(params))).toMatchObject({
      param: 'payment_method_types',
    })
  })
})

describe('metadata', () => {
  test('merges, removes single keys, removes all', async () => {
    const { id } = await stripe.customers.create({ metadata: { account_id: 'acc_1', plan: 'a' } })
    const merged = await stripe.customers.update(id, { metadata: { plan: '', seats: 3 } })
    expect(merged.metadata).toEqual({ account_id: 'acc_1', seats: '3' })
    expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({})
  })
  test('a name like a built-in property is only a key', async () => {
    const customer = await stripe.customers.create({ metadata: { constructor: 'x', toString: 'y' } })
    expect(Object.entries(customer.metadata)).toEqual([
      ['constructor', 'x'],
      ['toString', 'y'],
    ])
  })
  test('has limits', async () => {
    expect(await refusal(stripe.customers.create({ metadata: { k: 'v'.repeat(501) } }))).toMatchObject({
      param: 'metadata[k]',
    })
  })
})

describe('lists', () => {
  test('pages run newest first, forwards and backwards, without gap or overlap', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    const ids: string[] = []
    for (let i = 0; i < 7; i += 1) ids.unshift((await stripe.customers.create({ email })).id)
    const seen = await stripe.customers.list({ email, limit: 3 }).autoPagingToArray({ limit: 100 })
    expect(seen.map(customer => customer.id)).toEqual(ids)
    const before = await stripe.customers.list({ email, limit: 2, ending_before: ids[4] ?? '' })
    expect(before.data.map(customer => customer.id)).toEqual(ids.slice(2, 4))
    expect(before.has_more).toBe(true)
  })
  test('an unknown cursor and a limit out of bounds are refused', async () => {
    expect(await refusal(stripe.customers.list({ starting_after: 'cus_none' }))).toMatchObject({
      code: 'resource_missing',
    })
    expect(await refusal(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: 'limit' })
  })
  test('ranges of time narrow a list', async () => {
    const { created } = await stripe.customers.create()
    const later = await stripe.customers.list({ created: { gt: created + 1000 } })
    expect(later.data).toEqual([])
    expect(
      (await stripe.customers.list({ created: { gte: created, lt: created + 10 } })).data.length,
    ).toBeGreaterThan(0)
  })
})

describe('expand', () => {
  test('puts objects for ids, deep and on lists', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const draft = await draftOf(stripe, customer.id, 700)
    const paid = await stripe.invoices.pay(draft.id, {
      expand: ['payments.data.payment.payment_intent', 'customer'],
    })
    expect(paid.payments?.data[0]?.payment.payment_intent).toMatchObject({
      object: 'payment_intent',
      amount: 700,
      status: 'succeeded',
    })
    expect(paid.customer).toMatchObject({ id: customer.id, email: customer.email })
    const listed = await stripe.invoices.list({
      customer: customer.id,
      expand: ['data.customer.invoice_settings.default_payment_method'],
    })
    expect(listed.data[0]?.customer).toMatchObject({
      invoice_settings: { default_payment_method: { card: { last4: '4242' } } },
    })
  })
  test('shows a deleted customer as deleted', async () => {
    const customer = await stripe.customers.create()
    const draft = await draftOf(stripe, customer.id, 100)
    await stripe.customers.del(customer.id)
    const invoice = await stripe.invoices.retrieve(draft.id, { expand: ['customer'] })
    expect(invoice.customer).toEqual({ id: customer.id, object: 'customer', deleted: true })
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
  })
  test('refuses what cannot be expanded, and leaves nothing half done', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    expect(await refusal(stripe.customers.create({ email, expand: ['email'] }))).toMatchObject({
      param: 'expand',
    })
    expect((await stripe.customers.list({ email })).data).toEqual([])
  })
})

describe('idempotency', () => {
  test('the same key and parameters give the first answer again, and do nothing', async () => {
    const options = { idempotencyKey: key() }
    const first = await stripe.customers.create({ name: 'Once' }, options)
    const second = await stripe.customers.create({ name: 'Once' }, options)
    expect(second.id).toBe(first.id)
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
  })
  test('other parameters or another path under a used key are an error', async () => {
    const options = { idempotencyKey: key() }
    await stripe.customers.create({ name: 'Once' }, options)
    expect(await refusal(stripe.customers.create({ name: 'Twice' }, options))).toBeInstanceOf(
      Stripe.errors.StripeIdempotencyError,
    )
    expect(await refusal(stripe.setupIntents.create({}, options))).toBeInstanceOf(
      Stripe.errors.StripeIdempotencyError,
    )
  })
  test('a decline is replayed and not tried again', async () => {
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail')
    const draft = await draftOf(stripe, customer.id, 500)
    const options = { idempotencyKey: key() }
    const first = await refusal(stripe.invoices.pay(draft.id, {}, options))
    const again = await refusal(stripe.invoices.pay(draft.id, {}, options))
    expect(again.raw).toMatchObject({
      code: 'card_declined',
      charge: (first.raw as { charge: string }).charge,
    })
    expect((await stripe.invoices.retrieve(draft.id)).attempt_count).toBe(1)
  })
  test('a forced 500 is replayed too, a forced 429 is not', async () => {
    const options = { idempotencyKey: key() }
    await box.post('/_stripe/faults', { kind: 'error', status: 500, operation: 'PostCustomers', times: 1 })
    expect((await refusal(stripe.customers.create({}, options))).statusCode).toBe(500)
    expect((await refusal(stripe.customers.create({}, options))).statusCode).toBe(500)
    const other = { idempotencyKey: key() }
    await box.post('/_stripe/faults', { kind: 'error', status: 429, operation: 'PostCustomers', times: 1 })
    expect(await refusal(stripe.customers.create({}, other))).toBeInstanceOf(
      Stripe.errors.StripeRateLimitError,
    )
    expect((await stripe.customers.create({}, other)).object).toBe('customer')
  })
  test('a wrong request does not use up its key', async () => {
    const options = { idempotencyKey: key() }
    await refusal(stripe.customers.create({ nope: 1 } as Stripe.CustomerCreateParams, options))
    expect((await stripe.customers.create({}, options)).object).toBe('customer')
  })
  test('a key in use answers 409, which the SDK waits out', async () => {
    await box.post('/_stripe/faults', {
      kind: 'latency',
      latency_ms: 400,
      operation: 'PostCustomers',
      times: 1,
    })
    const options = { idempotencyKey: key() }
    const slow = stripe.customers.create({ name: 'Slow' }, options)
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(await refusal(stripe.customers.create({ name: 'Slow' }, options))).toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    })
    const patient = client(secretKey, { maxNetworkRetries: 3 }).customers.create({ name: 'Slow' }, options)
    expect((await patient).id).toBe((await slow).id)
  })
  test('a key is forgotten after a day of the sandbox’s clock', async () => {
    const options = { idempotencyKey: key() }
    const first = await stripe.customers.create({ name: 'Old' }, options)
    await box.advance(23 * 3600)
    expect((await stripe.customers.create({ name: 'Old' }, options)).id).toBe(first.id)
    await box.advance(2 * 3600)
    expect((await stripe.customers.create({ name: 'Old' }, options)).id).not.toBe(first.id)
  })
})

describe('faults', () => {
  const patient = () => client(secretKey, { maxNetworkRetries: 2 })
  test('a connection dropped after the work was done costs nothing: the retry gets the first answer', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    await box.post('/_stripe/faults', { kind: 'drop_after_work', operation: 'PostCustomers', times: 1 })
    const customer = await patient().customers.create({ email })
    expect((await stripe.customers.list({ email })).data.map(each => each.id)).toEqual([customer.id])
  })
  test('a connection dropped before any work, and a 503, are got over by a retry', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    await box.post('/_stripe/faults', { kind: 'drop', operation: 'PostCustomers', times: 1 })
    await box.post('/_stripe/faults', {
      kind: 'error',
      status: 503,
      operation: 'PostCustomers',
      times: 1,
      skip: 1,
    })
    await patient().customers.create({ email })
    expect((await stripe.customers.list({ email })).data).toHaveLength(1)
  })
  test('a timeout after the work was done leaves it done', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    await box.post('/_stripe/faults', {
      kind: 'timeout_after_work',
      operation: 'PostCustomers',
      times: 1,
      latency_ms: 2000,
    })
    const hasty = client(secretKey, { timeout: 200 })
    expect(await refusal(hasty.customers.create({ email }))).toBeInstanceOf(
      Stripe.errors.StripeConnectionError,
    )
    expect((await stripe.customers.list({ email })).data).toHaveLength(1)
  })
  test('an error after the work was done is told, and the work stays', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    await box.post('/_stripe/faults', { kind: 'error_after_work', operation: 'PostCustomers', times: 1 })
    expect((await refusal(stripe.customers.create({ email }))).statusCode).toBe(500)
    expect((await stripe.customers.list({ email })).data).toHaveLength(1)
  })
  test('a rate limit refuses what comes too fast, and only that', async () => {
    const rule = { kind: 'rate_limit', per_second: 3, operation: 'GetCustomers' }
    const { id } = (await (await box.post('/_stripe/faults', rule)).json()) as { id: string }
    const statuses = async () =>
      Promise.all(
        Array.from({ length: 5 }, () =>
          stripe.customers.list().then(
            () => 200,
            (error: Stripe.errors.StripeError) => error.statusCode,
          ),
        ),
      )
    expect((await statuses()).sort()).toEqual([200, 200, 200, 429, 429])
    const refused = await refusal(stripe.customers.list())
    expect(refused).toBeInstanceOf(Stripe.errors.StripeRateLimitError)
    expect(refused.headers?.['stripe-rate-limited-reason']).toBe('global-rate')
    await fetch(`${box.url}/_stripe/faults/${id}`, { method: 'DELETE' })
    expect(await statuses()).toEqual([200, 200, 200, 200, 200])
  })
  test('a limit of a second ends with it', () => {
    let now = 0
    const faults = new Faults(() => now)
    faults.add({ kind: 'rate_limit', per_second: 1 })
    const statusAt = (ms: number) => {
      now = ms
      return faults.strike('GetCustomers').fault?.status
    }
    expect([statusAt(0), statusAt(999), statusAt(1000), statusAt(1001)]).toEqual([
      undefined,
      429,
      undefined,
      429,
    ])
  })
  test('a fault that makes no sense is refused', async () => {
    expect((await box.post('/_stripe/faults', { kind: 'earthquake' })).status).toBe(400)
    expect((await box.post('/_stripe/faults', { kind: 'error', operation: 'PostNothing' })).status).toBe(400)
  })
})
