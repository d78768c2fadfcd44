'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useMemo, useState, type KeyboardEvent, type Ref } from 'react'
import { cn } from '@/components/ui/cn'
import { ChartLegend, DashMark, LineMark } from './chart-legend'
import { ChartTable } from './chart-table'
import { ChartReadout, type ReadoutProps } from './chart-tooltip'
import { PlotOutline } from './plot-outline'
import type { ChartShape } from './plot-rows'
import type { ChartUnit } from './scale'
import {
  foldSeries,
  formatValue,
  paletteSize,
  readoutOf,
  totalOf,
  type ChartPoint,
  type ChartSeries,
  type FoldedSeries,
} from './series'
import { pointLabel, type Grain } from './time-labels'
import { TimePlot } from './time-plot'
import { useSelection } from './use-selection'
import { useWidth } from './use-width'

export interface TimeChartProps {
  /** Says what is shown: "Spend by day, 1 to 22 November, stacked by model". */
  title: string
  /** Bars stand on each other; lines are for what does not add up. */
  shape?: ChartShape
  /** Values are exact integers (bigint) of this unit. They become numbers for pixels only. */
  unit: ChartUnit
  grain: Grain
  /** Ranked, highest first, over the whole period: the place decides colour and place in the stack. */
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  /** Names the comparison line: "October". */
  comparisonLabel?: string
  /** A dashed line for orientation: "Limit spread evenly, $8.33 a day". */
  reference?: { value: bigint; label: string }
  height?: number
  timeZone?: string
  /** Said in the middle when there is nothing to draw. */
  emptyNote?: string
  /** The series shown alone, where the page keeps it; else the chart does. */
  isolated?: string | null
  onIsolate?: (id: string | null) => void
  /** Where a click on a bar leads, where the points do not say. */
  hrefOf?: (index: number) => string | undefined
  /** What that is called under the chart on a phone: "Show only this day" unless said otherwise. */
  hrefLabel?: string
  /** From the first to the last point, both included: dragged over, or chosen with Shift and arrow keys. */
  onZoom?: (first: number, last: number) => void
  /** The figure with the drawing and its legend in it. */
  ref?: Ref<HTMLElement>
}

/** More rows than this are not written for screen readers: arrow keys read them, and the page has a table. */
const MOST_ROWS = 100

/**
 * Money, counts, rates or durations over time. Hover, touch or arrow keys read one moment; Enter or a click narrows to it;
 * dragging, or Shift with arrow keys and Enter, zooms into several.
 */
export function TimeChart({
  title,
  shape = 'bars',
  unit,
  grain,
  series: ranked,
  points: given,
  comparisonLabel,
  reference,
  height = 312,
  timeZone,
  emptyNote,
  isolated: kept,
  onIsolate,
  hrefOf,
  hrefLabel = `Show only this ${grain}`,
  onZoom,
  ref,
}: TimeChartProps) {
  const router = useRouter()
  const pathname = usePathname()
  const [box, width] = useWidth()
  const [own, setOwn] = useState<string | null>(null)
  const [active, setActive] = useState<number | null>(null)
  const [byKeyboard, setByKeyboard] = useState(false)
  const chosen = kept === undefined ? own : kept
  const folded = useMemo(
    () => (shape === 'bars' ? foldSeries(ranked, given) : firstSeries(ranked, given)),
    [shape, ranked, given],
  )

  const isolated = folded.series.some(one => one.id === chosen) ? chosen : null
  const series = isolated ? folded.series.filter(one => one.id === isolated) : folded.series
  const points = useMemo(
    () => (isolated ? folded.points.map(withoutExtras) : folded.points),
    [folded, isolated],
  )
  const isNothing = (point: ChartPoint) =>
    shape === 'bars' ? totalOf(point, series) === 0n : series.every(one => point.values[one.id] === undefined)
  const empty = points.every(isNothing)
  const isolate = (id: string) => (onIsolate ?? setOwn)(isolated === id ? null : id)

  const read = (index: number): ReadoutProps | null => {
    const point = points[index]
    if (!point) return null
    return {
      head: pointLabel(point.at, grain, timeZone),
      readout: readoutOf(point, series, unit),
      comparison: point.comparison && {
        label: point.comparison.label,
        said: formatValue(point.comparison.value, unit),
      },
    }
  }
  const hrefAt = (index: number | null) =>
    index === null ? undefined : (hrefOf?.(index) ?? points[index]?.href)
  function open(index: number | null) {
    const href = hrefAt(index)
    if (href) router.push(href, { scroll: !staysOn(pathname, href) })
  }
  const selection = useSelection({ active, open, onZoom })
  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof Element && !event.target.closest('svg')) return
    setByKeyboard(true)
    selection.onKeyDown(event)
  }

  const shown = active ?? points.findLastIndex(point => !isNothing(point))
  const readout = read(shown)
  const href = hrefAt(shown)
  const narrow = href ? { label: hrefLabel, href, scroll: !staysOn(pathname, href) } : undefined
  const hasComparison = points.some(point => point.comparison)
  return (
    <figure ref={ref} aria-label={title}>
      <div
        ref={box}
        style={{ height }}
        onKeyDown={onKeyDown}
        onPointerDown={event => {
          setByKeyboard(false)
          selection.onPointerDown(event)
        }}
        className={cn('relative select-none', href && '[&_.recharts-wrapper]:cursor-pointer')}
      >
        {width > 0 ? (
          <TimePlot
            {...{ title, width, height, shape, unit, grain, series, points, timeZone, read }}
            reference={isolated ? undefined : reference}
            selection={selection.range}
            onPointer={selection.onPointer}
            onActive={setActive}
          />
        ) : (
          <PlotOutline points={points} series={series} unit={unit} shape={shape} />
        )}
        {empty && emptyNote ? (
          <p className="pointer-events-none absolute inset-0 grid place-items-center pb-6 pl-9 text-center text-13 text-2">
            <span className="rounded-xs bg-card px-2">{emptyNote}</span>
          </p>
        ) : null}
      </div>
      <p aria-live="polite" className="sr-only">
        {byKeyboard && active !== null && readout ? inWords(readout) : ''}
      </p>
      <ChartLegend
        className={cn('mt-3 -ml-1', readout && 'max-md:hidden')}
        series={folded.series}
        isolated={isolated}
        onIsolate={isolate}
        marks={[
          ...(hasComparison && comparisonLabel ? [{ label: comparisonLabel, mark: <LineMark /> }] : []),
          ...(reference && !isolated && width < 560 ? [{ label: reference.label, mark: <DashMark /> }] : []),
        ]}
      />
      {readout ? <ChartReadout {...readout} isolated={isolated} onIsolate={isolate} narrow={narrow} /> : null}
      {points.length <= MOST_ROWS ? (
        <ChartTable
          caption={title}
          series={folded.series}
          points={folded.points}
          {...{ unit, grain, timeZone }}
        />
      ) : null}
    </figure>
  )
}

/** Another page is seen from its top. */
function staysOn(pathname: string, href: string): boolean {
  return href.split('?')[0] === pathname
}

/** Lines cannot be summed into one: those after the first few are left to the table. */
function firstSeries(series: readonly ChartSeries[], points: readonly ChartPoint[]): FoldedSeries {
  const { series: first } = foldSeries(series.slice(0, paletteSize), [])
  return { series: first, points: [...points] }
}

/** The period before is of all series together: it says nothing about one alone. */
function withoutExtras({ at, values, href }: ChartPoint): ChartPoint {
  return { at, values, href }
}

function inWords({ head, readout, comparison }: ReadoutProps): string {
  const parts = readout.rows.length > 1 ? readout.rows.map(row => `${row.label} ${row.said}`) : []
  const before = comparison ? [`${comparison.label}: ${comparison.said}`] : []
  return [`${head}: ${readout.total}`, ...parts, ...before].join('. ')
}
