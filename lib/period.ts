import { err, ok, type Result } from '@/lib/result'

/** A billing period: one calendar month in UTC, written `YYYY-MM`, half-open (its end is the next one's start). */
export type Period = `${number}-${number}` & { readonly __period?: true }

/** No usage lies before the year 2000, and dates of the first years break both JavaScript's and Postgres' arithmetic. */
const pattern = /^2\d{3}-(0[1-9]|1[0-2])$/

/** Parses strictly: `2026-10` and nothing looser. */
export function parsePeriod(text: string): Result<Period, 'invalid_period'> {
  return pattern.test(text)
    ? ok(text as Period)
    : err('invalid_period', `"${text}" is not a billing period: write it as YYYY-MM, for example 2026-10.`)
}

/** For values from our own database or constants: throws where `parsePeriod` would refuse. */
export function toPeriod(text: string): Period {
  const parsed = parsePeriod(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

/** The period that `at` falls in, by UTC. */
export function periodOf(at: Date): Period {
  return at.toISOString().slice(0, 7) as Period
}

/** First instant of the period. */
export function startOf(period: Period): Date {
  return new Date(`${period}-01T00:00:00.000Z`)
}

/** First instant after the period: the moment its limits reset. */
export function endOf(period: Period): Date {
  return startOf(nextPeriod(period))
}

export function nextPeriod(period: Period): Period {
  return shift(period, 1)
}

export function previousPeriod(period: Period): Period {
  return shift(period, -1)
}

/** Every period from the first to the last, both included; empty where the first lies after the last. */
export function periodsBetween(first: Period, last: Period): Period[] {
  const periods: Period[] = []
  for (let p = first; p <= last; p = nextPeriod(p)) periods.push(p)
  return periods
}

/** `November 2026`. */
export function formatPeriod(period: Period): string {
  return new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    startOf(period),
  )
}

function shift(period: Period, months: number): Period {
  const start = startOf(period)
  return periodOf(new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1)))
}
