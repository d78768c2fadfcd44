const QUARTER_MS = 15 * 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Start of the quarter of an hour, UTC: the grain of `usage_base`. */
export function startOfQuarter(at: Date): Date {
  return floor(at, QUARTER_MS)
}

/** Start of the hour, UTC. */
export function startOfHour(at: Date): Date {
  return floor(at, HOUR_MS)
}

/** Start of the day, UTC. */
export function startOfDay(at: Date): Date {
  return floor(at, DAY_MS)
}

/** The day of an instant, UTC: `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

export function addHours(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * HOUR_MS)
}

export function addDays(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS)
}

/** The earlier of two instants. */
export function earlier(a: Date, b: Date): Date {
  return a < b ? a : b
}

export function later(a: Date, b: Date): Date {
  return a < b ? b : a
}

function floor(at: Date, stepMs: number): Date {
  return new Date(Math.floor(at.getTime() / stepMs) * stepMs)
}
