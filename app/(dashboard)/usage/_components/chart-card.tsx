import { StackedBars } from '@/components/charts/stacked-bars'
import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import { Card } from '@/components/ui/card'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { formatDate } from '@/lib/format'
import type { BucketSize } from '@/lib/usage/range'
import { dimensions, type UsageSums } from '@/lib/usage/report'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/search-params'
import { dimensionTitle, metricTitle } from './labels'
import { MetricTabs } from './metric-tabs'

export interface ChartCardProps {
  params: UsageParams
  total: UsageSums
  /** Sizes of bars that the span can be shown in, and the one it is shown in. */
  buckets: readonly BucketSize[]
  bucket: BucketSize
  days: { from: string; to: string }
  chart: { series: ChartSeries[]; points: ChartPoint[] }
  reference: { value: bigint; label: string } | undefined
}

/** Totals as tabs, the ways to cut them, and the chart. */
export function ChartCard({ params, total, buckets, bucket, days, chart, reference }: ChartCardProps) {
  return (
    <Card>
      <MetricTabs params={params} total={total} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-3.5 pb-4 text-13 text-2">
        <span className="max-md:sr-only">Group by</span>
        <SegmentedLinks
          label="Group by"
          size="sm"
          options={dimensions.map(group => ({
            label: dimensionTitle[group],
            active: params.group === group,
            href: usageHref({ ...params, group }),
          }))}
        />
        {buckets.length > 1 ? (
          <>
            <span className="max-md:sr-only">Per</span>
            <SegmentedLinks
              label="Per"
              size="sm"
              options={buckets.map(size => ({
                label: size === 'hour' ? 'Hour' : 'Day',
                active: bucket === size,
                href: usageHref({ ...params, bucket: size }),
              }))}
            />
          </>
        ) : null}
        <span className="ml-auto text-12 text-3">All times UTC</span>
      </div>
      <div className="px-5 pb-5">
        <StackedBars
          title={`${metricTitle[params.metric]} by ${bucket}, ${said(days)}, stacked by ${dimensionTitle[params.group].toLowerCase()}`}
          unit={params.metric === 'spend' ? 'usd' : 'count'}
          grain={bucket}
          series={chart.series}
          points={chart.points}
          {...(reference ? { reference } : {})}
          emptyNote="Nothing in these days."
        />
      </div>
    </Card>
  )
}

function said({ from, to }: { from: string; to: string }): string {
  const [first, last] = [formatDate(new Date(from)), formatDate(new Date(to))]
  return first === last ? first : `${first} to ${last}`
}
