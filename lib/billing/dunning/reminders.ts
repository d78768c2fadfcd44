import { GRACE_MS } from '@/lib/billing/standing'

/** Days after a payment failed on which the account is reminded; on the seventh it is suspended. */
export const reminderDays = [0, 3, 6] as const
export type ReminderDay = (typeof reminderDays)[number]

const DAY_MS = 86_400_000

/**
 * The reminder that is due for a debt whose payment failed then: of several that a worker missed, the latest. Null once the grace
 * is over: then the account is told that it is suspended.
 */
export function dueReminder(failedAt: Date, now: Date): ReminderDay | null {
  const ageMs = now.getTime() - failedAt.getTime()
  if (ageMs >= GRACE_MS) return null
  return reminderDays.findLast(day => ageMs >= day * DAY_MS) ?? null
}

/** When a payment failed of which that day's reminder is the one that is due: after `from`, at `until` at the latest. */
export function failedWhen(day: ReminderDay, now: Date): { readonly from: Date; readonly until: Date } {
  const next = reminderDays.find(other => other > day)
  return {
    from: new Date(now.getTime() - (next === undefined ? GRACE_MS : next * DAY_MS)),
    until: new Date(now.getTime() - day * DAY_MS),
  }
}

/** The kind of the notice that tells it. */
export function reminderKind(day: ReminderDay): string {
  return `payment_failed_${day}`
}
