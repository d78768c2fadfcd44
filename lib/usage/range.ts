import { endOf, periodOf, previousPeriod, startOf } from '@/lib/period'
import { err, ok, type Result } from '@/lib/result'

/** Spans of time that the usage page offers by name; `custom` is a pair of days. All in UTC. */
export const presets = ['24h', '7d', '30d', 'month', 'last-month', 'custom'] as const
export type Preset = (typeof presets)[number]
export const bucketSizes = ['hour', 'day'] as const
export type BucketSize = (typeof bucketSizes)[number]

/** A half-open span, its ends on boundaries of its buckets. */
export interface UsageRange {
  readonly from: Date
  readonly to: Date
  readonly bucket: BucketSize
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** More bars than this cannot be told apart. */
const MAX_HOURLY_DAYS = 14
const MAX_DAYS = 366

/** The span of a preset at `now`: it ends with the hour or day that `now` falls in, so a request of this second stands in it. */
export function presetRange(preset: Exclude<Preset, 'custom'>, now: Date, bucket?: BucketSize): UsageRange {
  const today = floor(now, DAY_MS)
  const period = periodOf(now)
  switch (preset) {
    case '24h': {
      const to = floor(now, HOUR_MS).getTime() + HOUR_MS
      return { from: new Date(to - DAY_MS), to: new Date(to), bucket: 'hour' }
    }
    case '7d':
      return sized(addDays(today, -6), addDays(today, 1), bucket)
    case '30d':
      return sized(addDays(today, -29), addDays(today, 1), bucket)
    case 'month':
      return sized(startOf(period), addDays(today, 1), bucket)
    case 'last-month':
      return sized(startOf(previousPeriod(period)), endOf(previousPeriod(period)), bucket)
  }
}

/** Whole days from the first to the last, both included, each written `YYYY-MM-DD`. */
export function customRange(
  firstDay: string,
  lastDay: string,
  bucket?: BucketSize,
): Result<UsageRange, 'invalid_range'> {
  const first = parseDay(firstDay)
  const last = parseDay(lastDay)
  if (!first || !last) return err('invalid_range', 'Give both days as YYYY-MM-DD.')
  if (first > last) return err('invalid_range', 'The first day lies after the last.')
  const to = addDays(last, 1)
  if (to.getTime() - first.getTime() > MAX_DAYS * DAY_MS)
    return err('invalid_range', `Choose at most ${MAX_DAYS} days.`)
  return ok(sized(first, to, bucket))
}

/** The bucket sizes that a span can be shown in. */
export function offeredBuckets(range: UsageRange): readonly BucketSize[] {
  const days = (range.to.getTime() - range.from.getTime()) / DAY_MS
  if (range.from.getTime() % DAY_MS !== 0) return ['hour']
  return days > MAX_HOURLY_DAYS ? ['day'] : ['hour', 'day']
}

/** The start of every bucket of the span, in order. */
export function bucketsOf(range: UsageRange): Date[] {
  const step = range.bucket === 'hour' ? HOUR_MS : DAY_MS
  const starts: Date[] = []
  for (let t = range.from.getTime(); t < range.to.getTime(); t += step) starts.push(new Date(t))
  return starts
}

/** The day of an instant, `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function sized(from: Date, to: Date, wanted: BucketSize | undefined): UsageRange {
  const days = (to.getTime() - from.getTime()) / DAY_MS
  const automatic: BucketSize = days <= 2 ? 'hour' : 'day'
  return { from, to, bucket: days > MAX_HOURLY_DAYS ? 'day' : (wanted ?? automatic) }
}

function parseDay(text: string): Date | undefined {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return undefined
  const at = new Date(`${text}T00:00:00.000Z`)
  return Number.isNaN(at.getTime()) || dayOf(at) !== text ? undefined : at
}

function floor(at: Date, unitMs: number): Date {
  return new Date(Math.floor(at.getTime() / unitMs) * unitMs)
}

function addDays(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS)
}
