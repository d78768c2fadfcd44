const NOTICE_MS = 30 * 86_400_000

/** The first month that no card expiring soon has printed on it: `expiresSoon`, for a query. `month` is 1 to 12. */
export function firstMonthNotExpiring(now: Date): { readonly year: number; readonly month: number } {
  const then = new Date(now.getTime() + NOTICE_MS)
  return { year: then.getUTCFullYear(), month: then.getUTCMonth() + 1 }
}

/** Whether a card expires within thirty days, or has: it is good to the end of the month that is printed on it, by UTC. */
export function expiresSoon(
  { expMonth, expYear }: { readonly expMonth: number; readonly expYear: number },
  now: Date,
): boolean {
  const goodUntil = Date.UTC(expYear, expMonth, 1)
  return goodUntil - now.getTime() <= NOTICE_MS
}

/** Whether the month that is printed on a card is over: then banks refuse it. */
export function hasExpired(
  { expMonth, expYear }: { readonly expMonth: number; readonly expYear: number },
  now: Date,
): boolean {
  return Date.UTC(expYear, expMonth, 1) <= now.getTime()
}
