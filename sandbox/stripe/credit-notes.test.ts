import fc from 'fast-check'
import { PDFDocument } from 'pdf-lib'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { splitCredit } from '@/sandbox/stripe/resources/credit-note-amounts'
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

async function openInvoice(cents: number, card = 'pm_card_visa') {
  const customer = await customerWith(stripe, card)
  const invoice = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, cents)).id)
  return { customer, invoice }
}
async function paidInvoice(cents: number, card?: string) {
  const { customer, invoice } = await openInvoice(cents, card)
  return { customer, invoice: await stripe.invoices.pay(invoice.id) }
}
const balanceOf = async (id: string) => {
  const customer = await stripe.customers.retrieve(id)
  return customer.deleted ? null : customer.balance
}
const typesAbout = async (id: string, type: string) =>
  (await stripe.events.list({ limit: 100, type })).data
    .filter(event => (event.data.object as { id?: string }).id === id)
    .map(event => String(event.type))

describe('on an open invoice', () => {
  test('lowers what is due and what will be charged, and leaves the total', async () => {
    const { invoice } = await openInvoice(1000)
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 300,
      reason: 'order_change',
      memo: 'Wrong price',
      metadata: { why: 'price' },
    })
    expect(note).toMatchObject({
      type: 'pre_payment',
      status: 'issued',
      amount: 300,
      total: 300,
      pre_payment_amount: 300,
      post_payment_amount: 0,
      number: `${invoice.number ?? ''}-CN-01`,
      memo: 'Wrong price',
      reason: 'order_change',
      metadata: { why: 'price' },
      refunds: [],
      customer_balance_transaction: null,
    })
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'open',
      total: 1000,
      amount_due: 700,
      amount_remaining: 700,
      pre_payment_credit_notes_amount: 300,
      post_payment_credit_notes_amount: 0,
    })
    expect(await stripe.invoices.pay(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 700 })
    const [charge] = (await stripe.charges.list({ customer: String(invoice.customer) })).data
    expect(charge?.amount).toBe(700)
    expect(await typesAbout(note.id, 'credit_note.*')).toEqual(['credit_note.created'])
  })
  test('for all of it, the invoice is paid with nothing charged', async () => {
    const { invoice, customer } = await openInvoice(400)
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 400 })
    const after = await stripe.invoices.retrieve(invoice.id, { expand: ['payments'] })
    expect(after).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0, amount_remaining: 0 })
    expect(after.payments?.data[0]?.status).toBe('canceled')
    expect((await stripe.charges.list({ customer: customer.id })).data).toEqual([])
    expect(await typesAbout(invoice.id, 'invoice.paid')).toHaveLength(1)
  })
  test('voided, the invoice asks for it again; a second time it cannot be', async () => {
    const { invoice } = await openInvoice(1000)
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 200 })
    expect(await stripe.creditNotes.voidCreditNote(note.id)).toMatchObject({ status: 'void' })
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      amount_due: 1000,
      amount_remaining: 1000,
      pre_payment_credit_notes_amount: 0,
    })
    expect(await typesAbout(note.id, 'credit_note.voided')).toHaveLength(1)
    expect(await refusal(stripe.creditNotes.voidCreditNote(note.id))).toMatchObject({ statusCode: 400 })
    expect((await stripe.invoices.pay(invoice.id)).amount_paid).toBe(1000)
  })
  test('of an invoice that credit paid in part, the excess goes back to the balance', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -400, currency: 'usd' })
    const invoice = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 1000)).id)
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, credit_amount: 400 })
    expect(note).toMatchObject({ type: 'mixed', pre_payment_amount: 600, post_payment_amount: 400 })
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'paid', amount_due: 0 })
    expect(await balanceOf(customer.id)).toBe(-400)
  })
  test('may not leave an amount that is too small to charge', async () => {
    const { invoice } = await openInvoice(100)
    expect(await refusal(stripe.creditNotes.create({ invoice: invoice.id, amount: 70 }))).toMatchObject({
      code: 'amount_too_small',
    })
    expect((await stripe.invoices.retrieve(invoice.id)).amount_due).toBe(100)
    expect((await stripe.creditNotes.list({ invoice: invoice.id })).data).toEqual([])
  })
})

describe('on a paid invoice', () => {
  test('refunds to the card', async () => {
    const { invoice, customer } = await paidInvoice(1000)
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 250,
      refund_amount: 250,
      expand: ['refunds.refund'],
    })
    expect(note).toMatchObject({ type: 'post_payment', post_payment_amount: 250 })
    expect(note.refunds[0]).toMatchObject({
      amount_refunded: 250,
      type: 'refund',
      refund: { object: 'refund', amount: 250, status: 'succeeded' },
    })
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data
    expect(charge?.amount_refunded).toBe(250)
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_due: 1000,
      amount_paid: 1000,
      post_payment_credit_notes_amount: 250,
    })
    expect(await box.eventTypes('charge.refunded')).toHaveLength(1)
  })
  test('credits the balance, which the next invoice uses up', async () => {
    const { invoice, customer } = await paidInvoice(1000)
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 300, credit_amount: 300 })
    const [entry] = (await stripe.customers.listBalanceTransactions(customer.id)).data
    expect(entry).toMatchObject({
      id: note.customer_balance_transaction,
      type: 'credit_note',
      amount: -300,
      ending_balance: -300,
      credit_note: note.id,
      invoice: invoice.id,
    })
    const next = await stripe.invoices.pay((await draftOf(stripe, customer.id, 1000)).id)
    expect(next).toMatchObject({ amount_due: 700, amount_paid: 700, starting_balance: -300 })
  })
  test('splits over refund, credit and out of band, and links a refund made before', async () => {
    const { invoice } = await paidInvoice(1000)
    const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id })).data
    const intent = String(payment?.payment.payment_intent)
    const earlier = await stripe.refunds.create({ payment_intent: intent, amount: 100 })
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 600,
      refund_amount: 200,
      refunds: [{ refund: earlier.id, amount_refunded: 100 }],
      credit_amount: 250,
      out_of_band_amount: 50,
    })
    expect(note.refunds.map(each => each.amount_refunded)).toEqual([100, 200])
    expect(note.out_of_band_amount).toBe(50)
    expect((await stripe.refunds.list({ payment_intent: intent })).data).toHaveLength(2)
    expect(await refusal(stripe.creditNotes.voidCreditNote(note.id))).toMatchObject({ statusCode: 400 })
  })
  test('has to say where all of the money goes, and nothing happens until it does', async () => {
    const { invoice, customer } = await paidInvoice(1000)
    const wrong = stripe.creditNotes.create({ invoice: invoice.id, amount: 300, credit_amount: 200 })
    expect((await refusal(wrong)).message).toContain('(200) must equal')
    expect(await balanceOf(customer.id)).toBe(0)
    expect((await stripe.invoices.retrieve(invoice.id)).post_payment_credit_notes_amount).toBe(0)
  })
  test('all notes together never exceed the invoice', async () => {
    const { invoice } = await paidInvoice(1000)
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 800, credit_amount: 800 })
    const more = stripe.creditNotes.create({ invoice: invoice.id, amount: 201, credit_amount: 201 })
    expect((await refusal(more)).message).toContain('(200)')
    const rest = await stripe.creditNotes.create({ invoice: invoice.id, amount: 200, credit_amount: 200 })
    expect(rest.number).toMatch(/-CN-02$/)
  })
  test('a carried invoice of under 50 cents can be credited on the balance that carries it', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    const small = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 31)).id)
    await stripe.creditNotes.create({ invoice: small.id, amount: 31, credit_amount: 31 })
    expect(await balanceOf(customer.id)).toBe(0)
    const other = stripe.creditNotes.create({ invoice: small.id, amount: 1, refund_amount: 1 })
    expect(await refusal(other)).toMatchObject({ statusCode: 400 })
  })
})

describe('lines', () => {
  test('credit parts of the invoice’s lines, and never more of one than it has', async () => {
    const { invoice } = await paidInvoice(1000)
    const line = invoice.lines.data[0]?.id ?? ''
    const credit = (amount: number) =>
      stripe.creditNotes.create({
        invoice: invoice.id,
        lines: [
          { type: 'invoice_line_item', invoice_line_item: line, amount, metadata: { model: 'haiku' } },
          { type: 'custom_line_item', description: 'For the trouble', quantity: 2, unit_amount: 25 },
        ],
        credit_amount: amount + 50,
      })
    const note = await credit(600)
    expect(note).toMatchObject({ total: 650, subtotal: 650 })
    const lines = await stripe.creditNotes.listLineItems(note.id).autoPagingToArray({ limit: 10 })
    expect(lines).toMatchObject([
      { type: 'invoice_line_item', invoice_line_item: line, amount: 600, metadata: { model: 'haiku' } },
      { type: 'custom_line_item', amount: 50, quantity: 2, unit_amount: 25, description: 'For the trouble' },
    ])
    expect(note.lines.data.map(each => each.id)).toEqual(lines.map(each => each.id))
    expect((await refusal(credit(500))).message).toContain('(400)')
    const twice = { type: 'invoice_line_item', invoice_line_item: line, amount: 250 } as const
    const both = stripe.creditNotes.create({ invoice: invoice.id, lines: [twice, twice], credit_amount: 500 })
    expect((await refusal(both)).message).toContain('(150)')
    const whole = { type: 'invoice_line_item', invoice_line_item: 'il_other', amount: 1 } as const
    const foreign = stripe.creditNotes.create({ invoice: invoice.id, lines: [whole], credit_amount: 1 })
    expect(await refusal(foreign)).toMatchObject({ code: 'resource_missing' })
  })
  test('a preview tells what would be, and does nothing', async () => {
    const { invoice, customer } = await paidInvoice(1000)
    const asked = { invoice: invoice.id, amount: 400, credit_amount: 400 }
    const preview = await stripe.creditNotes.preview(asked)
    expect(preview).toMatchObject({ object: 'credit_note', total: 400, post_payment_amount: 400 })
    expect((await stripe.creditNotes.listPreviewLineItems(asked)).data.map(each => each.amount)).toEqual([
      400,
    ])
    expect((await stripe.creditNotes.list({ customer: customer.id })).data).toEqual([])
    expect(await balanceOf(customer.id)).toBe(0)
    expect(await refusal(stripe.creditNotes.retrieve(preview.id))).toMatchObject({ statusCode: 404 })
    expect(await typesAbout(preview.id, 'credit_note.created')).toEqual([])
  })
})

interface Step {
  amount: number
  way: 'credit_amount' | 'out_of_band_amount' | 'refund_amount' | 'void'
}
const ways: Step['way'][] = ['credit_amount', 'out_of_band_amount', 'refund_amount', 'void']
const step: fc.Arbitrary<Step> = fc.record({
  amount: fc.integer({ min: 1, max: 900 }),
  way: fc.constantFrom(...ways),
})

/** Issues or voids as the step says; what Stripe refuses is left at that. */
async function take(invoiceId: string, { amount, way }: Step) {
  const invoice = await stripe.invoices.retrieve(invoiceId)
  const [latest] = (await stripe.creditNotes.list({ invoice: invoiceId })).data
  const beyond = Math.max(0, amount - invoice.amount_remaining)
  const call =
    way === 'void'
      ? stripe.creditNotes.voidCreditNote(latest?.id ?? 'cn_none')
      : stripe.creditNotes.create({ invoice: invoiceId, amount, ...(beyond ? { [way]: beyond } : {}) })
  await call.catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
  })
}

test('whatever is credited and voided, every cent is where the notes say', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 10, max: 2000 }),
    fc.constantFrom(-600, -100, 0, 30, 200),
    fc.boolean(),
    fc.array(step, { maxLength: 6 }),
    async (total, balance, paysFirst, steps) => {
      const customer = await customerWith(stripe, 'pm_card_visa')
      await stripe.customers.update(customer.id, { balance })
      const final = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, total)).id)
      if (paysFirst && final.status === 'open') await stripe.invoices.pay(final.id)
      for (const each of steps) await take(final.id, each)
      const after = await stripe.invoices.retrieve(final.id)
      const notes = (await stripe.creditNotes.list({ invoice: final.id, limit: 100 })).data
      const issued = notes.filter(note => note.status === 'issued')
      const sum = (of: (note: Stripe.CreditNote) => number) => issued.reduce((all, note) => all + of(note), 0)
      const refunded = sum(note => note.refunds.reduce((all, each) => all + each.amount_refunded, 0))
      const credited = sum(note => note.post_payment_amount - (note.out_of_band_amount ?? 0)) - refunded
      const entries = (await stripe.customers.listBalanceTransactions(customer.id, { limit: 100 })).data
      const charges = (await stripe.charges.list({ customer: customer.id })).data
      expect(sum(note => note.total)).toBeLessThanOrEqual(total)
      expect(after.pre_payment_credit_notes_amount).toBe(sum(note => note.pre_payment_amount))
      expect(after.post_payment_credit_notes_amount).toBe(sum(note => note.post_payment_amount))
      expect(after.amount_due).toBe(final.amount_due - after.pre_payment_credit_notes_amount)
      expect(after.amount_remaining).toBe(after.amount_due - after.amount_paid)
      expect(after.status).toBe(after.amount_remaining === 0 ? 'paid' : 'open')
      expect(await balanceOf(customer.id)).toBe((final.ending_balance ?? 0) - credited)
      expect(entries.reduce((all, entry) => all + entry.amount, 0)).toBe(await balanceOf(customer.id))
      expect(charges.reduce((all, charge) => all + charge.amount_refunded, 0)).toBe(refunded)
    },
  )
  await fc.assert(property, { numRuns: 40 })
})

test('memo and metadata can be changed later, and only once issued', async () => {
  const { invoice } = await openInvoice(500)
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })
  const changed = await stripe.creditNotes.update(note.id, { memo: 'Agreed', metadata: { by: 'mira' } })
  expect(changed).toMatchObject({ memo: 'Agreed', metadata: { by: 'mira' } })
  expect(await typesAbout(note.id, 'credit_note.updated')).toHaveLength(1)
})

test('drafts, void and uncollectible invoices cannot be credited', async () => {
  const customer = await customerWith(stripe, 'pm_card_visa')
  const draft = await draftOf(stripe, customer.id, 500)
  const { invoice } = await openInvoice(500)
  await stripe.invoices.voidInvoice(invoice.id)
  for (const id of [draft.id, invoice.id]) {
    expect(await refusal(stripe.creditNotes.create({ invoice: id, amount: 100 }))).toMatchObject({
      param: 'invoice',
    })
  }
})

test('the PDF opens by its own link alone, and the invoice’s page leads to it', async () => {
  const { invoice } = await paidInvoice(1000)
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    amount: 250,
    refund_amount: 250,
    memo: 'Charged twice, sorry',
  })
  const pdf = await PDFDocument.load(await (await fetch(note.pdf)).arrayBuffer())
  expect(pdf.getTitle()).toBe(`Credit note ${note.number}`)
  expect((await fetch(note.pdf.replace(/.{4}\/pdf$/, 'zzzz/pdf'))).status).toBe(404)
  const page = await (await fetch(invoice.hosted_invoice_url ?? '')).text()
  expect(page).toContain(note.number)
  expect(page).toContain(note.pdf)
})

test.each([
  [{ total: 100, credit: 0, refund: 0, linked: 0, outOfBand: 0 }, 100, [100, 0, 'pre_payment']],
  [{ total: 100, credit: 100, refund: 0, linked: 0, outOfBand: 0 }, 0, [0, 100, 'post_payment']],
  [{ total: 100, credit: 10, refund: 20, linked: 5, outOfBand: 5 }, 60, [60, 40, 'mixed']],
])('%o with %i left to pay', (request, remaining, [prePayment, postPayment, type]) => {
  expect(splitCredit(request, remaining)).toEqual({ prePayment, postPayment, type })
  expect(splitCredit({ ...request, outOfBand: request.outOfBand + 1 }, remaining)).toContain('must equal')
})
