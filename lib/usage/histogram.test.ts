import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram, histogramBounds, histogramError, histogramPacking } from './histogram'
import { eachSlot, SlotSum } from './packed'

/** What SQL's `width_bucket` does, and the packed number of one duration. */
function packed(ms: number): bigint {
  const slot = histogramBounds.findLastIndex(bound => bound <= ms)
  return 10n ** BigInt(slot * histogramPacking.width)
}
const histogramOf = (durations: readonly number[]) => {
  const histogram = new Histogram()
  histogram.add(durations.reduce((sum, ms) => sum + packed(ms), 0n).toString())
  return histogram
}
const exactly = (durations: readonly number[], p: number) =>
  durations.toSorted((a, b) => a - b)[Math.ceil(p * durations.length) - 1] ?? 0

describe('a histogram of durations', () => {
  it('estimates every percentile within the stated error, from a millisecond to an hour', () => {
    const duration = fc.integer({ min: 0, max: 3_600_000 }).map(ms => Math.floor(ms ** exponentOf(ms)))
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 1),
        (all, p) => {
          const exact = exactly(all, p)
          const estimate = histogramOf(all).percentile(p) ?? Number.NaN
          expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * histogramError + 1e-9)
        },
      ),
    )
    expect(histogramError).toBeLessThan(0.05)
  })

  it('of two parts, added as numbers, is the histogram of the whole; the mean of their percentiles is not', () => {
    const fast = Array.from({ length: 90 }, () => 100)
    const slow = Array.from({ length: 10 }, () => 10_000)
    const whole = new Histogram()
    for (const part of [fast, slow]) whole.add(part.reduce((sum, ms) => sum + packed(ms), 0n).toString())
    expect(whole.total).toBe(100)
    expect(whole.percentile(0.5)).toBeCloseTo(100, -1)
    const mean = ((histogramOf(fast).percentile(0.5) ?? 0) + (histogramOf(slow).percentile(0.5) ?? 0)) / 2
    expect(mean).toBeGreaterThan(4_000)
  })

  it('knows nothing where nothing was counted', () => {
    expect(histogramOf([]).percentile(0.5)).toBeNull()
  })
})

/** Spreads durations over all magnitudes. */
const exponentOf = (seed: number) => (seed % 10) / 10 + 0.1

describe('packed numbers', () => {
  it('give back what was added to each slot', () => {
    const slots = fc.array(fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }), { maxLength: 96 })
    fc.assert(
      fc.property(slots, values => {
        const number = values.reduce((sum, value, i) => sum + value * 10n ** BigInt(i * 16), 0n)
        const found = values.map(() => 0n)
        const sum = new SlotSum()
        eachSlot(number.toString(), { width: 16, slots: 96 }, (slot, digits) => {
          found[slot] = BigInt(digits)
          sum.add(digits)
        })
        expect(found).toEqual(values)
        expect(sum.value).toBe(values.reduce((total, value) => total + value, 0n))
      }),
    )
  })
})
