import { LineChart } from '@/components/charts/line-chart'
import { Money } from '@/components/money'
import { formatWeekday } from '@/lib/format'
import type { Outlook } from '@/lib/limits/outlook'
import { formatPeriod, previousPeriod, startOf } from '@/lib/period'

const DAY_MS = 86_400_000

/** The month's spend as it grows towards the limit, and where the pace of the last week leads. */
export function WhereYouAre({
  outlook,
  limitNanos,
  now,
}: {
  outlook: Outlook
  limitNanos: bigint | null
  now: Date
}) {
  const from = startOf(outlook.period)
  const endOfDay = (i: number) => new Date(from.getTime() + (i + 1) * DAY_MS)
  const spent = outlook.cumulative.map((value, i) => ({
    at: i === outlook.cumulative.length - 1 ? now : endOfDay(i),
    value,
  }))
  const previous = outlook.previousCumulative
    .map((value, i) => ({ at: endOfDay(i), value }))
    .filter(({ at }) => at <= outlook.resetsAt)
  const { reachesLimitAt, remainingNanos, perDayNanos } = outlook
  return (
    <div className="min-w-0">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-2">
        <h2 className="text-14 font-medium">Where you are</h2>
        {remainingNanos === null || perDayNanos === null ? null : (
          <p className="ml-auto text-13 text-2">
            <Money nanos={remainingNanos} className="font-medium text-ink" /> left,{' '}
            <Money nanos={perDayNanos} /> a day
          </p>
        )}
      </div>
      <LineChart
        title={`Spend in ${formatPeriod(outlook.period)} against the limit`}
        unit="usd"
        from={from}
        to={outlook.resetsAt}
        points={[{ at: from, value: 0n }, ...spent]}
        forecast={[{ at: outlook.resetsAt, value: outlook.atEndNanos }]}
        {...(previous.some(({ value }) => value > 0n)
          ? {
              previous: [{ at: from, value: 0n }, ...previous],
              previousLabel: formatPeriod(previousPeriod(outlook.period)).split(' ')[0] ?? '',
            }
          : {})}
        limit={limitNanos}
        {...(reachesLimitAt && reachesLimitAt > now
          ? { hitLabel: `Reaches limit ${formatWeekday(reachesLimitAt)}` }
          : {})}
      />
    </div>
  )
}
