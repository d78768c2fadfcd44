import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { periodOf } from '@/lib/period'
import { lastNeeded, missingMonths, monthOf, partitionOf } from './partition'

const now = new Date('2026-11-22T10:00:00Z')

describe('partitions', () => {
  it('are named by their month and bound by its first instants', () => {
    expect(partitionOf('2026-12')).toEqual({
      name: 'usage_events_2026_12',
      from: new Date('2026-12-01T00:00:00Z'),
      to: new Date('2027-01-01T00:00:00Z'),
    })
    expect(monthOf('usage_events_2026_12')).toBe('2026-12')
    expect(monthOf('usage_events_default')).toBeNull()
    expect(monthOf('usage_events_2026_13')).toBeNull()
  })

  it('reach three months ahead, beginning with this one', () => {
    expect(missingMonths([], now)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
    expect(missingMonths(['2026-11', '2026-12', '2027-01', '2027-02'], now)).toEqual([])
  })

  it('leave no month out when the clock jumps', () => {
    expect(missingMonths(['2026-08', '2026-09'], now)).toEqual([
      '2026-10',
      '2026-11',
      '2026-12',
      '2027-01',
      '2027-02',
    ])
  })

  it('cover every month from the first there is to the last needed', () => {
    const instant = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2031-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 6 }), instant, (instants, at) => {
        const existing = instants.map(periodOf)
        const all = [...new Set([...existing, ...missingMonths(existing, at)])].sort()
        expect(all).toContain(periodOf(at))
        expect(all).toContain(lastNeeded(at))
        expect(all.filter(month => month <= lastNeeded(at)).map(monthIndex)).toEqual(
          consecutiveFrom(monthIndex(all[0] ?? periodOf(at)), monthIndex(lastNeeded(at))),
        )
      }),
    )
  })
})

function monthIndex(period: string): number {
  return Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1
}

function consecutiveFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
