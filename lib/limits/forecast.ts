import type { Nanos } from '@/lib/money'

const HOUR_MS = 3_600_000n

/** The pace of the last hours: what was spent in a window that ended now. */
export interface Pace {
  readonly spentNanos: Nanos
  /** Length of the window; at least one hour is counted. */
  readonly windowMs: number
}

export interface Forecast {
  /** What the period would come to at this pace, were there no limit. */
  readonly atEndNanos: Nanos
  /** When spend reaches the limit; null: not in this period, or there is no limit. Now or earlier: it has been reached. */
  readonly reachesLimitAt: Date | null
}

export interface ForecastInput {
  readonly spentNanos: Nanos
  readonly pace: Pace
  readonly limitNanos: Nanos | null
  readonly now: Date
  /** End of the period. */
  readonly end: Date
}

/** Carries the recent pace on to the end of the period, in whole nano-dollars. A straight line, and said so: no seasonality. */
export function forecast({ spentNanos, pace, limitNanos, now, end }: ForecastInput): Forecast {
  const windowMs = BigInt(Math.max(pace.windowMs, Number(HOUR_MS)))
  const leftMs = BigInt(Math.max(0, end.getTime() - now.getTime()))
  const atEndNanos = spentNanos + (pace.spentNanos * leftMs) / windowMs
  return {
    atEndNanos,
    reachesLimitAt:
      limitNanos === null ? null : reach(limitNanos - spentNanos, pace.spentNanos, windowMs, now, end),
  }
}

function reach(leftNanos: Nanos, paceNanos: Nanos, windowMs: bigint, now: Date, end: Date): Date | null {
  if (leftNanos <= 0n) return now
  if (paceNanos <= 0n) return null
  const at = now.getTime() + Number((leftNanos * windowMs + paceNanos - 1n) / paceNanos)
  return at < end.getTime() ? new Date(at) : null
}
