import { forecast, type Forecast } from '@/lib/limits/forecast'
import type { Nanos } from '@/lib/money'
import { endOf, periodOf, previousPeriod, startOf, type Period } from '@/lib/period'

const DAY_MS = 86_400_000
/** The pace is the mean of the last seven days: one whole week, so that weekends weigh what they weigh. */
export const PACE_WINDOW_MS = 7 * DAY_MS

export interface DaySpend {
  readonly day: Date
  readonly costNanos: Nanos
}

export interface OutlookInput {
  readonly now: Date
  readonly limitNanos: Nanos | null
  /** Spend by day from the first of the previous month, or earlier, to now; days without spend may be absent. */
  readonly days: readonly DaySpend[]
  /** Spend of the last `PACE_WINDOW_MS`, to the last request. */
  readonly paceNanos: Nanos
}

export interface Outlook extends Forecast {
  readonly period: Period
  readonly resetsAt: Date
  readonly spentNanos: Nanos
  /** Null: no limit. Never below zero. */
  readonly remainingNanos: Nanos | null
  /** What a day may cost from now on for the limit to last to the end of the month; null: no limit. */
  readonly perDayNanos: Nanos | null
  /** Spend so far by the end of each day: days of the month up to today. */
  readonly cumulative: readonly Nanos[]
  /** The same of the whole previous month. */
  readonly previousCumulative: readonly Nanos[]
}

/** Where a month stands and where it is going. Exact integers throughout; the forecast is a straight line from the pace. */
export function toOutlook({ now, limitNanos, days, paceNanos }: OutlookInput): Outlook {
  const period = periodOf(now)
  const end = endOf(period)
  const cumulative = cumulate(days, startOf(period), now)
  const spentNanos = cumulative.at(-1) ?? 0n
  const remainingNanos = limitNanos === null ? null : max(0n, limitNanos - spentNanos)
  const msLeft = BigInt(end.getTime() - now.getTime())
  const first = days[0]?.day ?? now
  const windowMs = Math.min(PACE_WINDOW_MS, now.getTime() - first.getTime())
  return {
    period,
    resetsAt: end,
    spentNanos,
    remainingNanos,
    perDayNanos:
      remainingNanos === null ? null : (remainingNanos * BigInt(DAY_MS)) / max(msLeft, BigInt(DAY_MS)),
    cumulative,
    previousCumulative: cumulate(
      days,
      startOf(previousPeriod(period)),
      new Date(startOf(period).getTime() - 1),
    ),
    ...forecast({ spentNanos, pace: { spentNanos: paceNanos, windowMs }, limitNanos, now, end }),
  }
}

function cumulate(days: readonly DaySpend[], from: Date, through: Date): Nanos[] {
  const byDay = new Map(days.map(({ day, costNanos }) => [day.getTime(), costNanos]))
  const sums: Nanos[] = []
  let sum = 0n
  for (let t = from.getTime(); t <= through.getTime(); t += DAY_MS) sums.push((sum += byDay.get(t) ?? 0n))
  return sums
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
