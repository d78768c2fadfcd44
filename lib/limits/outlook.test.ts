import { describe, expect, it } from 'vitest'
import { toOutlook } from './outlook'

const dollars = (n: number) => BigInt(n) * 1_000_000_000n
const day = (text: string, amount: number) => ({
  day: new Date(`${text}T00:00:00Z`),
  costNanos: dollars(amount),
})

describe('outlook', () => {
  // Noon of 21 November: $50 + $40 spent, limit $150. Of the month 9.5 days are left: $60 over them is $6.315789473 a day.
  const outlook = toOutlook({
    now: new Date('2026-11-21T12:00:00Z'),
    limitNanos: dollars(150),
    days: [day('2026-10-01', 5), day('2026-10-31', 7), day('2026-11-02', 50), day('2026-11-20', 40)],
    paceNanos: dollars(40),
  })

  it('says what is spent, what is left and what a day may cost', () => {
    expect([outlook.spentNanos, outlook.remainingNanos]).toEqual([dollars(90), dollars(60)])
    expect(outlook.perDayNanos).toBe(6_315_789_473n)
    expect(outlook.resetsAt.toISOString()).toBe('2026-12-01T00:00:00.000Z')
  })

  it('adds up day by day, to today and over the whole month before', () => {
    expect(outlook.cumulative).toHaveLength(21)
    expect([outlook.cumulative[0], outlook.cumulative[1], outlook.cumulative[20]]).toEqual([
      0n,
      dollars(50),
      dollars(90),
    ])
    expect(outlook.previousCumulative).toHaveLength(31)
    expect(outlook.previousCumulative.at(-1)).toBe(dollars(12))
  })

  it('carries the pace of the week on: $40 a week is $54.28 more in 9.5 days, so the limit lasts', () => {
    expect(outlook.atEndNanos).toBe(dollars(90) + 54_285_714_285n)
    expect(outlook.reachesLimitAt).toBeNull()
  })

  it('never shows less than nothing left', () => {
    const over = toOutlook({
      now: new Date('2026-11-21T12:00:00Z'),
      limitNanos: dollars(10),
      days: [day('2026-11-02', 50)],
      paceNanos: 0n,
    })
    expect([over.remainingNanos, over.perDayNanos]).toEqual([0n, 0n])
  })
})
