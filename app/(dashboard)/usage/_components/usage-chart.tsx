'use client'

import { useRouter } from 'next/navigation'
import { useOptimistic, useRef, useTransition, type ReactNode } from 'react'
import type { ChartShape } from '@/components/charts/plot-rows'
import type { ChartUnit } from '@/components/charts/scale'
import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import { TimeChart } from '@/components/charts/time-chart'
import type { GridBucket } from '@/lib/usage/time-grid'
import { narrowedTo } from '@/app/(dashboard)/usage/period'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { CopyMenu } from './copy-menu'
import { barHref } from './requests-behind'

export interface UsageChartProps {
  params: UsageParams
  title: string
  shape: ChartShape
  unit: ChartUnit
  bucket: GridBucket
  /** Where the last bucket ends. */
  to: Date
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  comparisonLabel: string | undefined
  reference: { value: bigint; label: string } | undefined
  emptyNote: string
  /** `UTC`, `Asia/Kolkata (UTC+5:30)`. */
  zoneName: string
  /** The link to the requests behind the whole chart. */
  toRequests: ReactNode
}

/** The chart with everything that a click, a drag or a key does: each leads to a URL. */
export function UsageChart(props: UsageChartProps) {
  const { params, title, shape, unit, bucket, to, series, points, zoneName } = props
  const router = useRouter()
  const figure = useRef<HTMLElement>(null)
  const [pending, start] = useTransition()
  // Isolating shows at once, while the page for it is on its way.
  const [only, setOnly] = useOptimistic(params.only)

  const byMinute = bucket === 'minute'
  const spanOf = (first: number, last: number) => {
    const from = points[first]?.at
    return from && { from, to: points[last + 1]?.at ?? to }
  }
  const hrefOf = (index: number) => {
    const span = spanOf(index, index)
    return span && barHref(params, { series, bucket }, span)
  }
  function isolate(id: string | null) {
    start(() => {
      setOnly(id ?? undefined)
      router.push(usageHref({ ...params, only: id ?? undefined }), { scroll: false })
    })
  }
  function zoom(first: number, last: number) {
    const span = spanOf(first, last)
    if (span) router.push(usageHref({ ...params, ...narrowedTo(span, params.zone) }), { scroll: false })
  }
  return (
    <div aria-busy={pending} className="relative">
      <TimeChart
        title={title}
        shape={shape}
        unit={unit}
        grain={bucket}
        series={series}
        points={points}
        timeZone={params.zone}
        comparisonLabel={props.comparisonLabel}
        reference={props.reference}
        emptyNote={props.emptyNote}
        isolated={only ?? null}
        onIsolate={isolate}
        hrefOf={points.length > 1 || byMinute ? hrefOf : undefined}
        hrefLabel={byMinute ? 'Show the requests of this minute' : undefined}
        onZoom={points.length > 1 ? zoom : undefined}
        ref={figure}
      />
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-12 text-2">
        <span>Times in {zoneName}</span>
        <span className="max-md:hidden">
          {byMinute ? 'Click a minute for its requests; drag' : 'Drag'} over the chart, or hold Shift with the
          arrow keys, to zoom in.
        </span>
        <span className="flex flex-wrap items-center max-md:-ml-2">
          {props.toRequests}
          <CopyMenu {...{ title, unit, series, points, zoneName, figure }} />
        </span>
      </div>
    </div>
  )
}
