const DAY_MS = 86_400_000

/** A half-open span of time. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/** A span cut at every midnight of UTC: whole days, but perhaps for the first and the last. */
export function daysIn({ from, to }: Span): Span[] {
  const days: Span[] = []
  for (let start = from.getTime(); start < to.getTime();) {
    const midnight = (Math.floor(start / DAY_MS) + 1) * DAY_MS
    const end = Math.min(midnight, to.getTime())
    days.push({ from: new Date(start), to: new Date(end) })
    start = end
  }
  return days
}
