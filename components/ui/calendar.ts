import { monthNames } from '@/lib/format'

/** A day of the calendar as `YYYY-MM-DD`; no time, no zone. Days compare as strings. */
export type Day = string

const dayMs = 86_400_000
const toDate = (day: Day) => new Date(`${day}T00:00:00Z`)
const fromDate = (at: Date): Day => at.toISOString().slice(0, 10)

export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(toDate(text).getTime()) &&
    fromDate(toDate(text)) === text
  )
}

export function addDays(day: Day, days: number): Day {
  return fromDate(new Date(toDate(day).getTime() + days * dayMs))
}

/** The same day of another month, or its last day where that is shorter: 31 Jan + 1 month is 28 Feb. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return fromDate(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))))
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`
}

/** 0 is Monday. */
export function weekday(day: Day): number {
  return (toDate(day).getUTCDay() + 6) % 7
}

/** The weeks of a month, Monday first; days of the neighbouring months are null. */
export function monthGrid(month: Day): (Day | null)[][] {
  const first = startOfMonth(month)
  const length = (toDate(addMonths(first, 1)).getTime() - toDate(first).getTime()) / dayMs
  const cells: (Day | null)[] = [
    ...Array.from({ length: weekday(first) }, () => null),
    ...Array.from({ length }, (_, i) => addDays(first, i)),
  ]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

export function clampDay(day: Day, min: Day | undefined, max: Day | undefined): Day {
  if (min && day < min) return min
  if (max && day > max) return max
  return day
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const monthWord = (day: Day) => monthNames[Number(day.slice(5, 7)) - 1] ?? ''
const short = (day: Day) => `${Number(day.slice(8))} ${monthWord(day).slice(0, 3)}`

/** `November 2026`. */
export const monthName = (day: Day) => `${monthWord(day)} ${day.slice(0, 4)}`
/** `Wednesday 18 November 2026`. */
export const dayName = (day: Day) =>
  `${weekdays[weekday(day)] ?? ''} ${Number(day.slice(8))} ${monthName(day)}`

/** `1 – 22 Nov 2026`, `28 Oct – 3 Nov 2026`, `30 Dec 2025 – 2 Jan 2026`, `18 Nov 2026`. */
export function rangeName(from: Day, to: Day): string {
  const end = `${short(to)} ${to.slice(0, 4)}`
  if (from === to) return end
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))} – ${end}`
  return from.slice(0, 4) === to.slice(0, 4)
    ? `${short(from)} – ${end}`
    : `${short(from)} ${from.slice(0, 4)} – ${end}`
}
