import { describe, expect, it } from 'vitest'
import { bucketsOf, customRange, offeredBuckets, presetRange } from './range'

const now = new Date('2026-11-22T21:40:07.123Z')
const iso = (range: { from: Date; to: Date }) => [range.from.toISOString(), range.to.toISOString()]

describe('presets', () => {
  it.each([
    ['24h', '2026-11-21T22:00:00.000Z', '2026-11-22T22:00:00.000Z', 24],
    ['7d', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z', 7],
    ['30d', '2026-10-24T00:00:00.000Z', '2026-11-23T00:00:00.000Z', 30],
    ['month', '2026-11-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z', 22],
    ['last-month', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', 31],
  ] as const)('%s spans %s to %s in %i bars', (preset, from, to, bars) => {
    const range = presetRange(preset, now)
    expect(iso(range)).toEqual([from, to])
    expect(bucketsOf(range)).toHaveLength(bars)
  })

  it('holds the very second, also on the boundary of an hour, a day and a month', () => {
    for (const at of ['2026-12-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z', '2028-02-29T12:00:00.000Z'].map(
      t => new Date(t),
    ))
      for (const preset of ['24h', '7d', '30d', 'month'] as const) {
        const { from, to } = presetRange(preset, at)
        expect(from <= at && at < to, `${preset} at ${at.toISOString()}`).toBe(true)
      }
  })

  it('shows the first day of a month by the hour', () => {
    expect(presetRange('month', new Date('2026-12-01T05:00:00Z')).bucket).toBe('hour')
  })

  it('offers hours only where the bars can be told apart', () => {
    expect(offeredBuckets(presetRange('30d', now))).toEqual(['day'])
    expect(presetRange('30d', now, 'hour').bucket).toBe('day')
    expect(offeredBuckets(presetRange('7d', now))).toEqual(['hour', 'day'])
    expect(offeredBuckets(presetRange('24h', now))).toEqual(['hour'])
  })
})

describe('custom spans', () => {
  it('includes both days', () => {
    const range = customRange('2026-02-27', '2026-03-01')
    expect(range.ok && iso(range.value)).toEqual(['2026-02-27T00:00:00.000Z', '2026-03-02T00:00:00.000Z'])
  })

  it('refuses what is no day, is reversed or too long', () => {
    for (const [a, b] of [
      ['2026-02-30', '2026-03-01'],
      ['x', '2026-03-01'],
      ['2026-03-02', '2026-03-01'],
      ['2024-01-01', '2026-01-01'],
      ['0000-01-01', '0000-01-02'],
      ['0099-12-31', '0099-12-31'],
    ] as const)
      expect(customRange(a, b).ok, `${a}…${b}`).toBe(false)
  })
})
