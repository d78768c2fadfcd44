import { err, ok, type Result } from '@/lib/result'

export const expiryChoices = ['none', '7', '30', '90', 'date'] as const
export type ExpiryChoice = (typeof expiryChoices)[number]

const DAY_MS = 86_400_000

/**
 * When a key ends: never (null), or with the last instant of a day in UTC, so many days from today or on the date given as
 * `YYYY-MM-DD`. A date that is over is refused.
 */
export function toExpiry(
  choice: ExpiryChoice,
  date: string | undefined,
  now: Date,
): Result<Date | null, 'invalid_expiry'> {
  if (choice === 'none') return ok(null)
  if (choice !== 'date') return ok(endOfDay(new Date(now.getTime() + Number(choice) * DAY_MS)))
  const day = new Date(`${date ?? ''}T00:00:00.000Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date ?? '') || day.toString() === 'Invalid Date' || toDay(day) !== date)
    return err('invalid_expiry', 'Choose the day on which the key ends.', 'expiryDate')
  const end = endOfDay(day)
  if (end <= now) return err('invalid_expiry', 'Choose today or a later day.', 'expiryDate')
  return ok(end)
}

/** `2026-11-22`, in UTC. */
export function toDay(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function endOfDay(at: Date): Date {
  return new Date(`${toDay(at)}T23:59:59.999Z`)
}
