import Link from 'next/link'
import type { ChartUnit } from '@/components/charts/scale'
import {
  foldSeries,
  formatValue,
  overallOf,
  type ChartPoint,
  type ChartSeries,
} from '@/components/charts/series'
import { pointLabel } from '@/components/charts/time-labels'
import { SortLink } from '@/components/sort-link'
import { None, Table, Td, Th, Tr } from '@/components/table'
import type { TimeGrid } from '@/lib/usage/time-grid'
import { addsUp } from '@/app/(dashboard)/usage/metrics'
import { endOfBucket } from '@/app/(dashboard)/usage/period'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { barHref } from './requests-behind'

export interface TimeTableProps {
  params: UsageParams
  title: string
  zoneName: string
  unit: ChartUnit
  grid: TimeGrid
  chart: { series: ChartSeries[]; points: ChartPoint[] }
}

/** The chart as a table: a row for each bucket in which something happened, sorted by time or by amount. A time leads where its bar does. */
export function TimeTable({ params, title, zoneName, unit, grid, chart }: TimeTableProps) {
  const { bucket } = grid
  const hrefOf = ({ at: from }: ChartPoint, i: number) =>
    chart.points.length > 1 || bucket === 'minute'
      ? barHref(params, { series: chart.series, bucket }, { from, to: endOfBucket(grid, i) })
      : undefined
  const { series, points } = addsUp(params.metric)
    ? foldSeries(chart.series, chart.points)
    : { series: chart.series.slice(0, 8), points: chart.points }
  const rows = points
    .map((point, i) => ({ point, overall: overallOf(point, series, unit), href: hrefOf(point, i) }))
    .filter(
      ({ point, overall }) =>
        (overall ?? 0n) > 0n || point.comparison || Object.keys(point.values).length > 0,
    )
  const byAmount = params.sort === 'all' || params.sort === '-all'
  const falling = params.sort === '-all' || params.sort === '-time'
  const compared = points.some(point => point.comparison)
  const sorted = byAmount
    ? rows.toSorted((a, b) =>
        (a.overall ?? -1n) < (b.overall ?? -1n) ? -1 : (a.overall ?? -1n) > (b.overall ?? -1n) ? 1 : 0,
      )
    : rows
  const said = (value: bigint | null | undefined) =>
    value === null || value === undefined ? <None /> : formatValue(value, unit)
  const direction = falling ? 'descending' : 'ascending'
  return (
    <div className="border-t border-line">
      <Table caption={title} density="dense">
        <thead>
          <tr>
            <Th sort={byAmount ? undefined : direction}>
              <SortLink
                sort={byAmount ? undefined : direction}
                href={usageHref({ ...params, sort: byAmount || falling ? 'time' : '-time' })}
              >{`Time, ${zoneName}`}</SortLink>
            </Th>
            <Th numeric sort={byAmount ? direction : undefined}>
              <SortLink
                numeric
                sort={byAmount ? direction : undefined}
                href={usageHref({ ...params, sort: byAmount && falling ? 'all' : '-all' })}
              >
                All
              </SortLink>
            </Th>
            {compared ? <Th numeric>Before</Th> : null}
            {series.map(one => (
              <Th key={one.id} numeric>
                {one.label}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(falling ? sorted.toReversed() : sorted).map(({ point, overall, href }) => (
            <Tr key={point.at.getTime()}>
              <th scope="row" className="pl-4 text-left font-normal whitespace-nowrap">
                {href ? (
                  <Link
                    href={href}
                    prefetch={false}
                    scroll={bucket === 'minute'}
                    className="rounded-xs hover:underline"
                  >
                    {pointLabel(point.at, bucket, params.zone)}
                  </Link>
                ) : (
                  pointLabel(point.at, bucket, params.zone)
                )}
              </th>
              <Td numeric>{said(overall)}</Td>
              {compared ? <Td numeric>{said(point.comparison?.value)}</Td> : null}
              {series.map(one => (
                <Td key={one.id} numeric>
                  {said(point.values[one.id])}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      {sorted.length === 0 ? (
        <p className="px-4 py-6 text-center text-13 text-2">Nothing in this period.</p>
      ) : null}
    </div>
  )
}
