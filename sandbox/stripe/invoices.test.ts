import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PDFDocument } from 'pdf-lib'
import { amountsOf } from '@/sandbox/stripe/resources/invoice-amounts'
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

const balanceOf = async (id: string) => {
  const customer = await stripe.customers.retrieve(id)
  return customer.deleted ? null : customer.balance
}
const typesOf = async (invoice: string) => {
  const events = await stripe.events.list({ limit: 100, type: 'invoice.*' })
  return events.data
    .filter(event => (event.data.object as { id?: string }).id === invoice)
    .map(event => String(event.type))
    .reverse()
}

describe('from draft to paid', () => {
  test('lines, number, payment, and the events in order', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: 'usd',
      auto_advance: false,
      collection_method: 'charge_automatically',
      pending_invoice_items_behavior: 'exclude',
      metadata: { period: '2026-10' },
    })
    expect(draft).toMatchObject({ status: 'draft', number: null, total: 0, automatically_finalizes_at: null })
    const period = { start: 1_790_812_800, end: 1_793_491_200 }
    const lines = Array.from({ length: 25 }, (_, i) => ({
      amount: i - 2,
      description: `line ${i}`,
      period,
      metadata: { line: i },
    }))
    const filled = await stripe.invoices.addLines(draft.id, { lines })
    expect(filled).toMatchObject({ subtotal: 250, total: 250, amount_due: 250 })
    expect(filled.lines.data).toHaveLength(10)
    const read = await stripe.invoices
      .listLineItems(draft.id, { limit: 100 })
      .autoPagingToArray({ limit: 300 })
    expect(read.map(line => line.amount)).toEqual(lines.map(line => line.amount))
    expect(read[3]).toMatchObject({
      description: 'line 3',
      metadata: { line: '3' },
      period,
      parent: { type: 'invoice_item_details' },
    })
    const open = await stripe.invoices.finalizeInvoice(draft.id)
    expect(open.status).toBe('open')
    expect(open.number).toMatch(/^[0-9A-Z]{8}-0001$/)
    const paid = await stripe.invoices.pay(draft.id, { off_session: true })
    expect(paid).toMatchObject({
      status: 'paid',
      amount_paid: 250,
      amount_remaining: 0,
      attempted: true,
      attempt_count: 1,
    })
    expect(await typesOf(draft.id)).toEqual([
      'invoice.created',
      'invoice.updated',
      'invoice.finalized',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ])
    const [payment] = (await stripe.invoicePayments.list({ invoice: draft.id })).data
    expect(payment).toMatchObject({ status: 'paid', amount_paid: 250, is_default: true })
  })
  test('numbers count up per customer', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const numbers: (string | null)[] = []
    for (let i = 0; i < 3; i += 1)
      numbers.push(
        (await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 100)).id)).number,
      )
    const prefix = numbers[0]?.slice(0, 8) ?? ''
    expect(numbers).toEqual(['0001', '0002', '0003'].map(sequence => `${prefix}-${sequence}`))
  })
  test('a final invoice cannot be edited, added to, deleted or finalized again', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const { id } = await draftOf(stripe, customer.id, 100)
    await stripe.invoices.finalizeInvoice(id)
    const attempts = [
      stripe.invoices.addLines(id, { lines: [{ amount: 1 }] }),
      stripe.invoiceItems.create({ customer: customer.id, invoice: id, amount: 1, currency: 'usd' }),
      stripe.invoices.del(id),
      stripe.invoices.finalizeInvoice(id),
      stripe.invoices.update(id, { description: 'other' }),
    ]
    for (const attempt of attempts)
      expect(await refusal(attempt)).toMatchObject({ statusCode: 400, code: 'invoice_not_editable' })
    expect((await stripe.invoices.update(id, { metadata: { seen: '1' } })).metadata).toEqual({ seen: '1' })
  })
  test('a draft can be corrected and deleted', async () => {
    const customer = await stripe.customers.create()
    const draft = await draftOf(stripe, customer.id, 100)
    const [line] = draft.lines.data
    const corrected = await stripe.invoices.updateLineItem(draft.id, line?.id ?? '', { amount: 150 })
    expect(corrected.amount).toBe(150)
    const item = await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: draft.id,
      amount: 25,
      currency: 'usd',
    })
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(175)
    await stripe.invoiceItems.update(item.id, { amount: 50 })
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(200)
    await stripe.invoiceItems.del(item.id)
    const emptied = await stripe.invoices.removeLines(draft.id, {
      lines: [{ id: line?.id ?? '', behavior: 'delete' }],
    })
    expect(emptied).toMatchObject({ total: 0, lines: { data: [] } })
    expect(await stripe.invoices.del(draft.id)).toEqual({ id: draft.id, object: 'invoice', deleted: true })
    expect(await refusal(stripe.invoices.retrieve(draft.id))).toMatchObject({ statusCode: 404 })
    expect((await stripe.invoices.list({ customer: customer.id })).data).toEqual([])
  })
  test('pending items wait for the next invoice that includes them, and come back when it is deleted', async () => {
    const customer = await stripe.customers.create()
    await stripe.invoiceItems.create({ customer: customer.id, amount: 300, currency: 'usd' })
    const without = await stripe.invoices.create({ customer: customer.id })
    expect(without.total).toBe(0)
    const including = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: 'include',
    })
    expect(including).toMatchObject({ total: 300 })
    await stripe.invoices.del(including.id)
    expect((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data).toHaveLength(1)
  })
  test('at most 250 lines', async () => {
    const { id } = await draftOf(stripe, (await stripe.customers.create()).id, 1)
    const lines = Array.from({ length: 250 }, () => ({ amount: 1 }))
    expect(await refusal(stripe.invoices.addLines(id, { lines }))).toMatchObject({ statusCode: 400 })
    expect((await stripe.invoices.retrieve(id)).total).toBe(1)
    expect((await stripe.invoices.addLines(id, { lines: lines.slice(1) })).total).toBe(250)
  })
  test('lists by customer and status', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const [a, b] = [await draftOf(stripe, customer.id, 100), await draftOf(stripe, customer.id, 200)]
    await stripe.invoices.pay(a.id)
    const ids = async (status: Stripe.InvoiceListParams.Status) =>
      (await stripe.invoices.list({ customer: customer.id, status })).data.map(invoice => invoice.id)
    expect([await ids('paid'), await ids('draft'), await ids('open')]).toEqual([[a.id], [b.id], []])
  })
})

describe('small amounts and balances', () => {
  test('under 50 cents: paid, nothing charged, carried by the balance to the next invoice', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const small = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 31)).id)
    expect(small).toMatchObject({
      status: 'paid',
      total: 31,
      amount_due: 0,
      amount_paid: 0,
      starting_balance: 0,
      ending_balance: 31,
    })
    const [entry] = (await stripe.customers.listBalanceTransactions(customer.id)).data
    expect(entry).toMatchObject({
      type: 'invoice_too_small',
      amount: 31,
      ending_balance: 31,
      invoice: small.id,
    })
    expect((await stripe.charges.list({ customer: customer.id })).data).toEqual([])
    const next = await stripe.invoices.pay((await draftOf(stripe, customer.id, 200)).id)
    expect(next).toMatchObject({
      total: 200,
      amount_due: 231,
      amount_paid: 231,
      starting_balance: 31,
      ending_balance: 0,
    })
    expect(await balanceOf(customer.id)).toBe(0)
  })
  test('two small months add up until they can be charged', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    for (const [cents, due, balance] of [
      [20, 0, 20],
      [20, 0, 40],
      [20, 60, 0],
    ] as const) {
      const invoice = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, cents)).id)
      expect([invoice.amount_due, await balanceOf(customer.id)]).toEqual([due, balance])
    }
  })
  test('credit pays first', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    await stripe.customers.createBalanceTransaction(customer.id, {
      amount: -500,
      currency: 'usd',
      description: 'Goodwill',
    })
    const covered = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 300)).id)
    expect(covered).toMatchObject({
      status: 'paid',
      amount_due: 0,
      amount_paid: 0,
      starting_balance: -500,
      ending_balance: -200,
    })
    const rest = await stripe.invoices.pay((await draftOf(stripe, customer.id, 1000)).id)
    expect(rest).toMatchObject({ amount_due: 800, amount_paid: 800, ending_balance: 0 })
  })
  test('voiding gives the balance back', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    await stripe.customers.update(customer.id, { balance: 70 })
    const open = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 300)).id)
    expect(open.amount_due).toBe(370)
    const voided = await stripe.invoices.voidInvoice(open.id)
    expect(voided).toMatchObject({ status: 'void', amount_remaining: 0 })
    expect(await balanceOf(customer.id)).toBe(70)
    expect(await refusal(stripe.invoices.pay(open.id))).toMatchObject({ statusCode: 400 })
    const [payment] = (await stripe.invoicePayments.list({ invoice: open.id })).data
    expect(payment?.status).toBe('canceled')
  })
  test.each([
    [0, 0, 0, 0, undefined],
    [49, 0, 0, 49, 'invoice_too_small'],
    [50, 0, 50, 0, undefined],
    [1, 49, 50, 0, 'applied_to_invoice'],
    [0, 30, 0, 30, undefined],
    [-100, 0, 0, -100, 'applied_to_invoice'],
    [80, -40, 0, 40, 'invoice_too_small'],
    [40, -40, 0, 0, 'applied_to_invoice'],
  ])('total %i with balance %i: due %i, balance then %i', (total, balance, due, endingBalance, change) => {
    expect(amountsOf(total, balance)).toEqual({ due, endingBalance, change })
  })
})

describe('collection', () => {
  test('a failed payment is told, counted, and tried again after 3, 5 and 7 days', async () => {
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail')
    const draft = await draftOf(stripe, customer.id, 500)
    await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: true })
    const seen: (number | null)[] = []
    for (const wait of [hour, 3 * day, 5 * day, 7 * day, 30 * day]) {
      await box.advance(wait + 1)
      seen.push((await stripe.invoices.retrieve(draft.id)).attempt_count)
    }
    expect(seen).toEqual([1, 2, 3, 4, 4])
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({
      status: 'open',
      next_payment_attempt: null,
    })
    expect((await typesOf(draft.id)).filter(type => type === 'invoice.payment_failed')).toHaveLength(4)
    const charges = (await stripe.charges.list({ customer: customer.id })).data
    expect(charges.map(charge => [charge.status, charge.outcome?.reason])).toEqual(
      Array.from({ length: 4 }, () => ['failed', 'generic_decline']),
    )
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    expect(await stripe.invoices.pay(draft.id, { payment_method: good.id })).toMatchObject({
      status: 'paid',
      attempt_count: 4,
    })
  })
  test('a jump of the clock does what was due on the way, each at its time', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const draft = await stripe.invoices.create({ customer: customer.id, auto_advance: true })
    await stripe.invoices.addLines(draft.id, { lines: [{ amount: 900 }] })
    await box.advance(20 * day)
    const paid = await stripe.invoices.retrieve(draft.id)
    expect(paid.status).toBe('paid')
    expect(paid.status_transitions.finalized_at).toBe(draft.automatically_finalizes_at)
    expect(paid.status_transitions.paid_at).toBe(draft.automatically_finalizes_at)
  })
  test('without a card the attempt fails and says so', async () => {
    const customer = await stripe.customers.create()
    const draft = await draftOf(stripe, customer.id, 500)
    expect(await refusal(stripe.invoices.pay(draft.id))).toMatchObject({ statusCode: 400 })
    await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: true })
    await box.advance(2 * hour)
    expect(await typesOf(draft.id)).toContain('invoice.payment_failed')
  })
  test('a draft of a deleted customer is left alone, and said to have failed', async () => {
    const customer = await stripe.customers.create()
    const draft = await stripe.invoices.create({ customer: customer.id, auto_advance: true })
    await stripe.customers.del(customer.id)
    await box.advance(2 * hour)
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({
      status: 'draft',
      last_finalization_error: { code: 'resource_missing' },
    })
    expect(await typesOf(draft.id)).toContain('invoice.finalization_failed')
  })
  test('paid by other means, uncollectible, sent', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const cash = await stripe.invoices.pay((await draftOf(stripe, customer.id, 500)).id, {
      paid_out_of_band: true,
    })
    expect(cash).toMatchObject({ status: 'paid', amount_paid_off_stripe: 500 })
    expect((await stripe.charges.list({ customer: customer.id })).data).toEqual([])
    const lost = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 500)).id)
    expect(await stripe.invoices.markUncollectible(lost.id)).toMatchObject({ status: 'uncollectible' })
    expect(await stripe.invoices.pay(lost.id)).toMatchObject({ status: 'paid' })
    const sent = await stripe.invoices.create({
      customer: customer.id,
      collection_method: 'send_invoice',
      days_until_due: 14,
    })
    expect(sent.due_date).toBe(sent.created + 14 * day)
    await stripe.invoices.addLines(sent.id, { lines: [{ amount: 700 }] })
    expect(await stripe.invoices.sendInvoice(sent.id)).toMatchObject({ status: 'open' })
    expect(await refusal(stripe.invoices.create({ customer: customer.id, days_until_due: 3 }))).toMatchObject(
      { param: 'days_until_due' },
    )
  })
})

describe('what people see', () => {
  test('the hosted page shows the lines, takes the payment once, and the PDF opens', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    await stripe.customers.update(customer.id, { name: 'Halcyon <b>Ünïcode</b> 漢字 Ltd' })
    const draft = await stripe.invoices.create({
      customer: customer.id,
      custom_fields: [{ name: 'Period', value: 'October 2026' }],
    })
    const lines = Array.from({ length: 120 }, (_, i) => ({
      amount: 100 + i,
      description: `Claude Haiku 4.5 input, part ${i}, ${'long '.repeat(i % 30)}`,
    }))
    await stripe.invoices.addLines(draft.id, { lines })
    const open = await stripe.invoices.finalizeInvoice(draft.id)
    const page = open.hosted_invoice_url ?? ''
    const html = await (await fetch(page)).text()
    expect(html).toContain('part 119')
    expect(html).toContain('Pay invoice')
    expect(html).not.toContain('<b>Ünïcode</b>')
    expect((await fetch(page.slice(0, -2))).status).toBe(404)
    const path = new URL(page).pathname
    await Promise.all([
      box.form(`${path}/pay`, { card: 'saved' }),
      box.form(`${path}/pay`, { card: 'saved' }),
    ])
    expect(await stripe.invoices.retrieve(open.id)).toMatchObject({
      status: 'paid',
      amount_paid: open.total,
      attempt_count: 1,
    })
    expect((await stripe.charges.list({ customer: customer.id })).data).toHaveLength(1)
    const file = await fetch(open.invoice_pdf ?? '')
    expect(file.headers.get('content-type')).toBe('application/pdf')
    const pdf = await PDFDocument.load(await file.arrayBuffer())
    expect(pdf.getTitle()).toBe(`Invoice ${open.number ?? ''}`)
    expect(pdf.getPageCount()).toBeGreaterThan(2)
  })
  test('a decline on the page is told in place, and another card pays', async () => {
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail')
    const open = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 800)).id)
    const path = new URL(open.hosted_invoice_url ?? '').pathname
    const declined = await box.form(`${path}/pay`, { card: 'saved' })
    expect(declined.status).toBe(402)
    expect(await declined.text()).toContain('You were not charged.')
    const typed = {
      card: 'typed',
      number: '4242424242424242',
      expiry: '12 / 39',
      cvc: '123',
      name: 'Mira',
      country: 'IE',
    }
    expect((await box.form(`${path}/pay`, typed)).status).toBe(303)
    expect((await stripe.invoices.retrieve(open.id)).status).toBe('paid')
  })
})
