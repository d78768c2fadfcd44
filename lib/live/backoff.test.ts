import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Backoff } from './backoff'

const halfway = () => 0.5

it('waits twice as long each time, up to half a minute', () => {
  const backoff = new Backoff(halfway)
  expect(Array.from({ length: 7 }, () => backoff.broke(0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ])
})

it('begins anew after a stream that held, but not after one that broke at once', () => {
  const backoff = new Backoff(halfway)
  const broken = (afterMs: number) => {
    backoff.opened(1_000)
    return backoff.broke(1_000 + afterMs)
  }
  expect([broken(5), broken(5), broken(29_999), broken(30_000), broken(5)]).toEqual([
    1_000, 2_000, 4_000, 1_000, 2_000,
  ])
})

it('spreads over a quarter of the pause to either side', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), random => {
      const pauseMs = new Backoff(() => random).broke(0)
      expect(pauseMs).toBeGreaterThanOrEqual(750)
      // Just below 1 a half of it is rounded up.
      expect(pauseMs).toBeLessThanOrEqual(1_250)
    }),
  )
})
