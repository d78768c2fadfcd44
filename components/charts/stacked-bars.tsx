'use client'

import { useRouter } from 'next/navigation'
import { useMemo, useState, type KeyboardEvent } from 'react'
import { cn } from '@/components/ui/cn'
import { BarPlot } from './bar-plot'
import { BarsOutline } from './bars-outline'
import { ChartLegend, DashMark, HatchMark, LineMark } from './chart-legend'
import { ChartTable } from './chart-table'
import { ChartReadout } from './chart-tooltip'
import type { ChartUnit } from './scale'
import { foldSeries, formatValue, readoutOf, totalOf, type ChartPoint, type ChartSeries } from './series'
import { pointLabel, type Grain } from './time-labels'
import { useWidth } from './use-width'

export interface StackedBarsProps {
  /** Says what is shown: "Spend by day, 1 to 22 November, stacked by model". */
  title: string
  /** Values are exact integers (bigint): nano-dollars for `usd`. They become numbers for pixels only. */
  unit: ChartUnit
  grain: Grain
  /** Ranked, highest first, over the whole period: the place decides colour and place in the stack. */
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  /** How many keep a colour of their own; the rest is Other. */
  keep?: number
  /** Names the comparison line: "October". */
  comparisonLabel?: string
  /** A dashed line for orientation: "Limit spread evenly, $8.33 a day". */
  reference?: { value: bigint; label: string }
  height?: number
  timeZone?: string
  /** Said in the middle when there is nothing to draw. */
  emptyNote?: string
}

/** Money or counts over time, stacked. Hover, touch or arrow keys read one moment; Enter or a click narrows to it. */
export function StackedBars(props: StackedBarsProps) {
  const { title, unit, grain, keep, comparisonLabel, reference, height = 312, timeZone, emptyNote } = props
  const router = useRouter()
  const [box, width] = useWidth()
  const [chosen, setIsolated] = useState<string | null>(null)
  const [active, setActive] = useState<number | null>(null)
  const folded = useMemo(
    () => foldSeries(props.series, props.points, keep),
    [props.series, props.points, keep],
  )

  const isolated = folded.series.some(one => one.id === chosen) ? chosen : null
  const series = isolated ? folded.series.filter(one => one.id === isolated) : folded.series
  const points = useMemo(
    () => (isolated ? folded.points.map(withoutExtras) : folded.points),
    [folded, isolated],
  )
  const empty = points.every(point => totalOf(point, series) === 0n && !point.forecast)
  const isolate = (id: string) => setIsolated(isolated === id ? null : id)

  const read = (index: number) => {
    const point = points[index]
    if (!point) return null
    return {
      head: pointLabel(point.at, grain, timeZone),
      readout: readoutOf(point, series, unit),
      comparison: point.comparison && {
        label: point.comparison.label,
        said: formatValue(point.comparison.value, unit),
      },
      forecast: point.forecast ? formatValue(point.forecast, unit) : undefined,
    }
  }
  function open(index: number | null) {
    const href = index === null ? undefined : points[index]?.href
    if (href) router.push(href, { scroll: false })
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') open(active)
  }

  const shown = active ?? points.findLastIndex(point => totalOf(point, series) > 0n)
  const readout = read(shown)
  const href = points[shown]?.href
  const narrow = href ? { label: `Show only this ${grain}`, href } : undefined
  const hasComparison = points.some(point => point.comparison)
  return (
    <figure aria-label={title}>
      <div
        ref={box}
        style={{ height }}
        onKeyDown={onKeyDown}
        className={cn('relative', points.some(point => point.href) && '[&_.recharts-wrapper]:cursor-pointer')}
      >
        {width > 0 ? (
          <BarPlot
            {...{ title, width, height, unit, grain, series, points, timeZone, read, open }}
            reference={isolated ? undefined : reference}
            onActive={setActive}
          />
        ) : (
          <BarsOutline points={points} series={series} unit={unit} />
        )}
        {empty && emptyNote ? (
          <p className="pointer-events-none absolute inset-0 grid place-items-center pb-6 pl-9 text-center text-13 text-2">
            <span className="rounded-xs bg-card px-2">{emptyNote}</span>
          </p>
        ) : null}
      </div>
      <ChartLegend
        className={cn('mt-3 -ml-1', readout && 'max-md:hidden')}
        series={folded.series}
        isolated={isolated}
        onIsolate={isolate}
        marks={[
          ...(points.some(point => point.forecast) ? [{ label: 'Forecast', mark: <HatchMark /> }] : []),
          ...(hasComparison && comparisonLabel ? [{ label: comparisonLabel, mark: <LineMark /> }] : []),
          ...(reference && !isolated && width < 560 ? [{ label: reference.label, mark: <DashMark /> }] : []),
        ]}
      />
      {readout ? <ChartReadout {...readout} isolated={isolated} onIsolate={isolate} narrow={narrow} /> : null}
      <ChartTable
        caption={title}
        series={folded.series}
        points={folded.points}
        unit={unit}
        grain={grain}
        timeZone={timeZone}
      />
    </figure>
  )
}

/** The forecast and the period before are of all series together: they say nothing about one alone. */
function withoutExtras({ at, values, href }: ChartPoint): ChartPoint {
  return { at, values, href }
}
