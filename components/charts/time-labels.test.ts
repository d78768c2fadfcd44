import { expect, test } from 'vitest'
import { axisLabels, pointLabel } from './time-labels'

const day = 86_400_000
const days = (from: string, n: number) =>
  Array.from({ length: n }, (_, i) => new Date(Date.parse(from) + i * day))
const hours = (from: string, n: number) =>
  Array.from({ length: n }, (_, i) => new Date(Date.parse(from) + i * 3_600_000))

test('days: the month at its beginning, then numbers', () => {
  expect([...axisLabels(days('2026-11-01', 22), 'day')]).toEqual([
    [0, '1 Nov'],
    [3, '4'],
    [6, '7'],
    [9, '10'],
    [12, '13'],
    [15, '16'],
    [18, '19'],
    [21, '22'],
  ])
})

test('a range over two months names the second where it begins', () => {
  expect([...axisLabels(days('2026-10-26', 14), 'day').values()]).toEqual([
    '26 Oct',
    '28',
    '30',
    '1 Nov',
    '3',
    '5',
    '7',
  ])
})

test('hours: round clock times, the day at midnight', () => {
  expect([...axisLabels(hours('2026-11-17T16:00Z', 24), 'hour')]).toEqual([
    [2, '18:00'],
    [5, '21:00'],
    [8, '18 Nov'],
    [11, '03:00'],
    [14, '06:00'],
    [17, '09:00'],
    [20, '12:00'],
    [23, '15:00'],
  ])
  expect([...axisLabels(hours('2026-11-17T16:00Z', 72), 'hour', 3).values()]).toEqual([
    '18 Nov',
    '19 Nov',
    '20 Nov',
  ])
})

test('never more than asked for, whatever the length', () => {
  for (const n of [0, 1, 2, 7, 30, 31, 90, 365, 4000])
    for (const most of [3, 5, 8])
      expect(axisLabels(days('2026-01-01', n), 'day', most).size).toBeLessThanOrEqual(most)
})

test('a zone other than UTC moves the days', () => {
  const at = new Date('2026-11-18T23:30:00Z')
  expect(pointLabel(at, 'day')).toBe('Wed 18 Nov')
  expect(pointLabel(at, 'day', 'Europe/Berlin')).toBe('Thu 19 Nov')
  expect(pointLabel(new Date('2026-11-18T14:00:00Z'), 'hour')).toBe('Wed 18 Nov, 14:00 – 15:00')
  expect(pointLabel(at, 'month')).toBe('November 2026')
})
