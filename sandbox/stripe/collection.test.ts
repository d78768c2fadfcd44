import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { customerWith, draftOf, refusal, startTestSandbox, type TestSandbox } from '@/sandbox/stripe/testing'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const hour = 3600
const day = 24 * hour
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

async function collecting(card: string) {
  const customer = await customerWith(stripe, card)
  const draft = await draftOf(stripe, customer.id, 900)
  const invoice = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: true })
  return {
    customer,
    invoice,
    reload: () => stripe.invoices.retrieve(invoice.id),
    charges: async () => (await stripe.charges.list({ customer: customer.id })).data,
  }
}
const expiring = (month: number, year: number) => ({ card: { exp_month: month, exp_year: year } })

describe('the retry schedule', () => {
  test('begins an hour after finalization, and only automatic attempts move it on', async () => {
    const { invoice, reload, charges } = await collecting('pm_card_chargeCustomerFail')
    const finalized = invoice.status_transitions.finalized_at ?? 0
    expect(invoice).toMatchObject({ next_payment_attempt: finalized + hour, attempt_count: 0 })
    await box.advance(hour + 1)
    const first = await reload()
    expect(first).toMatchObject({
      attempted: true,
      attempt_count: 1,
      next_payment_attempt: finalized + hour + 3 * day,
    })
    for (let i = 0; i < 2; i += 1) await refusal(stripe.invoices.pay(invoice.id))
    expect(await reload()).toMatchObject({
      attempt_count: 1,
      next_payment_attempt: first.next_payment_attempt,
    })
    expect(await charges()).toHaveLength(3)
    await box.post(`/_stripe/invoices/${invoice.id}/retry`)
    expect((await reload()).attempt_count).toBe(2)
  })
  test('counts a first attempt by hand as its own', async () => {
    const { invoice, reload } = await collecting('pm_card_chargeCustomerFail')
    await refusal(stripe.invoices.pay(invoice.id))
    const { attempt_count: count, next_payment_attempt: next } = await reload()
    expect(count).toBe(1)
    expect((next ?? 0) - (invoice.next_payment_attempt ?? 0)).toBeGreaterThan(2 * day)
  })
  test('goes on after a decline that is final for its card, but charges only another card', async () => {
    const { invoice, reload, charges, customer } = await collecting('pm_card_authenticationRequired')
    await box.advance(hour + 1)
    expect(await reload()).toMatchObject({ attempt_count: 1, status: 'open' })
    await box.advance(3 * day)
    expect((await reload()).attempt_count).toBe(2)
    expect(await charges()).toHaveLength(1)
    const other = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const settings = { invoice_settings: { default_payment_method: other.id } }
    await stripe.customers.update(customer.id, settings)
    await box.advance(5 * day)
    expect(await reload()).toMatchObject({ status: 'paid', attempt_count: 3 })
    expect((await box.eventTypes('invoice.payment_action_required')).length).toBe(1)
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ amount_remaining: 0 })
  })
})

describe('cards as time passes', () => {
  test('one whose last month is over is declined; renewed by its network, it pays again', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const id = String(customer.invoice_settings.default_payment_method)
    const today = new Date(customer.created * 1000)
    const [month, year] = [today.getUTCMonth() + 1, today.getUTCFullYear()]
    await stripe.paymentMethods.update(id, expiring(month, year))
    await box.advance(32 * day)
    const draft = await draftOf(stripe, customer.id, 700)
    expect((await refusal(stripe.invoices.pay(draft.id))).raw).toMatchObject({ code: 'expired_card' })
    await box.post(`/_stripe/payment_methods/${id}/renew`, {
      exp_month: month,
      exp_year: year + 4,
      number: '5555555555554444',
    })
    expect(await stripe.paymentMethods.retrieve(id)).toMatchObject({
      card: { brand: 'mastercard', last4: '4444', exp_year: year + 4 },
    })
    const [event] = (await stripe.events.list({ type: 'payment_method.automatically_updated' })).data
    expect(event?.data).toMatchObject({
      object: { id },
      previous_attributes: { card: { last4: '4242', exp_year: year } },
    })
    expect((await stripe.invoices.pay(draft.id)).status).toBe('paid')
  })
  test('the network says nothing of a card that nobody has', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const id = String(customer.invoice_settings.default_payment_method)
    await stripe.paymentMethods.detach(id)
    const renewed = await box.post(`/_stripe/payment_methods/${id}/renew`, { exp_month: 1, exp_year: 2040 })
    expect(renewed.status).toBe(400)
  })
})

test('a customer who is deleted takes cards and pages along, and leaves the debt uncollected', async () => {
  const { customer, invoice, reload } = await collecting('pm_card_visa')
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer: customer.id,
    currency: 'usd',
    success_url: 'https://shop.example',
  })
  const method = String(customer.invoice_settings.default_payment_method)
  await stripe.customers.del(customer.id)
  expect(await reload()).toMatchObject({ status: 'open', auto_advance: false, next_payment_attempt: null })
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired')
  expect((await stripe.paymentMethods.retrieve(method)).customer).toBeNull()
  await box.advance(30 * day)
  expect(await reload()).toMatchObject({ status: 'open', attempt_count: 0 })
  const about = (await stripe.events.list({ limit: 100 })).data.filter(
    event => JSON.stringify(event.data.object).includes(customer.id) && event.type.startsWith('customer.'),
  )
  expect(about.map(event => event.type)[0]).toBe('customer.deleted')
  const html = await (await fetch(invoice.hosted_invoice_url ?? '')).text()
  expect(html).toContain('Pay with a card')
})

test('embedded Checkout answers with a secret in place of a URL, and is completed as by its frame', async () => {
  const customer = await stripe.customers.create()
  const create = (params: Partial<Stripe.Checkout.SessionCreateParams>) =>
    stripe.checkout.sessions.create({
      mode: 'setup',
      customer: customer.id,
      currency: 'usd',
      ui_mode: 'embedded_page',
      ...params,
    })
  const returnUrl = 'https://shop.example/back?session={CHECKOUT_SESSION_ID}'
  const session = await create({ return_url: returnUrl })
  expect(session).toMatchObject({
    ui_mode: 'embedded_page',
    url: null,
    return_url: returnUrl,
    redirect_on_completion: 'always',
    success_url: null,
  })
  expect(session.client_secret).toMatch(new RegExp(`^${session.id}_secret_`))
  expect((await fetch(`${box.url}/checkout/${session.id}`)).status).toBe(404)
  await box.post(`/_stripe/checkout/${session.id}/complete`, { number: '4000002500003155' })
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'complete' })
  expect(await create({ redirect_on_completion: 'never' })).toMatchObject({ redirect_on_completion: 'never' })
  for (const [params, param] of [
    [{}, 'return_url'],
    [{ success_url: 'https://shop.example' }, 'success_url'],
    [{ redirect_on_completion: 'never', return_url: returnUrl }, 'return_url'],
    [{ ui_mode: 'hosted_page', success_url: 'https://shop.example', return_url: returnUrl }, 'return_url'],
  ] as const) {
    expect(await refusal(create(params))).toMatchObject({ statusCode: 400, param })
  }
})

test('the console shows an invoice, credits it, disputes its charge and decides', async () => {
  const customer = await customerWith(stripe, 'pm_card_visa')
  const invoice = await stripe.invoices.pay((await draftOf(stripe, customer.id, 1000)).id)
  const page = `/_stripe/invoices/${invoice.id}`
  const act = (path: string, fields: Record<string, string> = {}) =>
    box.form(`/_stripe/console${path}`, { back: page, ...fields })
  expect(await (await fetch(`${box.url}/_stripe/billing`)).text()).toContain(invoice.number ?? '-')
  const credited = await act(`/invoices/${invoice.id}/credit`, { amount: '2.50', to: 'refund' })
  expect(credited.headers.get('location')).toBe(page)
  const [note] = (await stripe.creditNotes.list({ invoice: invoice.id })).data
  expect(note).toMatchObject({ amount: 250, refunds: [{ amount_refunded: 250 }] })
  const wrong = await act(`/invoices/${invoice.id}/credit`, { amount: '50', to: 'balance' })
  expect(wrong.headers.get('location')).toContain(`${page}?wrong=`)
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data
  await act(`/charges/${charge?.id ?? ''}/dispute`)
  const html = await (await fetch(`${box.url}${page}`)).text()
  for (const part of [note?.number ?? '-', 'disputed', 'Renewed by its bank']) expect(html).toContain(part)
  const [dispute] = (await stripe.disputes.list({ charge: charge?.id ?? '' })).data
  await act(`/disputes/${dispute?.id ?? ''}/close`, { verdict: 'lost', back: 'https://evil.example' }).then(
    answer => expect(answer.headers.get('location')).toBe('/_stripe/billing'),
  )
  expect((await stripe.disputes.retrieve(dispute?.id ?? '')).status).toBe('lost')
})

test('what is still to come survives a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-restart-'))
  const file = join(folder, 'stripe.sqlite')
  const before = await startTestSandbox(file)
  const customer = await customerWith(before.stripe, 'pm_card_createDispute')
  const paid = await before.stripe.invoices.pay((await draftOf(before.stripe, customer.id, 1000)).id)
  const note = await before.stripe.creditNotes.create({ invoice: paid.id, amount: 10, credit_amount: 10 })
  const taxId = await before.stripe.customers.createTaxId(customer.id, {
    type: 'gb_vat',
    value: 'GB123456789',
  })
  const portal = await before.stripe.billingPortal.sessions.create({ customer: customer.id })
  await before.close()
  const after = await startTestSandbox(file)
  await after.advance(61)
  expect(await after.stripe.creditNotes.retrieve(note.id)).toMatchObject({ number: note.number, total: 10 })
  expect((await after.stripe.taxIds.retrieve(taxId.id)).verification?.status).toBe('verified')
  expect((await after.stripe.disputes.list()).data).toHaveLength(1)
  const found = await after.stripe.invoices.search({ query: `customer:"${customer.id}"` })
  expect(found.data.map(each => each.id)).toEqual([paid.id])
  const configuration = await after.stripe.billingPortal.configurations.retrieve(String(portal.configuration))
  expect(configuration.is_default).toBe(true)
  expect(await after.violations()).toEqual({ count: 0, latest: [] })
  await after.close()
  await rm(folder, { recursive: true })
})
