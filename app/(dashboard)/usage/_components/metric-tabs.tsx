import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import type { Tile } from './tiles'

export interface MetricTabsProps {
  params: UsageParams
  tiles: readonly Tile[]
  /** `October`: what the changes are against. */
  previousName: string
}

/** The figures of the span, each with its change; each is also the way to chart that metric. */
export function MetricTabs({ params, tiles, previousName }: MetricTabsProps) {
  return (
    <nav
      aria-label="Metric"
      className="grid auto-cols-[minmax(max-content,1fr)] grid-flow-col overflow-x-auto rounded-t-[9px] border-b border-line"
    >
      {tiles.map(({ metric, label, value, shown, full, change, before }) => {
        const chosen = params.metric === metric
        return (
          <Link
            key={metric}
            href={usageHref({ ...params, metric, only: undefined, sort: undefined })}
            scroll={false}
            prefetch={false}
            aria-current={chosen ? 'true' : undefined}
            className={cn(
              'min-w-25 border-l border-line px-3 py-3 first:border-l-0 hover:text-ink focus-visible:-outline-offset-2',
              chosen ? 'shadow-[inset_0_-2px_0_var(--ink)]' : 'text-2',
            )}
          >
            <span className="block text-12">{label}</span>
            <data
              value={value?.toString() ?? ''}
              data-tip={full ?? undefined}
              className="block text-16 font-medium tnum"
            >
              {shown}
            </data>
            <span
              className="block h-4 text-12 text-2 tnum"
              data-tip={
                change && before !== null ? `${before} in ${previousName}, up to the same time` : undefined
              }
            >
              {change}
            </span>
          </Link>
        )
      })}
    </nav>
  )
}
