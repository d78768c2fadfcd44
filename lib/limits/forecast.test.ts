import { describe, expect, it } from 'vitest'
import { forecast } from './forecast'

const now = new Date('2026-11-22T00:00:00Z')
const end = new Date('2026-12-01T00:00:00Z')
const dollars = (n: number) => BigInt(n) * 1_000_000_000n

describe('forecast', () => {
  // $70 in 7 days is $10 a day; 9 days are left: $100 + $90. The limit of $150 is $50 away: 5 days.
  const week = { spentNanos: dollars(70), windowMs: 7 * 86_400_000 }

  it('carries the pace of the window to the end of the period', () => {
    const result = forecast({ spentNanos: dollars(100), pace: week, limitNanos: dollars(150), now, end })
    expect(result.atEndNanos).toBe(dollars(190))
    expect(result.reachesLimitAt?.toISOString()).toBe('2026-11-27T00:00:00.000Z')
  })

  it('names no date that lies past the reset', () => {
    const result = forecast({ spentNanos: dollars(100), pace: week, limitNanos: dollars(190), now, end })
    expect(result.reachesLimitAt).toBeNull()
  })

  it('says now when the limit is reached, and never without a limit or a pace', () => {
    const at = (limitNanos: bigint | null, pace = week) =>
      forecast({ spentNanos: dollars(100), pace, limitNanos, now, end }).reachesLimitAt
    expect(at(dollars(100))).toEqual(now)
    expect(at(0n)).toEqual(now)
    expect(at(null)).toBeNull()
    expect(at(dollars(101), { spentNanos: 0n, windowMs: 1 })).toBeNull()
  })

  it('counts the first minutes of an account as an hour, so that one request is not read as a flood', () => {
    const pace = { spentNanos: dollars(1), windowMs: 60_000 }
    const { atEndNanos } = forecast({ spentNanos: dollars(1), pace, limitNanos: null, now, end })
    expect(atEndNanos).toBe(dollars(1 + 9 * 24))
  })
})
