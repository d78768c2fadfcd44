import { describe, expect, it } from 'vitest'
import { retryDelayMs } from './retry'
import { sweptTypes, toTopic } from './topics'

describe('what an event is about', () => {
  it.each([
    ['checkout.session.completed', 'cs_test_1', { kind: 'setup_session', id: 'cs_test_1' }],
    ['customer.deleted', 'cus_1', { kind: 'customer', id: 'cus_1' }],
    ['payment_method.detached', 'pm_1', { kind: 'card', id: 'pm_1' }],
    ['invoice.payment_failed', 'in_1', { kind: 'invoice', id: 'in_1' }],
    ['charge.refunded', 'ch_1', { kind: 'charge', id: 'ch_1' }],
    ['refund.failed', 're_1', { kind: 'refund', id: 're_1' }],
    ['charge.refund.updated', 're_1', { kind: 'refund', id: 're_1' }],
    ['charge.dispute.closed', 'du_1', { kind: 'dispute', id: 'du_1' }],
    ['credit_note.voided', 'cn_1', { kind: 'credit_note', id: 'cn_1' }],
    ['charge.succeeded', 'ch_1', null],
    ['customer.tax_id.created', 'txi_1', { kind: 'tax_id', id: 'txi_1' }],
    ['customer.subscription.created', 'sub_1', null],
    ['invoice.upcoming', null, null],
    ['some.future.type', 'xyz_1', null],
  ])('%s', (type, objectId, topic) => expect(toTopic({ type, objectId })).toEqual(topic))
})

it('waits ever longer between attempts, an hour at most', () => {
  expect([1, 2, 3, 10, 60].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 512_000, 3_600_000])
})

it('sweeps only types that mean something, no more than Stripe takes in one question', () => {
  const ids = ['cs_1', 'cus_1', 'pm_1', 'in_1', 'ch_1', 're_1', 'du_1', 'cn_1']
  for (const type of sweptTypes)
    expect(
      ids.some(objectId => toTopic({ type, objectId }) !== null),
      type,
    ).toBe(true)
  expect(sweptTypes.length).toBeLessThanOrEqual(20)
})
