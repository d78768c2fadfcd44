import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endOf,
  formatPeriod,
  nextPeriod,
  parsePeriod,
  periodOf,
  periodsBetween,
  previousPeriod,
  startOf,
  toPeriod,
} from './period'

describe('billing periods', () => {
  it('parses strictly', () => {
    expect(parsePeriod('2026-10').ok).toBe(true)
    for (const bad of [
      '2026-1',
      '2026-13',
      '2026-00',
      '26-10',
      '2026-10-01',
      ' 2026-10',
      '2026/10',
      '',
      '0000-01',
      '0099-12',
      '1999-12',
    ])
      expect(parsePeriod(bad).ok, bad).toBe(false)
  })

  it('is half-open by UTC, whatever the length of the month', () => {
    expect(periodOf(new Date('2026-11-30T23:59:59.999Z'))).toBe('2026-11')
    expect(periodOf(new Date('2026-12-01T00:00:00.000Z'))).toBe('2026-12')
    expect(endOf(toPeriod('2028-02')).getTime() - startOf(toPeriod('2028-02')).getTime()).toBe(
      29 * 86_400_000,
    )
  })

  it('crosses the year', () => {
    expect(nextPeriod(toPeriod('2026-12'))).toBe('2027-01')
    expect(previousPeriod(toPeriod('2026-01'))).toBe('2025-12')
    expect(periodsBetween(toPeriod('2026-11'), toPeriod('2027-01'))).toEqual([
      '2026-11',
      '2026-12',
      '2027-01',
    ])
    expect(formatPeriod(toPeriod('2026-11'))).toBe('November 2026')
  })

  it('holds every instant in exactly one period', () => {
    const instants = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(instants, at => {
        const p = periodOf(at)
        expect(startOf(p) <= at && at < endOf(p)).toBe(true)
        expect(previousPeriod(nextPeriod(p))).toBe(p)
      }),
    )
  })
})
