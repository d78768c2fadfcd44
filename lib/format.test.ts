import { describe, expect, it } from 'vitest'
import {
  formatCountShort,
  formatDate,
  formatDateTime,
  formatDuration,
  formatMoment,
  formatRate,
  formatRelative,
  formatShare,
  formatWeekday,
} from './format'

describe('counts and shares', () => {
  it.each([
    [0, '0'],
    [9_064, '9,064'],
    [45_172, '45.2k'],
    [12_400_000, '12.4M'],
    [1_000_000, '1M'],
    [987_654_321, '987.7M'],
    [999_949, '999.9k'],
    [999_950, '1M'],
    [999_960_000, '1B'],
    [2_000_000_000n, '2B'],
    [1_234_500_000_000_000n, '1234.5T'],
  ])('%s reads as %s', (count, text) => expect(formatCountShort(count)).toBe(text))

  it('a present part is never none', () => {
    expect([formatShare(1n, 10_000n), formatShare(246n, 1_000n), formatShare(0n, 0n)]).toEqual([
      '<0.1%',
      '24.6%',
      '0%',
    ])
  })
})

it('rates are percent; a tiny but present one is not nothing', () => {
  expect([0n, 50n, 4098n, 1_000_000n].map(formatRate)).toEqual(['0%', '<0.01%', '0.41%', '100.00%'])
})

describe('times', () => {
  const at = new Date('2026-09-01T00:05:07.900Z')
  it('are UTC, in words of our own', () => {
    expect(formatDate(at)).toBe('1 Sep 2026')
    expect(formatWeekday(at)).toBe('Tue 1 Sep')
    expect(formatMoment(at)).toBe('1 Sep, 00:05 UTC')
    expect(formatDateTime(at)).toBe('1 Sep 2026, 00:05:07 UTC')
  })

  it('are relative within a day', () => {
    const later = (ms: number) => formatRelative(at, new Date(at.getTime() + ms))
    expect([later(10_000), later(180_000), later(5 * 3_600_000), later(2 * 86_400_000)]).toEqual([
      'just now',
      '3 min ago',
      '5 h ago',
      '1 Sep 2026',
    ])
  })

  it('durations', () => expect([formatDuration(840), formatDuration(2_834)]).toEqual(['840 ms', '2.83 s']))
})
