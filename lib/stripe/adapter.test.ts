import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import Stripe from 'stripe'
import { call, keyOf, StoredFailure } from './calls'
import { createCustomer, getCustomer, setDefaultCard } from './customers'
import {
  addLines,
  createDraft,
  deleteDraft,
  finalize,
  getFreshLinks,
  getInvoice,
  listInvoicesFor,
  pay,
  readInvoice,
} from './invoices'
import { getPaymentFacts } from './payments'
import { createSetupSession, getSetupSession } from './setup'
import { serveSandbox, webhookSecret, type SandboxServer } from './testing'
import { verifyEvent } from './webhooks'

const deliveries: { rawBody: string; signature: string }[] = []
const now = new Date('2026-11-01T00:10:00Z')
let world: SandboxServer
let stripe: Stripe

beforeAll(async () => {
  world = await serveSandbox({
    now: () => now,
    onDelivery: (rawBody, signature) => {
      deliveries.push({ rawBody, signature })
      return Promise.resolve(true)
    },
  })
  stripe = world.stripe
})
afterEach(() => world.control('DELETE', '/_stripe/faults'))
// Whatever we sent and whatever came back was checked against Stripe's contract at the pinned version on the way.
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

let made = 0
const newCustomer = () => {
  made += 1
  return createCustomer(stripe, { accountId: `acc_${made}`, name: 'Halcyon', email: 'a@example.com' }, null)
}
const withCard = async (number: string) => {
  const customerId = await newCustomer()
  const { id } = await createSetupSession(
    stripe,
    {
      accountId: 'acc_1',
      customerId,
      kind: 'hosted',
      returnUrl: 'https://x.example/r?s={CHECKOUT_SESSION_ID}',
      cancelUrl: 'https://x.example',
    },
    `key-${made}`,
  )
  await world.fillCheckout(id, number, 'complete')
  const session = await getSetupSession(stripe, id)
  await setDefaultCard(stripe, customerId, session?.card?.id ?? '')
  return { customerId, session }
}
const draftBody = (customer: string) => ({
  customer,
  description: 'Usage in October 2026',
  metadata: { account_id: 'acc_1', period: '2026-10', invoice_id: `inv_${customer}` },
})
const line = (no: number, amount: number) => ({
  amount,
  description: `line ${no}`,
  period: { start: 1_790_812_800, end: 1_793_491_199 },
  metadata: { line_no: String(no) },
})

describe('customers and cards', () => {
  it('saves a card and makes it the default', async () => {
    const { customerId, session } = await withCard('4242424242424242')
    expect(session).toMatchObject({
      status: 'complete',
      customerId,
      card: { brand: 'visa', lastFour: '4242' },
    })
    expect(await getCustomer(stripe, customerId)).toMatchObject({
      balanceCents: 0,
      defaultCardId: session?.card?.id,
      cards: [{ id: session?.card?.id, expMonth: expect.any(Number) as number }],
    })
  })

  it('knows a customer or session that is gone from one that could not be asked for', async () => {
    const customerId = await newCustomer()
    await stripe.customers.del(customerId)
    expect(await getCustomer(stripe, customerId)).toBeNull()
    expect(await getSetupSession(stripe, 'cs_test_none')).toBeNull()
    await world.control('POST', '/_stripe/faults', { kind: 'error', status: 401 })
    await expect(getCustomer(stripe, customerId)).rejects.toThrow()
  })

  it('creates one customer for the same account and body, however often it is asked', async () => {
    const who = { accountId: 'acc_once', name: 'Halcyon', email: 'a@example.com' }
    const ids = await Promise.all([1, 2, 3].map(() => createCustomer(stripe, who, null)))
    expect(new Set(ids).size).toBe(1)
    expect(await createCustomer(stripe, { ...who, name: 'Halcyon Ltd' }, null)).not.toBe(ids[0])
  })
})

describe('invoices', () => {
  it('drafts, fills, reads back, issues and collects', async () => {
    const { customerId } = await withCard('4242424242424242')
    const draft = await createDraft(stripe, draftBody(customerId), `${customerId}:create`)
    const lines = Array.from({ length: 120 }, (_, i) => line(i + 1, i))
    const filled = await addLines(stripe, draft.id, lines, `${customerId}:lines`)
    expect(filled.lines.toSorted((a, b) => a.cents - b.cents)).toEqual(
      lines.map((_, i) => ({ lineNo: i + 1, cents: i })),
    )
    expect(await readInvoice(stripe, draft.id)).toEqual(filled)
    expect(await finalize(stripe, draft.id, `${customerId}:finalize`)).toMatchObject({
      status: 'open',
      totalCents: 7_140,
      attempted: false,
    })
    const collected = await pay(stripe, draft.id, `${customerId}:pay`)
    const paid = await getInvoice(stripe, draft.id)
    expect(collected).toEqual({ paid })
    expect(paid).toMatchObject({
      status: 'paid',
      amountDueCents: 7_140,
      amountPaidCents: 7_140,
      endingBalanceCents: 0,
      finalizedAt: now,
      paidAt: now,
      metadata: { period: '2026-10' },
    })
    expect(paid?.number).toMatch(/-0001$/)
    expect(await getFreshLinks(stripe, draft.id, { hostedUrl: null, pdfUrl: null })).toEqual({
      hostedUrl: paid?.hostedUrl,
      pdfUrl: paid?.pdfUrl,
    })
    expect((await listInvoicesFor(stripe, customerId, `inv_${customerId}`)).map(({ id }) => id)).toEqual([
      draft.id,
    ])
    expect(await listInvoicesFor(stripe, customerId, 'inv_other')).toEqual([])
  })

  it('tells a refusal of the card as a sentence, then and later', async () => {
    const { customerId } = await withCard('4000008260003178')
    const draft = await createDraft(stripe, draftBody(customerId), `${customerId}:create`)
    await addLines(stripe, draft.id, [line(1, 900)], `${customerId}:lines`)
    await finalize(stripe, draft.id, `${customerId}:finalize`)
    const reason = 'The card has insufficient funds.'
    expect(await pay(stripe, draft.id, `${customerId}:pay`)).toEqual({
      failure: { reason, needsAuthentication: false },
    })
    expect(await getPaymentFacts(stripe, draft.id)).toEqual({
      failure: { reason, needsAuthentication: false },
      refundedCents: 0,
      attempts: [
        {
          id: expect.stringMatching(/^ch_/) as string,
          at: now,
          amountCents: 900,
          status: 'failed',
          failure: reason,
          cardBrand: 'visa',
          cardLastFour: '3178',
          receiptUrl: null,
        },
      ],
      refunds: null,
    })
    expect(await getInvoice(stripe, draft.id)).toMatchObject({ status: 'open', attempted: true })
  })

  it('deletes a draft, and does not mind one that is gone', async () => {
    const draft = await createDraft(stripe, draftBody(await newCustomer()), 'delete-me')
    await deleteDraft(stripe, draft.id)
    await deleteDraft(stripe, draft.id)
    expect(await getInvoice(stripe, draft.id)).toBeNull()
  })
})

describe('calls that fail', () => {
  it('waits and goes on where Stripe says that we are too fast', async () => {
    await world.control('POST', '/_stripe/faults', { kind: 'error', status: 429, times: 1 })
    expect(await newCustomer()).toMatch(/^cus_/)
  })

  it('does not insist where Stripe says that trying again is of no use', async () => {
    let calls = 0
    const refused = call(() => {
      calls += 1
      return Promise.reject(
        new Stripe.errors.StripeRateLimitError({
          message: 'too many',
          type: 'rate_limit_error',
          headers: { 'stripe-should-retry': 'false' },
        }),
      )
    })
    await expect(refused).rejects.toThrow('too many')
    expect(calls).toBe(1)
  })

  it('goes no faster than it is told to, whoever calls', async () => {
    const paced = world.newClient({ maxNetworkRetries: 0, requestsPerSecond: 20 })
    const startedMs = performance.now()
    await Promise.all(Array.from({ length: 25 }, () => paced.customers.list({ limit: 1 })))
    // Six go at once (a quarter of a second's worth and the first), the other nineteen 50 ms apart.
    expect(performance.now() - startedMs).toBeGreaterThan(19 * 50 - 20)
  })

  it('tells a failure that Stripe only repeats from a new one', async () => {
    const once = world.newClient({ maxNetworkRetries: 0 })
    const create = () => call(() => once.customers.create({ name: 'x' }, { idempotencyKey: 'kept-failure' }))
    await world.control('POST', '/_stripe/faults', { kind: 'error', status: 500, times: 1 })
    await expect(create()).rejects.not.toBeInstanceOf(StoredFailure)
    await expect(create()).rejects.toBeInstanceOf(StoredFailure)
  })

  it('makes another key for another body', () => {
    expect(keyOf('op', { a: 1 })).toBe(keyOf('op', { a: 1 }))
    expect(keyOf('op', { a: 1 })).not.toBe(keyOf('op', { a: 2 }))
  })
})

describe('deliveries', () => {
  const signed = (rawBody: string, secret: string, timestamp = Math.floor(Date.now() / 1000)) =>
    Stripe.webhooks.generateTestHeaderString({ payload: rawBody, secret, timestamp })
  const body = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'some.future.type',
    api_version: '2030-01-01',
    created: 1_793_491_200,
    data: { object: { object: 'balance' } },
  })

  it('come verified from the sandbox, with the object they tell of', async () => {
    const id = await newCustomer()
    await world.tick()
    const events = deliveries.map(({ rawBody, signature }) =>
      verifyEvent(rawBody, signature, [webhookSecret]),
    )
    expect(events.every(event => event.ok)).toBe(true)
    expect(events.map(event => event.ok && [event.value.type, event.value.objectId])).toContainEqual([
      'customer.created',
      id,
    ])
  })

  it('count when any secret of a rotation signed them, whatever their type', () => {
    expect(verifyEvent(body, signed(body, 'whsec_new'), ['whsec_old', 'whsec_new'])).toMatchObject({
      ok: true,
      value: {
        id: 'evt_1',
        type: 'some.future.type',
        objectId: null,
        createdAt: new Date('2026-11-01T00:00:00Z'),
      },
    })
  })

  it.each([
    ['another secret', body, () => signed(body, 'whsec_other')],
    ['another body', `${body} `, () => signed(body, 'whsec_new')],
    ['an old signature', body, () => signed(body, 'whsec_new', Math.floor(Date.now() / 1000) - 301)],
    ['no signature', body, () => ''],
  ])('do not count with %s', (_, raw, signature) =>
    expect(verifyEvent(raw, signature(), ['whsec_new'])).toMatchObject({
      ok: false,
      error: { code: 'invalid_signature' },
    }),
  )
})
