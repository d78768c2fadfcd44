import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { customerWith, draftOf, refusal, startTestSandbox, type TestSandbox } from '@/sandbox/stripe/testing'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const day = 24 * 3600
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

async function charged(card: string, cents = 2000) {
  const customer = await customerWith(stripe, card)
  const invoice = await stripe.invoices.pay((await draftOf(stripe, customer.id, cents)).id)
  expect(invoice.status).toBe('paid')
  await box.advance(2)
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data
  if (!charge) throw new Error('there is a charge')
  const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data
  return { customer, invoice, charge, dispute }
}
async function disputed(card = 'pm_card_createDispute') {
  const made = await charged(card)
  if (!made.dispute) throw new Error('the charge is not disputed')
  return { ...made, dispute: made.dispute }
}
const typesAbout = async (id: string) =>
  (await stripe.events.list({ limit: 100, type: 'charge.dispute.*' })).data
    .filter(event => (event.data.object as { id?: string }).id === id)
    .map(event => String(event.type))
    .reverse()

describe('disputes', () => {
  test('0259 pays, and is disputed a moment later: the money and a fee are withdrawn', async () => {
    const { charge, dispute, invoice } = await disputed()
    expect(charge).toMatchObject({ status: 'succeeded', disputed: true })
    expect(dispute).toMatchObject({
      amount: 2000,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      evidence_details: { due_by: dispute.created + 9 * day, has_evidence: false, submission_count: 0 },
    })
    expect(dispute.balance_transactions).toMatchObject([
      { amount: -2000, fee: 1500, net: -3500, reporting_category: 'dispute', source: dispute.id },
    ])
    expect(await typesAbout(dispute.id)).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn'])
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid')
    const expanded = await stripe.disputes.retrieve(dispute.id, { expand: ['charge.customer'] })
    expect(expanded.charge).toMatchObject({ object: 'charge', customer: { object: 'customer' } })
  })
  test.each([
    ['winning_evidence', 'won', ['charge.dispute.funds_reinstated', 'charge.dispute.closed'], 2],
    ['losing_evidence', 'lost', ['charge.dispute.closed'], 1],
  ])('answered with %s it is %s', async (text, status, last, movements) => {
    const { dispute } = await disputed()
    await stripe.disputes.update(dispute.id, { evidence: { product_description: 'Tokens' }, submit: false })
    const answered = await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: text } })
    expect(answered).toMatchObject({
      status: 'under_review',
      evidence: { product_description: 'Tokens', uncategorized_text: text },
      evidence_details: { has_evidence: true, submission_count: 1 },
    })
    await box.advance(2)
    const closed = await stripe.disputes.retrieve(dispute.id)
    expect(closed.status).toBe(status)
    expect(closed.balance_transactions).toHaveLength(movements)
    expect((await typesAbout(dispute.id)).slice(4)).toEqual(last)
    const again = stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'more' } })
    expect(await refusal(again)).toMatchObject({ statusCode: 400 })
  })
  test('accepted it is lost; unanswered it is lost when the time is over', async () => {
    const [first, second] = [await disputed(), await disputed('pm_card_createDisputeProductNotReceived')]
    expect(second.dispute.reason).toBe('product_not_received')
    expect((await stripe.disputes.close(first.dispute.id)).status).toBe('lost')
    expect(await refusal(stripe.disputes.close(first.dispute.id))).toMatchObject({ statusCode: 400 })
    await box.advance(9 * day)
    expect((await stripe.disputes.retrieve(second.dispute.id)).status).toBe('lost')
    expect((await typesAbout(first.dispute.id)).filter(type => type.endsWith('closed'))).toHaveLength(1)
  })
  test('an inquiry takes no money and closes without a verdict', async () => {
    const { dispute, charge } = await disputed('pm_card_createDisputeInquiry')
    expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] })
    await stripe.refunds.create({ charge: charge.id, amount: 100 })
    await box.advance(10 * day)
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('warning_closed')
  })
  test('what is charged back cannot be refunded too', async () => {
    const { charge } = await disputed()
    expect(await refusal(stripe.refunds.create({ charge: charge.id }))).toMatchObject({
      code: 'charge_disputed',
    })
  })
  test('the console disputes any charge and decides', async () => {
    const { charge } = await charged('pm_card_visa')
    const opened = await box.post(`/_stripe/charges/${charge.id}/dispute`, { reason: 'product_not_received' })
    const dispute = (await opened.json()) as Stripe.Dispute
    expect(dispute).toMatchObject({ charge: charge.id, reason: 'product_not_received' })
    expect((await box.post(`/_stripe/charges/${charge.id}/dispute`)).status).toBe(400)
    await box.post(`/_stripe/disputes/${dispute.id}/close`, { verdict: 'won' })
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('won')
    await stripe.refunds.create({ charge: charge.id })
  })
})

describe('refunds that do not just succeed', () => {
  test('5126: the bank sends the refund back, and the charge stands again', async () => {
    const { charge } = await charged('pm_card_refundFail')
    const refund = await stripe.refunds.create({ charge: charge.id })
    expect(refund.status).toBe('succeeded')
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ refunded: true, amount_refunded: 2000 })
    await box.advance(10)
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    })
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ refunded: false, amount_refunded: 0 })
    expect(await box.eventTypes('refund.failed')).toHaveLength(1)
    expect(await box.eventTypes('charge.refund.updated')).toHaveLength(1)
  })
  test('7726: the refund is pending, then there', async () => {
    const { charge } = await charged('pm_card_pendingRefund')
    const refund = await stripe.refunds.create({ charge: charge.id, amount: 500 })
    expect(refund.status).toBe('pending')
    await box.advance(10)
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
    expect((await stripe.charges.retrieve(charge.id)).amount_refunded).toBe(500)
  })
  test('the console fails any refund, once', async () => {
    const { charge } = await charged('pm_card_visa')
    const refund = await stripe.refunds.create({ charge: charge.id, amount: 700 })
    expect((await box.post(`/_stripe/refunds/${refund.id}/fail`)).status).toBe(200)
    expect((await box.post(`/_stripe/refunds/${refund.id}/fail`)).status).toBe(400)
    expect((await stripe.charges.retrieve(charge.id)).amount_refunded).toBe(0)
  })
})

test('a receipt is there for what was charged, tells what came back, and opens by its own link alone', async () => {
  const { charge, invoice } = await charged('pm_card_visa', 1234)
  await stripe.refunds.create({ charge: charge.id, amount: 200 })
  const page = await fetch(charge.receipt_url ?? '')
  const html = await page.text()
  expect(page.status).toBe(200)
  for (const part of ['$12.34', '$2.00', 'ending in 4242', invoice.number ?? '-'])
    expect(html).toContain(part)
  expect((await fetch(`${charge.receipt_url ?? ''}x`)).status).toBe(404)
  const declined = await customerWith(stripe, 'pm_card_chargeCustomerFail')
  await refusal(stripe.invoices.pay((await draftOf(stripe, declined.id, 500)).id))
  const [failed] = (await stripe.charges.list({ customer: declined.id })).data
  expect(failed).toMatchObject({ status: 'failed', receipt_url: null })
})
