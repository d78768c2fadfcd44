import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from './pace'

/** When each of these requests, made at these moments, goes out. */
const departures = (pace: Pace, asked: readonly number[]) => asked.map(at => at + pace.take(at))

describe('a pace', () => {
  it('lets a few go at once and spreads the others', () => {
    const sent = departures(new Pace(8), [1_000, 1_000, 1_000, 1_000, 1_000])
    expect(sent).toEqual([1_000, 1_000, 1_000, 1_125, 1_250])
  })

  it('is never passed by more than its burst, in any stretch of time', () => {
    const asks = fc.array(fc.nat(300), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(
        asks,
        fc.integer({ min: 4, max: 200 }),
        fc.integer({ min: 100, max: 3_000 }),
        (gaps, rate, windowMs) => {
          let atMs = 0
          const sent = departures(
            new Pace(rate),
            gaps.map(gap => (atMs += gap)),
          )
          for (const start of sent) {
            const within = sent.filter(at => at >= start && at < start + windowMs).length
            expect(within).toBeLessThanOrEqual(Math.ceil((rate * (windowMs + 250)) / 1_000) + 1)
          }
        },
      ),
    )
  })

  it('holds back everyone while the other side asks for a pause', () => {
    const pace = new Pace(10)
    pace.take(0)
    pace.pause(0, 2_000)
    expect(pace.take(0)).toBeGreaterThanOrEqual(2_000)
    expect(pace.take(5_000)).toBe(0)
  })

  it('refuses a pace at which nothing ever goes', () => {
    expect(() => new Pace(0)).toThrow()
  })
})
