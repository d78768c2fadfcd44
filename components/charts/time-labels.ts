import { monthNames } from '@/lib/format'
import { onClock } from '@/lib/usage/zone'

/** The span that one bar stands for. */
export type Grain = 'minute' | 'hour' | 'day' | 'month'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
interface WallTime {
  year: number
  /** 1 to 12. */
  month: number
  day: number
  hour: number
  minute: number
}

/** What a clock and calendar in the zone show. Words and commas are ours: the platform's differ, and server and browser must write the same. */
function wallTime(at: Date, timeZone: string): WallTime {
  const local = onClock(at, timeZone)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  }
}

const monthOf = ({ month }: WallTime) => monthNames[month - 1] ?? ''
const shortDay = (time: WallTime) => `${time.day} ${monthOf(time).slice(0, 3)}`
const clockOf = ({ hour, minute }: WallTime) =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

const dayOf = (time: WallTime) =>
  `${weekdays[new Date(Date.UTC(time.year, time.month - 1, time.day)).getUTCDay()] ?? ''} ${shortDay(time)}`

/** The head of a tooltip: `Wed 18 Nov, 14:05`, `Wed 18 Nov, 14:00 – 15:00`, `Wed 18 Nov`, `November 2026`. */
export function pointLabel(at: Date, grain: Grain, timeZone = 'UTC'): string {
  const time = wallTime(at, timeZone)
  if (grain === 'month') return `${monthOf(time)} ${time.year}`
  if (grain === 'day') return dayOf(time)
  if (grain === 'minute') return `${dayOf(time)}, ${clockOf(time)}`
  return spanLabel(at, new Date(at.getTime() + 3_600_000), timeZone)
}

/** A span by the zone's clock: `Wed 18 Nov, 14:00 – 15:00`, `Wed 18 Nov, 22:00 – Thu 19 Nov, 02:00`. */
export function spanLabel(from: Date, to: Date, timeZone = 'UTC'): string {
  const [start, end] = [wallTime(from, timeZone), wallTime(to, timeZone)]
  const midnight = end.hour === 0 && end.minute === 0
  const sameDay = dayOf(start) === dayOf(end) || (midnight && to.getTime() - from.getTime() <= 86_400_000)
  return `${dayOf(start)}, ${clockOf(start)} – ${sameDay ? '' : `${dayOf(end)}, `}${clockOf(end)}`
}

/**
 * Labels under an axis, index → words, at most `most` and evenly spaced. Days are numbers with the month where it begins
 * (`1 Nov`, `4`, `7`); hours are clock times, the day at midnight; a month stands with its year when that begins.
 */
export function axisLabels(
  times: readonly Date[],
  grain: Grain,
  most = 8,
  timeZone = 'UTC',
): Map<number, string> {
  const labels = new Map<number, string>()
  let before: WallTime | undefined
  for (const i of spread(times, most, grain, timeZone)) {
    const at = times[i]
    if (!at) continue
    const time = wallTime(at, timeZone)
    labels.set(i, axisLabel(time, before, grain))
    before = time
  }
  return labels
}

function axisLabel(time: WallTime, before: WallTime | undefined, grain: Grain): string {
  const newYear = before?.year !== time.year
  if (grain === 'month')
    return newYear ? `${monthOf(time).slice(0, 3)} ${time.year}` : monthOf(time).slice(0, 3)
  if (grain === 'day') return newYear || before?.month !== time.month ? shortDay(time) : String(time.day)
  return time.hour === 0 && time.minute === 0 ? shortDay(time) : clockOf(time)
}

const strides: Record<Grain, number[]> = {
  minute: [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360],
  hour: [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 168],
  day: [1, 2, 3, 5, 7, 10, 14, 30, 60, 90],
  month: [1, 2, 3, 6, 12],
}

/** Every n-th index, with the smallest n that keeps to `most`; hours and minutes begin on the clock's own multiples (00:00, 03:00). */
function spread(times: readonly Date[], most: number, grain: Grain, timeZone: string): number[] {
  const { length } = times
  const stride =
    strides[grain].find(n => Math.ceil(length / n) <= most) ?? Math.max(1, Math.ceil(length / most))
  const start = times.findIndex(at => isRound(wallTime(at, timeZone), grain, stride))
  if (start < 0) return []
  return Array.from({ length: Math.ceil((length - start) / stride) }, (_, i) => start + i * stride)
}

function isRound({ hour, minute }: WallTime, grain: Grain, stride: number): boolean {
  if (grain === 'hour') return hour % Math.min(stride, 24) === 0
  return grain !== 'minute' || (hour * 60 + minute) % stride === 0
}
