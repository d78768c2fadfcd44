import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { cardFault, findCard, testCards } from '@/sandbox/stripe/cards'
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

const soon = { expiry: '08 / 39', cvc: '123', name: 'Mira Okafor', country: 'IE' }

async function checkout() {
  const customer = await stripe.customers.create({ email: 'mira@halcyon.example' })
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer: customer.id,
    allowed_payment_method_types: ['card'],
    success_url: 'https://shop.example/back?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://shop.example/billing',
    setup_intent_data: { metadata: { account_id: 'acc_1' } },
    metadata: { account_id: 'acc_1' },
  })
  const reload = () =>
    stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.payment_method'] })
  return { customer, session, reload, path: `/checkout/${session.id}` }
}

const intentOf = (session: Stripe.Checkout.Session) => {
  if (typeof session.setup_intent !== 'object' || !session.setup_intent) throw new Error('not expanded')
  return session.setup_intent
}

describe('saving a card at Checkout', () => {
  test('a good card completes the session and leads back with its id', async () => {
    const { session, path, reload, customer } = await checkout()
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'no_payment_required',
      ui_mode: 'hosted_page',
    })
    expect(session.url).toBe(`${box.url}${path}`)
    const answer = await box.form(path, { number: '4242 4242 4242 4242', ...soon })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`https://shop.example/back?session=${session.id}`)
    const done = await reload()
    expect(done).toMatchObject({ status: 'complete', url: null, customer_details: { name: 'Mira Okafor' } })
    expect(intentOf(done)).toMatchObject({
      status: 'succeeded',
      metadata: { account_id: 'acc_1' },
      payment_method: {
        customer: customer.id,
        card: { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2039 },
      },
    })
  })
  test('sending the form twice saves one card', async () => {
    const { path, customer } = await checkout()
    const sent = await Promise.all([1, 2].map(() => box.form(path, { number: '5555555555554444', ...soon })))
    expect(sent.map(answer => answer.status)).toEqual([303, 303])
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1)
  })
  test.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000000069', 'expired_card', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error', 'processing_error'],
  ])('%s is refused in place with %s, and another card can follow', async (number, code, declineCode) => {
    const { path, reload, customer } = await checkout()
    const answer = await box.form(path, { number, ...soon })
    expect([400, 402]).toContain(answer.status)
    const html = await answer.text()
    expect(html).toContain('role="alert"')
    expect(html).not.toContain('value="123"')
    const refused = intentOf(await reload())
    expect(refused).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code, decline_code: declineCode },
    })
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([])
    expect((await box.form(path, { number: '4242424242424242', ...soon })).status).toBe(303)
    expect(intentOf(await reload())).toMatchObject({ status: 'succeeded', last_setup_error: null })
  })
  test.each([
    ['a wrong number', { number: '4242424242424241' }, 'Your card number is incorrect.'],
    [
      'a real-looking number, which is not shown again',
      { number: '4111111111111111' },
      'Only test cards work here',
    ],
    ['a month past', { number: '4242424242424242', expiry: '01 / 20' }, 'expiration year is invalid'],
    [
      'a month that is none',
      { number: '4242424242424242', expiry: '13 / 39' },
      'expiration month is invalid',
    ],
    ['a short code', { number: '4242424242424242', cvc: '1' }, 'security code is invalid'],
    ['no name', { number: '4242424242424242', name: ' ' }, 'Enter the name on the card.'],
  ])('%s is told beside its field and nothing happens', async (_what, typed, message) => {
    const { path, reload } = await checkout()
    const answer = await box.form(path, { ...soon, ...typed })
    const html = await answer.text()
    expect(answer.status).toBe(400)
    expect(html.replaceAll('&#39;', "'")).toContain(message)
    expect(html).not.toContain('4111')
    expect(await reload()).toMatchObject({ status: 'open', setup_intent: { latest_attempt: null } })
  })
  test('what was typed is escaped', async () => {
    const { path } = await checkout()
    const html = await (
      await box.form(path, { number: '1', ...soon, name: '"><script>alert(1)</script>' })
    ).text()
    expect(html).not.toContain('<script>alert')
  })
  test('an expired session saves nothing and says so', async () => {
    const { session, path, reload } = await checkout()
    await stripe.checkout.sessions.expire(session.id)
    expect((await box.form(path, { number: '4242424242424242', ...soon })).status).toBe(410)
    const page = await fetch(`${box.url}${path}`)
    expect(page.status).toBe(410)
    expect(await page.text()).toContain('https://shop.example/billing')
    expect(await reload()).toMatchObject({
      status: 'expired',
      url: null,
      setup_intent: { status: 'canceled' },
    })
  })
  test('sessions expire by themselves, at their time', async () => {
    const { session, reload } = await checkout()
    await box.advance(24 * 3600 + 60)
    expect(await reload()).toMatchObject({ status: 'expired' })
    const [event] = (await stripe.events.list({ type: 'checkout.session.expired', limit: 1 })).data
    expect(event?.created).toBe(session.expires_at)
  })
})

describe('authentication', () => {
  const asking = async (number: string) => {
    const made = await checkout()
    const answer = await box.form(made.path, { number, ...soon })
    const asks = answer.headers.get('location') ?? ''
    expect(asks).toMatch(/^\/3ds\/seti_/)
    expect(await made.reload()).toMatchObject({ status: 'open', setup_intent: { status: 'requires_action' } })
    return { ...made, asks }
  }
  test('completed, it saves the card; answered twice, it stays saved', async () => {
    const { asks, reload, session } = await asking('4000002500003155')
    const page = await (await fetch(`${box.url}${asks}`)).text()
    expect(page).toMatch(/ending in\s+3155/)
    for (const result of ['complete', 'fail']) {
      const answer = await box.form(asks, { result })
      expect(answer.headers.get('location')).toContain(session.id)
    }
    expect(await reload()).toMatchObject({ status: 'complete', setup_intent: { status: 'succeeded' } })
  })
  test('failed, it leads back to the form, which says so', async () => {
    const { asks, reload, path } = await asking('4000002760003184')
    const back = (await box.form(asks, { result: 'fail' })).headers.get('location')
    expect(back).toBe(`${path}?from=3ds`)
    expect(await (await fetch(`${box.url}${back ?? ''}`)).text()).toContain('unable to authenticate')
    const intent = intentOf(await reload())
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    })
    const attempts = await stripe.setupAttempts.list({ setup_intent: intent.id })
    expect(attempts.data.map(attempt => attempt.status)).toEqual(['failed'])
  })
  test('set up by authentication, 3155 is charged without, 3178 then lacks funds', async () => {
    for (const [number, outcome] of [
      ['4000002500003155', 'paid'],
      ['4000008260003178', 'insufficient_funds'],
    ] as const) {
      const { asks, reload, customer } = await asking(number)
      await box.form(asks, { result: 'complete' })
      const method = intentOf(await reload()).payment_method
      const draft = await draftOf(stripe, customer.id, 900)
      const id = typeof method === 'string' ? method : method?.id
      const paying = stripe.invoices.pay(draft.id, { payment_method: id ?? '', off_session: true })
      if (outcome === 'paid') expect((await paying).status).toBe('paid')
      else expect((await refusal(paying)).raw).toMatchObject({ decline_code: outcome })
    }
  })
})

describe('charging a card', () => {
  test('0341 attaches, and every charge is declined', async () => {
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail')
    const error = await refusal(stripe.invoices.pay((await draftOf(stripe, customer.id, 500)).id))
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
    })
    expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method', amount: 500 })
  })
  test('3184 asks even when saved: off-session is authentication_required, and its page completes the payment', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const method = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      return_url: 'https://shop.example',
    })
    expect(method).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } })
    await box.form(`/3ds/${method.id}`, { result: 'complete' })
    const draft = await draftOf(stripe, customer.id, 500)
    const saved = (await stripe.setupIntents.retrieve(method.id)).payment_method
    const error = await refusal(
      stripe.invoices.pay(draft.id, { payment_method: String(saved), off_session: true }),
    )
    expect(error).toMatchObject({
      code: 'authentication_required',
      payment_intent: { status: 'requires_action' },
    })
    expect(await box.eventTypes('invoice.payment_action_required')).toHaveLength(1)
    await box.form(`/3ds/${error.payment_intent?.id ?? ''}`, { result: 'complete' })
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: 'paid', amount_paid: 500 })
  })
  test('a PaymentIntent can be declined, tried with another card, and refunded in parts', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
    const declined = await refusal(
      stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclinedInsufficientFunds' }),
    )
    expect(declined).toMatchObject({ code: 'card_declined', decline_code: 'insufficient_funds' })
    expect(await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
    })
    await stripe.refunds.create({ payment_intent: intent.id, amount: 500 })
    const [charge] = (await stripe.charges.list({ payment_intent: intent.id })).data
    expect(charge).toMatchObject({ amount_refunded: 500, refunded: false })
    await stripe.refunds.create({ charge: charge?.id ?? '' })
    expect(await refusal(stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_already_refunded',
    })
    const whole = await stripe.charges.retrieve(charge?.id ?? '', { expand: ['refunds'] })
    expect(whole).toMatchObject({ refunded: true, amount_refunded: 2000 })
    expect(whole.refunds?.data).toHaveLength(2)
  })
  test('held money is captured, or let go', async () => {
    const held = {
      amount: 1000,
      currency: 'usd',
      capture_method: 'manual',
      payment_method: 'pm_card_visa',
      confirm: true,
    } as const
    const first = await stripe.paymentIntents.create(held)
    expect(first).toMatchObject({ status: 'requires_capture', amount_capturable: 1000, amount_received: 0 })
    expect(await stripe.paymentIntents.capture(first.id, { amount_to_capture: 600 })).toMatchObject({
      status: 'succeeded',
      amount_received: 600,
    })
    const second = await stripe.paymentIntents.create(held)
    expect(await stripe.paymentIntents.cancel(second.id)).toMatchObject({ status: 'canceled' })
    expect(await refusal(stripe.paymentIntents.confirm(second.id))).toMatchObject({ statusCode: 400 })
  })
})

describe('payment methods', () => {
  test('attach, list, update, detach', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const [method] = (await stripe.paymentMethods.list({ customer: customer.id, type: 'card' })).data
    if (!method) throw new Error('there is a card')
    expect(await stripe.customers.retrievePaymentMethod(customer.id, method.id)).toMatchObject({
      id: method.id,
    })
    const updated = await stripe.paymentMethods.update(method.id, {
      billing_details: { name: 'Mira' },
      card: { exp_year: 2040 },
    })
    expect(updated).toMatchObject({ billing_details: { name: 'Mira' }, card: { exp_year: 2040 } })
    const other = await stripe.customers.create()
    expect(await refusal(stripe.paymentMethods.attach(method.id, { customer: other.id }))).toMatchObject({
      statusCode: 400,
    })
    expect((await stripe.paymentMethods.detach(method.id)).customer).toBeNull()
    const after = await stripe.customers.retrieve(customer.id)
    expect(after).toMatchObject({ invoice_settings: { default_payment_method: null } })
  })
  test('a card its bank refuses does not attach', async () => {
    const customer = await stripe.customers.create()
    const error = await refusal(
      stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }),
    )
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined' })
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([])
  })
  test('the default must be the customer’s own', async () => {
    const [mine, other] = [await stripe.customers.create(), await customerWith(stripe, 'pm_card_visa')]
    const foreign = other.invoice_settings.default_payment_method
    const change = { invoice_settings: { default_payment_method: String(foreign) } }
    expect(await refusal(stripe.customers.update(mine.id, change))).toMatchObject({
      param: 'invoice_settings[default_payment_method]',
    })
  })
})

test('every test card passes the Luhn check, and each name means one card', () => {
  const now = Date.UTC(2026, 10, 22) / 1000
  const names = testCards.flatMap(card => [card.number, ...card.aliases])
  expect(new Set(names).size).toBe(names.length)
  for (const card of testCards) {
    expect(cardFault({ number: card.number, expMonth: 11, expYear: 2026 }, now)).toBeUndefined()
    expect(findCard(card.number)).toBe(card)
  }
})
