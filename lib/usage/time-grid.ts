import { addLocalDays, localDay, localHours, startOfLocalDay } from '@/lib/usage/zone'

/** What a bar of a chart can stand for. Hours, days and months are those of the zone's clock and calendar. */
export const gridBuckets = ['minute', 'hour', 'day', 'month'] as const
export type GridBucket = (typeof gridBuckets)[number]

/** A half-open span of time. */
export interface TimeSpan {
  readonly from: Date
  readonly to: Date
}

/** A span cut into buckets. The first and the last one may be cut short by the span. */
export interface TimeGrid extends TimeSpan {
  readonly bucket: GridBucket
  /** An IANA name, `UTC` or such as `Asia/Kolkata`. */
  readonly zone: string
  /** Where each bucket begins, in order, the first at `from`. */
  readonly starts: readonly Date[]
}

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The longest span that is offered in each bucket: more bars could not be told apart, and minutes are read from single requests. */
const mostMs: Record<GridBucket, number> = {
  minute: DAY_MS,
  hour: 8 * DAY_MS,
  day: 400 * DAY_MS,
  month: 5 * 366 * DAY_MS,
}

/** The buckets that a span can be shown in, finest first. */
export function bucketsFor({ from, to }: TimeSpan): GridBucket[] {
  const length = to.getTime() - from.getTime()
  const whole = length % QUARTER_MS === 0 && from.getTime() % QUARTER_MS === 0
  return gridBuckets.filter(bucket => {
    if (length > mostMs[bucket]) return false
    return bucket === 'minute' || (whole && length > leastMs[bucket])
  })
}
const leastMs: Record<GridBucket, number> = { minute: 0, hour: HOUR_MS, day: DAY_MS, month: 31 * DAY_MS }

/** The bucket that a span is shown in unless someone chose another: some 24 to 100 bars. */
export function automaticBucket({ from, to }: TimeSpan): GridBucket {
  const length = to.getTime() - from.getTime()
  if (length <= 2 * HOUR_MS) return 'minute'
  if (length <= 2 * DAY_MS) return 'hour'
  return length <= 200 * DAY_MS ? 'day' : 'month'
}

/**
 * Cuts a span. Minutes: its ends must be whole minutes; all else: whole quarter-hours, which the beginnings of hours, days and
 * months are in every time zone of today.
 * @throws RangeError for ends between, an empty span, or one that is too long for its buckets
 */
export function gridOf({ from, to }: TimeSpan, bucket: GridBucket, zone: string): TimeGrid {
  const grain = bucket === 'minute' ? MINUTE_MS : QUARTER_MS
  if (from.getTime() % grain !== 0 || to.getTime() % grain !== 0 || from >= to)
    throw new RangeError(`no span of whole ${bucket === 'minute' ? 'minutes' : 'quarter-hours'}`)
  if (to.getTime() - from.getTime() > mostMs[bucket])
    throw new RangeError(`too long a span to show by ${bucket}`)
  const later = startsIn({ from, to }, bucket, zone).filter(at => at > from)
  return { from, to, bucket, zone, starts: [from, ...later] }
}

/** Which bucket an instant (in milliseconds) of the grid's span lies in: the index of its start. */
export function bucketIndex({ starts }: Pick<TimeGrid, 'starts'>, atMs: number): number {
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle]?.getTime() ?? Infinity) <= atMs) low = middle
    else high = middle
  }
  return low
}

function startsIn(span: TimeSpan, bucket: GridBucket, zone: string): Date[] {
  switch (bucket) {
    case 'minute': {
      const minutes = (span.to.getTime() - span.from.getTime()) / MINUTE_MS
      return Array.from({ length: minutes }, (_, i) => new Date(span.from.getTime() + i * MINUTE_MS))
    }
    case 'hour':
      return localHours(span.from, span.to, zone)
    case 'day':
    case 'month':
      return localDays(span, zone)
        .flatMap(day => (bucket === 'day' || day.endsWith('-01') ? startOfLocalDay(day, zone) : []))
        .filter(at => at < span.to)
  }
}

function localDays({ from, to }: TimeSpan, zone: string): string[] {
  const days: string[] = []
  const last = localDay(to, zone)
  for (let day = localDay(from, zone); day <= last; day = addLocalDays(day, 1)) days.push(day)
  return days
}
