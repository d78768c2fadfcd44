/** A stretch of time with the number of requests in it that a filter lets through. */
export interface CountedQuarter {
  readonly at: Date
  readonly requests: number
}

/**
 * The first quarter-hours (or days) that hold so many requests for certain. The very first may lie partly beyond the page's edge, so
 * what it holds is not relied on.
 */
export function takeQuarters(quarters: readonly CountedQuarter[], most: number): CountedQuarter[] {
  let certain = 0
  const taken: CountedQuarter[] = []
  for (const quarter of quarters) {
    if (certain >= most) break
    if (taken.length > 0) certain += quarter.requests
    taken.push(quarter)
  }
  return taken
}
