import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { metrics, valueOf, type UsageSums } from '@/lib/usage/report'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/search-params'
import { formatMetric, formatMetricFull, metricTitle } from './labels'

/** The totals of the span; each is also the way to chart that metric. */
export function MetricTabs({ params, total }: { params: UsageParams; total: UsageSums }) {
  return (
    <nav
      aria-label="Metric"
      className="grid auto-cols-[minmax(8.5rem,1fr)] grid-flow-col overflow-x-auto rounded-t-[9px] border-b border-line"
    >
      {metrics.map(metric => {
        const value = valueOf(total, metric)
        const chosen = params.metric === metric
        const shown = formatMetric(metric, value)
        const full = formatMetricFull(metric, value)
        return (
          <Link
            key={metric}
            href={usageHref({ ...params, metric })}
            scroll={false}
            aria-current={chosen ? 'true' : undefined}
            className={cn(
              'border-l border-line px-4 py-3 first:border-l-0 hover:text-ink focus-visible:-outline-offset-2',
              chosen ? 'shadow-[inset_0_-2px_0_var(--text)]' : 'text-2',
            )}
          >
            <span className="block text-12">{metricTitle[metric]}</span>
            <data
              value={value.toString()}
              data-tip={shown === full ? undefined : full}
              className="block text-16 font-medium tnum"
            >
              {shown}
            </data>
          </Link>
        )
      })}
    </nav>
  )
}
