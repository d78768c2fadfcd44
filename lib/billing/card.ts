const NOTICE_MS = 30 * 86_400_000

/** Whether a card expires within thirty days, or has: it is good to the end of the month that is printed on it, by UTC. */
export function expiresSoon(
  { expMonth, expYear }: { readonly expMonth: number; readonly expYear: number },
  now: Date,
): boolean {
  const goodUntil = Date.UTC(expYear, expMonth, 1)
  return goodUntil - now.getTime() <= NOTICE_MS
}
