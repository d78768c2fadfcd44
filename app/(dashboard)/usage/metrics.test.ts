import { describe, expect, it } from 'vitest'
import { formatChange, groupingOf, toRate } from './metrics'

describe('change', () => {
  it.each([
    [165n, 100n, '+65.0%'],
    [979n, 1000n, '−2.1%'],
    [1n, 0n, 'New'],
    [0n, 0n, null],
    [0n, 5n, '−100.0%'],
    [100_000n, 100_000n, 'no change'],
    [5_000_000n, 100n, '+5M%'],
  ])('from %s, which was %s, is %s', (now, before, said) => {
    expect(formatChange(now, before)).toBe(said)
  })
})

describe('rates', () => {
  it('are parts of a million', () => expect(toRate(1, 244)).toBe(4098n))

  it('of nothing are none', () => {
    expect(toRate(0, 0)).toBeNull()
  })
})

it('errors are not told apart by status, and refusals by nothing but their reason', () => {
  expect(groupingOf({ metric: 'errors', group: 'status' })).toBe('model')
  expect(groupingOf({ metric: 'latency', group: 'status' })).toBe('status')
  expect(groupingOf({ metric: 'rejected', group: 'key' })).toBe('reason')
})
