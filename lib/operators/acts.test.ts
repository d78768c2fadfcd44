import { expect, it } from 'vitest'
import { actWords, detailWords, knownActs, operatorActs } from '@/lib/operators/acts'

it('has words for every act of an operator, and shows others by their own names', () => {
  for (const act of operatorActs) expect(actWords(act)).not.toBe(act)
  expect(actWords('something.new')).toBe('something.new')
  expect(knownActs).toEqual(expect.arrayContaining([...operatorActs]))
})

it('says what changed first, then the rest; nothing of nothing', () => {
  expect(detailWords('ceiling.changed', { from: '50.00', to: null })).toBe('from $50.00 to none')
  expect(detailWords('standing.changed', { reason: 'held', to: 'suspended', from: 'active' })).toBe(
    'from active to suspended, held by an operator',
  )
  expect(detailWords('invoice.credited', { amount_cents: 150, to: 'refund' })).toBe(
    'amount: $1.50, to: refund',
  )
  expect(detailWords('limit.changed', { limit_nanos: '50000000000' })).toBe('limit: $50.00')
  expect(detailWords('key.created', {})).toBe('')
  const rates = { tokens_to: 100_000, requests_to: 60, tokens_from: null, requests_from: null }
  expect(detailWords('key.rates_changed', rates)).toBe(
    'requests from none to 60, tokens from none to 100,000',
  )
  expect(detailWords('account.held', { reason: 'held' })).toBe('reason: held')
  expect(detailWords('something.new', { sent_to: 'x', from: 'y' })).toBe('sent to: x, from: y')
})
