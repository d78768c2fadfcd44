import { endOf, nextPeriod, periodOf, periodsBetween, startOf, type Period } from '@/lib/period'

/** Partitions exist this many months ahead of platform time. */
export const MONTHS_AHEAD = 3

/** A month's part of `usage_events`. */
export interface Partition {
  readonly name: string
  readonly from: Date
  readonly to: Date
}

export function partitionOf(period: Period): Partition {
  return { name: `usage_events_${period.replace('-', '_')}`, from: startOf(period), to: endOf(period) }
}

/** The month of a partition's name, null for any other table. */
export function monthOf(name: string): Period | null {
  const match = /^usage_events_(\d{4})_(0[1-9]|1[0-2])$/.exec(name)
  return match ? (`${match[1]}-${match[2]}` as Period) : null
}

/** The last month that needs a partition at `now`. */
export function lastNeeded(now: Date): Period {
  let last = periodOf(now)
  for (let i = 0; i < MONTHS_AHEAD; i += 1) last = nextPeriod(last)
  return last
}

/**
 * Months that need a partition at `now` and have none: from the newest there is (or this one) to three ahead, none left out
 * between, however far the clock has moved.
 */
export function missingMonths(existing: readonly Period[], now: Date): Period[] {
  const present = new Set(existing)
  const first = existing.reduce((least, period) => (period < least ? period : least), periodOf(now))
  return periodsBetween(first, lastNeeded(now)).filter(period => !present.has(period))
}
