import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { customerWith, draftOf, refusal, startTestSandbox, type TestSandbox } from '@/sandbox/stripe/testing'

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

const returnUrl = 'https://serika.example/billing'
const typed = {
  number: '5555555555554444',
  expiry: '08 / 39',
  cvc: '123',
  name: 'Mira Okafor',
  country: 'IE',
}

type Flow = Stripe.BillingPortal.SessionCreateParams.FlowData
async function portal(options: { card?: string; flow?: Flow; configuration?: string } = {}) {
  const customer = await customerWith(stripe, options.card ?? 'pm_card_visa')
  const session = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: returnUrl,
    ...(options.flow ? { flow_data: options.flow } : {}),
    ...(options.configuration ? { configuration: options.configuration } : {}),
  })
  const path = new URL(session.url).pathname
  return {
    customer,
    session,
    path,
    read: async (below = '') => (await fetch(`${box.url}${path}${below}`)).text(),
    reload: async () => {
      const now = await stripe.customers.retrieve(customer.id)
      if (now.deleted) throw new Error('the customer is deleted')
      return now
    },
    cards: async () => (await stripe.customers.listPaymentMethods(customer.id)).data,
  }
}

describe('sessions', () => {
  test('lead to a page with cards, details and invoices, and back', async () => {
    const { session, customer, read } = await portal()
    expect(session).toMatchObject({
      customer: customer.id,
      return_url: returnUrl,
      flow: null,
      livemode: false,
    })
    const paid = await stripe.invoices.pay((await draftOf(stripe, customer.id, 1200)).id)
    const html = await read()
    for (const part of [returnUrl, '4242', 'Default', 'mira@halcyon.example', '$12.00', paid.number ?? '-']) {
      expect(html).toContain(part)
    }
    expect(await box.eventTypes('billing_portal.session.created')).toHaveLength(1)
  })
  test('open soon or never, and stay good while they are used', async () => {
    const [late, used] = [await portal(), await portal()]
    await used.read()
    await box.advance(6 * 60)
    expect((await fetch(late.session.url)).status).toBe(410)
    expect((await fetch(used.session.url)).status).toBe(200)
    await box.advance(50 * 60)
    expect((await fetch(used.session.url)).status).toBe(200)
    await box.advance(61 * 60)
    const gone = await fetch(used.session.url)
    expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining(returnUrl) as string])
    expect((await fetch(`${late.session.url}x`)).status).toBe(404)
  })
  test('end with their customer', async () => {
    const { customer, session } = await portal()
    await stripe.customers.del(customer.id)
    expect((await fetch(session.url)).status).toBe(410)
    const another = stripe.billingPortal.sessions.create({ customer: customer.id })
    expect(await refusal(another)).toMatchObject({ code: 'resource_missing', param: 'customer' })
  })
})

describe('cards', () => {
  test('are added, made the default, and removed', async () => {
    const { path, cards, reload, customer } = await portal()
    const [first] = await cards()
    const added = await box.form(`${path}/cards`, { ...typed, default: 'on' })
    expect(added.headers.get('location')).toBe(`${path}/home`)
    const [second] = await cards()
    expect(second).toMatchObject({ card: { brand: 'mastercard', last4: '4444' }, customer: customer.id })
    expect((await reload()).invoice_settings.default_payment_method).toBe(second?.id)
    await box.form(`${path}/cards/${first?.id ?? ''}/default`, {})
    expect((await reload()).invoice_settings.default_payment_method).toBe(first?.id)
    await box.form(`${path}/cards/${first?.id ?? ''}/remove`, {})
    expect((await cards()).map(card => card.id)).toEqual([second?.id])
    expect((await reload()).invoice_settings.default_payment_method).toBeNull()
    await box.form(`${path}/cards`, { ...typed, number: '4242424242424242' })
    expect((await reload()).invoice_settings.default_payment_method).toBeNull()
  })
  test('a declined card is told in place, and none is saved', async () => {
    const { path, cards } = await portal()
    const answer = await box.form(`${path}/cards`, { ...typed, number: '4000000000000002' })
    expect(answer.status).toBe(402)
    expect(await answer.text()).toContain('declined')
    expect(await cards()).toHaveLength(1)
  })
  test('one that asks is saved once its bank agreed, as the default when that was wanted', async () => {
    const { path, cards, reload } = await portal()
    for (const [result, count] of [
      ['fail', 1],
      ['complete', 2],
    ] as const) {
      const asks = await box.form(`${path}/cards`, { ...typed, number: '4000002500003155', default: 'on' })
      const bank = asks.headers.get('location') ?? ''
      expect(bank).toMatch(/^\/3ds\/seti_/)
      const back = (await box.form(bank, { result })).headers.get('location') ?? ''
      const page = await fetch(back)
      expect(page.status).toBe(result === 'fail' ? 402 : 200)
      expect(await cards()).toHaveLength(count)
    }
    const [newest] = await cards()
    expect((await reload()).invoice_settings.default_payment_method).toBe(newest?.id)
  })
  test('of another customer are out of reach', async () => {
    const [mine, other] = [await portal(), await portal()]
    const [theirs] = await other.cards()
    for (const act of ['default', 'remove']) {
      expect((await box.form(`${mine.path}/cards/${theirs?.id ?? ''}/${act}`, {})).status).toBe(404)
    }
    expect(await other.cards()).toHaveLength(1)
  })
})

describe('billing details', () => {
  const filled = {
    name: 'Halcyon Interactive Ltd',
    email: 'billing@halcyon.example',
    phone: '+353 1 234',
    line1: '5 Quay Street',
    line2: '',
    city: 'Galway',
    state: '',
    postal_code: 'H91 X0P5',
    country: 'IE',
  }
  test('are changed and stand on the next invoice, tax id included', async () => {
    const { path, reload, customer } = await portal()
    const saved = await box.form(`${path}/details`, {
      ...filled,
      tax_type: 'eu_vat',
      tax_value: 'IE1234567FA',
    })
    expect(saved.status).toBe(303)
    expect(await reload()).toMatchObject({
      name: filled.name,
      email: filled.email,
      address: { line1: '5 Quay Street', line2: null, city: 'Galway', country: 'IE' },
    })
    const invoice = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 900)).id)
    expect(invoice).toMatchObject({
      customer_name: filled.name,
      customer_email: filled.email,
      customer_tax_ids: [{ type: 'eu_vat', value: 'IE1234567FA' }],
    })
    const [taxId] = (await stripe.customers.listTaxIds(customer.id)).data
    await box.form(`${path}/details`, {
      ...filled,
      tax_type: 'eu_vat',
      tax_value: '',
      remove_tax_id: taxId?.id ?? '',
    })
    expect((await stripe.customers.listTaxIds(customer.id)).data).toEqual([])
  })
  test('change all or not at all, and what was typed is kept and escaped', async () => {
    const { path, reload } = await portal()
    const wrong = { ...filled, name: '"><script>alert(1)</script>', tax_type: 'eu_vat', tax_value: '1' }
    const answer = await box.form(`${path}/details`, wrong)
    const html = await answer.text()
    expect(answer.status).toBe(400)
    expect(html).toContain('Invalid value for eu_vat.')
    expect(html).toContain('5 Quay Street')
    expect(html).not.toContain('<script>alert')
    expect((await reload()).name).toBe('Halcyon Interactive')
  })
})

test('an owed invoice is shown with the way to pay it', async () => {
  const { customer, read } = await portal({ card: 'pm_card_chargeCustomerFail' })
  const open = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 800)).id)
  await refusal(stripe.invoices.pay(open.id))
  const html = await read()
  expect(html).toContain('could not be charged')
  expect(html).toContain(open.hosted_invoice_url ?? '-')
  await box.form(`${new URL(open.hosted_invoice_url ?? '').pathname}/pay`, { card: 'typed', ...typed })
  expect(await read()).not.toContain('could not be charged')
})

describe('flows', () => {
  test('go straight to their form, and where they were told afterwards', async () => {
    const { path } = await portal({
      flow: {
        type: 'payment_method_update',
        after_completion: { type: 'redirect', redirect: { return_url: `${returnUrl}?card=new` } },
      },
    })
    const start = await fetch(`${box.url}${path}`, { redirect: 'manual' })
    expect(start.headers.get('location')).toBe(`${path}/cards`)
    const done = await box.form(`${path}/cards`, typed)
    expect(done.headers.get('location')).toBe(`${returnUrl}?card=new`)
  })
  test('of subscriptions are not played', async () => {
    const flow: Flow = { type: 'subscription_cancel', subscription_cancel: { subscription: 'sub_1' } }
    expect(await refusal(portal({ flow }))).toMatchObject({ code: 'sandbox_unsupported' })
  })
})

describe('configurations', () => {
  test('decide what the portal shows and lets be changed', async () => {
    const configuration = await stripe.billingPortal.configurations.create({
      business_profile: { headline: 'Serika billing', privacy_policy_url: 'https://serika.example/privacy' },
      features: {
        invoice_history: { enabled: true },
        customer_update: { enabled: true, allowed_updates: ['email'] },
      },
      metadata: { made: 'here' },
    })
    expect(configuration).toMatchObject({
      active: true,
      is_default: false,
      features: {
        customer_update: { enabled: true, allowed_updates: ['email'] },
        payment_method_update: { enabled: false },
      },
    })
    const { read, path, reload } = await portal({ configuration: configuration.id })
    const html = await read()
    expect(html).toContain('Serika billing')
    expect(html).not.toContain('Payment methods')
    expect((await box.form(`${path}/cards`, typed)).status).toBe(404)
    await box.form(`${path}/details`, { name: 'Somebody else', email: 'new@halcyon.example' })
    expect(await reload()).toMatchObject({ name: 'Halcyon Interactive', email: 'new@halcyon.example' })
    await stripe.billingPortal.configurations.update(configuration.id, { active: false, name: 'Old' })
    expect(await refusal(portal({ configuration: configuration.id }))).toMatchObject({
      param: 'configuration',
    })
    expect((await stripe.billingPortal.configurations.retrieve(configuration.id)).name).toBe('Old')
  })
  test('there is a default one', async () => {
    const listed = await stripe.billingPortal.configurations.list({ is_default: true })
    expect(listed.data).toHaveLength(1)
    const { session } = await portal()
    expect(session.configuration).toBe(listed.data[0]?.id)
  })
})
