import { addLocalDays, localDay, startOfLocalDay } from '@/lib/usage/zone'

/** A half-open span of time. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/** A span cut at every midnight of the zone: whole days, but perhaps for the first and the last. */
export function daysIn({ from, to }: Span, zone = 'UTC'): Span[] {
  const days: Span[] = []
  for (let start = from; start < to;) {
    const midnight = startOfLocalDay(addLocalDays(localDay(start, zone), 1), zone)
    const end = midnight < to ? midnight : to
    days.push({ from: start, to: end })
    start = end
  }
  return days
}
