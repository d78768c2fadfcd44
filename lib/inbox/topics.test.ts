import { describe, expect, it } from 'vitest'
import { retryDelayMs } from './retry'
import { toTopic } from './topics'

describe('what an event is about', () => {
  it.each([
    ['checkout.session.completed', 'cs_test_1', { kind: 'setup_session', id: 'cs_test_1' }],
    ['customer.deleted', 'cus_1', { kind: 'customer', id: 'cus_1' }],
    ['payment_method.detached', 'pm_1', { kind: 'card', id: 'pm_1' }],
    ['invoice.payment_failed', 'in_1', { kind: 'invoice', id: 'in_1' }],
    ['customer.tax_id.created', 'txi_1', null],
    ['invoice.upcoming', null, null],
    ['some.future.type', 'xyz_1', null],
  ])('%s', (type, objectId, topic) => expect(toTopic({ type, objectId })).toEqual(topic))
})

it('waits ever longer between attempts, an hour at most', () => {
  expect([1, 2, 3, 10, 60].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 512_000, 3_600_000])
})
