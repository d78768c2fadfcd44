import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingMinute } from './sliding-minute'

describe('a sliding minute', () => {
  it('forgets each unit after sixty seconds, not before', () => {
    const minute = new SlidingMinute()
    minute.add(5_000, 3)
    minute.add(30_999, 4)
    expect(minute.used(64_999)).toBe(7)
    expect(minute.used(65_000)).toBe(4)
    expect(minute.used(89_999)).toBe(4)
    expect(minute.used(90_000)).toBe(0)
  })

  it('says when there is room again', () => {
    const minute = new SlidingMinute()
    minute.add(10_000, 5)
    minute.add(20_000, 5)
    expect(minute.secondsUntil(25_000, 10)).toBe(0)
    expect(minute.secondsUntil(25_000, 9)).toBe(45)
    expect(minute.secondsUntil(25_000, 0)).toBe(55)
    expect(minute.used(25_000 + 45_000)).toBe(5)
  })

  it('corrects an estimate in the second it was made, and not once that has passed', () => {
    const minute = new SlidingMinute()
    minute.add(1_000, 100)
    minute.correct(1_000, 5_000, -60)
    expect(minute.used(5_000)).toBe(40)
    expect(minute.used(61_000)).toBe(0)
    minute.correct(1_000, 61_000, 500)
    expect(minute.used(61_000)).toBe(0)
  })

  it('agrees with a log of everything that was added', () => {
    const step = fc.record({ waitMs: fc.nat(40_000), units: fc.nat(50) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const minute = new SlidingMinute()
        const log: { second: number; units: number }[] = []
        let nowMs = 1_000_000
        for (const { waitMs, units } of steps) {
          nowMs += waitMs
          minute.add(nowMs, units)
          log.push({ second: Math.floor(nowMs / 1000), units })
          const now = Math.floor(nowMs / 1000)
          const expected = log
            .filter(entry => entry.second > now - 60)
            .reduce((sum, entry) => sum + entry.units, 0)
          expect(minute.used(nowMs)).toBe(expected)
        }
      }),
    )
  })
})
