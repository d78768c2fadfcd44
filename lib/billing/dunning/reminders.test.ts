import { expect, it } from 'vitest'
import { dueReminder } from './reminders'

const failedAt = new Date('2026-11-01T00:10:00Z')

it.each([
  ['2026-11-01T00:09:59Z', null],
  ['2026-11-01T00:10:00Z', 0],
  ['2026-11-04T00:09:59Z', 0],
  ['2026-11-04T00:10:00Z', 3],
  ['2026-11-07T00:10:00Z', 6],
  ['2026-11-08T00:09:59Z', 6],
  ['2026-11-08T00:10:00Z', null],
])('on %s the reminder of day %s is due', (now, day) => {
  expect(dueReminder(failedAt, new Date(now))).toBe(day)
})
