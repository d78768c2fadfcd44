import { describe, expect, test } from 'vitest'
import { addDays, addMonths, clampDay, dayName, isDay, monthGrid, rangeName, weekday } from './calendar'

describe('calendar', () => {
  test('a month is whole weeks from Monday, with nothing of its neighbours', () => {
    const weeks = monthGrid('2026-11-18')
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
    expect(weeks.at(-1)).toEqual(['2026-11-30', null, null, null, null, null, null])
    expect(weeks.flat().filter(Boolean)).toHaveLength(30)
    expect(monthGrid('2027-02-01')).toHaveLength(4)
  })

  test('a month further on keeps the day, or takes the last one', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2028-02-29', 12)).toBe('2029-02-28')
    expect(addMonths('2026-11-15', -12)).toBe('2025-11-15')
  })

  test('days cross months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
    expect(weekday('2026-11-22')).toBe(6)
  })

  test('only days that exist are days', () => {
    expect(['2026-11-30', '2028-02-29'].every(isDay)).toBe(true)
    expect(['2026-11-31', '2026-2-1', '', 'x', '2026-13-01'].some(isDay)).toBe(false)
  })

  test('bounds hold', () => {
    expect(clampDay('2026-11-30', undefined, '2026-11-22')).toBe('2026-11-22')
    expect(clampDay('2026-01-01', '2026-08-01', undefined)).toBe('2026-08-01')
  })

  test('a day is named in full', () => {
    expect(dayName('2026-11-22')).toBe('Sunday 22 November 2026')
    expect(dayName('2026-09-07')).toBe('Monday 7 September 2026')
  })

  test('a range says no more than it must', () => {
    expect(rangeName('2026-11-01', '2026-11-22')).toBe('1 – 22 Nov 2026')
    expect(rangeName('2026-10-28', '2026-11-03')).toBe('28 Oct – 3 Nov 2026')
    expect(rangeName('2025-12-30', '2026-01-02')).toBe('30 Dec 2025 – 2 Jan 2026')
    expect(rangeName('2026-11-18', '2026-11-18')).toBe('18 Nov 2026')
  })
})
