import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateOf, Histogram, histogramBounds, histogramError, histogramPacking } from './histogram'
import { eachSlot, SlotSum } from './packed'

/** What SQL's `width_bucket` does, and the packed number of one duration. */
function packed(ms: number): bigint {
  const slot = histogramBounds.findLastIndex(bound => bound <= ms)
  return 10n ** BigInt(slot * histogramPacking.width)
}
/** The number as `numeric_send` writes it. */
function stored(number: bigint): string {
  const digits: number[] = []
  for (let rest = number; rest > 0n; rest /= 10_000n) digits.unshift(Number(rest % 10_000n))
  const first = digits.length - 1
  while (digits.at(-1) === 0) digits.pop()
  const bytes = Buffer.alloc(8 + 2 * digits.length)
  bytes.writeInt16BE(digits.length, 0)
  bytes.writeInt16BE(Math.max(first, 0), 2)
  for (const [i, digit] of digits.entries()) bytes.writeUInt16BE(digit, 8 + 2 * i)
  return bytes.toString('base64')
}
const histogramOf = (durations: readonly number[]) => {
  const histogram = new Histogram()
  histogram.add(stored(durations.reduce((sum, ms) => sum + packed(ms), 0n)))
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
    for (const part of [fast, slow]) whole.add(stored(part.reduce((sum, ms) => sum + packed(ms), 0n)))
    expect(whole.total).toBe(100)
    expect(whole.percentile(0.5)).toBeCloseTo(100, -1)
    const mean = ((histogramOf(fast).percentile(0.5) ?? 0) + (histogramOf(slow).percentile(0.5) ?? 0)) / 2
    expect(mean).toBeGreaterThan(4_000)
  })

  it('of one duration says what it would be estimated at without', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 }), ms => {
        expect(estimateOf(ms)).toBe(histogramOf([ms]).percentile(1))
      }),
    )
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
        eachSlot(stored(number), { width: 16, slots: 96 }, (slot, high, low) => {
          found[slot] = BigInt(high) * 100_000_000n + BigInt(low)
          sum.add(high, low)
        })
        expect(found).toEqual(values)
        expect(sum.value).toBe(values.reduce((total, value) => total + value, 0n))
      }),
    )
  })
})
