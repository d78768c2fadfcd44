import { List } from 'lucide-react'
import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { groupings } from '@/lib/usage/filter'
import type { GridBucket, TimeGrid } from '@/lib/usage/time-grid'
import { addsUp, groupingOf, groupTitle, metricTitle, metricUnit } from '@/app/(dashboard)/usage/metrics'
import { spanInWords, zoneInWords, type UsagePeriod } from '@/app/(dashboard)/usage/period'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { CompareSwitch } from './compare-switch'
import { MetricTabs } from './metric-tabs'
import { requestsBehind } from './requests-behind'
import type { Tile } from './tiles'
import { TimeTable } from './time-table'
import { UsageChart } from './usage-chart'

const bucketTitle: Record<GridBucket, string> = { minute: 'Minute', hour: 'Hour', day: 'Day', month: 'Month' }

export interface ChartCardProps {
  params: UsageParams
  period: UsagePeriod
  /** The buckets that the chart shows: those of the period, or hours where refusals are counted. */
  grid: TimeGrid
  tiles: readonly Tile[]
  chart: { series: ChartSeries[]; points: ChartPoint[] }
  reference: { value: bigint; label: string } | undefined
}

/** Totals as tabs, the ways to cut them, and the chart, or its figures by time. */
export function ChartCard({ params, period, grid, tiles, chart, reference }: ChartCardProps) {
  const group = groupingOf(params)
  const { metric } = params
  const name =
    metricUnit[metric] === 'ms' ? `${metricTitle[metric]} p${params.percentile}` : metricTitle[metric]
  const bars = addsUp(metric)
  const title = `${name} by ${grid.bucket}, ${spanInWords(period, period.zone)}, ${bars ? 'stacked' : 'lines'} by ${groupTitle[group].toLowerCase()}`
  const zoneName = zoneInWords(period.zone, new Date(period.to.getTime() - 1))
  const requests = requestsBehind(params, chart.series)
  const toRequests = requests ? (
    <ButtonLink href={requests} prefetch={false} variant="ghost" size="sm">
      <List aria-hidden="true" />
      <span>View {metric === 'errors' ? 'failed requests' : 'requests'}</span>
    </ButtonLink>
  ) : null
  return (
    <Card>
      <MetricTabs params={params} tiles={tiles} previousName={period.previousName} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-3.5 pb-4 text-13 text-2">
        {group === 'reason' ? (
          <span>
            By reason, counted by the hour. Model and status filters do not apply: a refused request has
            neither.
          </span>
        ) : (
          <Choice
            label="Group by"
            options={groupings
              .filter(one => metric !== 'errors' || one !== 'status')
              .map(one => ({
                label: groupTitle[one],
                active: group === one,
                href: usageHref({ ...params, group: one, only: undefined }),
              }))}
          />
        )}
        {metricUnit[metric] === 'ms' ? (
          <Choice
            label="Percentile"
            options={([50, 95] as const).map(percentile => ({
              label: `p${percentile}`,
              active: params.percentile === percentile,
              href: usageHref({ ...params, percentile }),
            }))}
          />
        ) : null}
        {period.buckets.length > 1 ? (
          <Choice
            label="Per"
            options={period.buckets.map(bucket => ({
              label: bucketTitle[bucket],
              active: grid.bucket === bucket,
              href: usageHref({ ...params, bucket }),
            }))}
          />
        ) : null}
        <span className="ml-auto flex flex-wrap items-center gap-3">
          <CompareSwitch params={params} previousName={period.previousName} />
          <SegmentedLinks
            label="Show as"
            size="sm"
            options={(['chart', 'table'] as const).map(view => ({
              label: view === 'chart' ? 'Chart' : 'Table',
              active: params.view === view,
              href: usageHref({ ...params, view }),
            }))}
          />
        </span>
      </div>
      {params.view === 'table' ? (
        <>
          <TimeTable {...{ params, title, zoneName, chart, grid }} unit={metricUnit[metric]} />
          {toRequests ? (
            <div className="flex justify-end border-t border-line px-3 py-1.5">{toRequests}</div>
          ) : null}
        </>
      ) : (
        <div className="px-5 pb-4">
          <UsageChart
            params={params}
            title={title}
            shape={bars ? 'bars' : 'lines'}
            unit={metricUnit[metric]}
            bucket={grid.bucket}
            to={grid.to}
            series={chart.series}
            points={chart.points}
            comparisonLabel={params.compare ? capitalized(period.previousName) : undefined}
            reference={reference}
            emptyNote={metric === 'rejected' ? 'Nothing was refused.' : 'Nothing in this period.'}
            zoneName={zoneName}
            toRequests={toRequests}
          />
        </div>
      )}
    </Card>
  )
}

function Choice({
  label,
  options,
}: {
  label: string
  options: { href: string; label: string; active: boolean }[]
}) {
  return (
    <>
      <span className="max-md:sr-only">{label}</span>
      <SegmentedLinks label={label} size="sm" options={options} />
    </>
  )
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
