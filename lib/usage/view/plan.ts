import { addDays, earlier, later, startOfDay } from '@/lib/usage/buckets'
import { isMadeByQuarter, wholeCut, type Cut } from '@/lib/usage/cut'
import { bucketIndex, type TimeGrid, type TimeSpan } from '@/lib/usage/time-grid'

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS
const DAY_MINUTES = 1_440

/** How far the marginals are folded: by hour, and by day. */
export interface FoldedUntil {
  readonly hours: Date
  readonly days: Date
}

/** A span that lies in one bucket of the grid. */
export interface Range extends TimeSpan {
  readonly index: number
}

/** Where the figures of some spans are read from. Together the parts of a plan cover the question's span once. */
export type Part =
  | { readonly from: 'marginals'; readonly spanMinutes: number; readonly ranges: readonly Range[] }
  | { readonly from: 'courses'; readonly days: readonly Date[] }
  | { readonly from: 'base' | 'hourly'; readonly ranges: readonly Range[] }

export interface Plan {
  readonly parts: readonly Part[]
  /** What is read from marginals and courses: late events of these spans have to be added. */
  readonly lateRanges: readonly Range[]
}

/** The spans of a question: those of a chart's buckets, or one for a total. */
export type Axis = Pick<TimeGrid, 'from' | 'to' | 'starts'>

export function axisOf({ from, to }: TimeSpan): Axis {
  return { from, to, starts: [from] }
}

/** Whether all buckets begin and end on quarters of an hour: rollups answer then, else single requests. */
export function isMadeOfQuarters({ starts, to }: Axis): boolean {
  return [...starts, to].every(at => at.getTime() % QUARTER_MS === 0)
}

/**
 * Where to read sums of figures: days that lie in one bucket from the marginals by day, days that buckets divide from their
 * courses, what is not folded by day yet from hours and quarter-hours, what is not folded at all from `usage_base`.
 */
export function planFigures(axis: Axis, cut: Cut, until: FoldedUntil): Plan {
  const folded = { from: axis.from, to: earlier(axis.to, until.days) }
  const days: Range[] = []
  const divided: Date[] = []
  for (let day = startOfDay(folded.from); day < folded.to; day = addDays(day, 1)) {
    const range = { from: day, to: addDays(day, 1), index: indexIn(axis, day) }
    if (liesIn(axis, range)) days.push(range)
    else divided.push(day)
  }
  return assemble(axis, [
    marginals(DAY_MINUTES, days),
    { from: 'courses', days: divided },
    ...unfolded(axis, cut, until),
  ])
}

/** Where to read histograms: each span in the largest tiles that lie in one bucket, down to quarter-hours. */
export function planDurations(axis: Axis, cut: Cut, until: FoldedUntil): Plan {
  const folded = { from: axis.from, to: earlier(axis.to, until.days) }
  const tiles = tile(axis, folded, [DAY_MINUTES, 360, 60, 15])
  return assemble(axis, [...toParts(tiles, cut), ...unfolded(axis, cut, until)])
}

/** What is not folded by day: whole hours first. */
function unfolded(axis: Axis, cut: Cut, until: FoldedUntil): Part[] {
  const start = later(axis.from, until.days)
  const hours = earlier(axis.to, later(start, until.hours))
  return [
    ...toParts(tile(axis, { from: start, to: hours }, [60, 15]), cut),
    { from: 'base', ranges: rangesIn(axis, { from: later(start, hours), to: axis.to }) },
  ]
}

function toParts(tiles: ReadonlyMap<number, readonly Range[]>, cut: Cut): Part[] {
  return [...tiles].map(([minutes, ranges]) => {
    if (minutes === 15 && !isMadeByQuarter(cut)) return { from: 'base', ranges }
    if (cut === wholeCut && minutes === 60) return { from: 'hourly', ranges }
    return marginals(minutes, ranges)
  })
}

function marginals(spanMinutes: number, ranges: readonly Range[]): Part {
  return { from: 'marginals', spanMinutes, ranges: merged(ranges) }
}

function assemble(axis: Axis, all: readonly Part[]): Plan {
  const parts = all.filter(part => (part.from === 'courses' ? part.days : part.ranges).length > 0)
  const lateRanges = parts.flatMap(part => {
    if (part.from === 'marginals') return part.ranges
    if (part.from !== 'courses') return []
    return part.days.flatMap(day =>
      rangesIn(axis, { from: later(axis.from, day), to: earlier(axis.to, addDays(day, 1)) }),
    )
  })
  return { parts, lateRanges }
}

/** Cuts a span into aligned tiles that lie in one bucket each, the largest that fit first. */
function tile(axis: Axis, span: TimeSpan, sizes: readonly number[]): Map<number, Range[]> {
  const tiles = new Map<number, Range[]>(sizes.map(size => [size, []]))
  for (let at = span.from; at < span.to;) {
    const index = indexIn(axis, at)
    const end = earlier(span.to, axis.starts[index + 1] ?? axis.to).getTime()
    const start = at.getTime()
    const size = sizes.find(
      minutes => start % (minutes * MINUTE_MS) === 0 && start + minutes * MINUTE_MS <= end,
    )
    if (size === undefined) throw new Error('a span of whole quarter-hours has tiles')
    const to = new Date(start + size * MINUTE_MS)
    tiles.get(size)?.push({ from: at, to, index })
    at = to
  }
  return new Map([...tiles].map(([size, ranges]) => [size, merged(ranges)]))
}

/** A span cut where buckets begin. */
function rangesIn(axis: Axis, { from, to }: TimeSpan): Range[] {
  const ranges: Range[] = []
  for (let at = from; at < to;) {
    const index = indexIn(axis, at)
    const end = earlier(to, axis.starts[index + 1] ?? axis.to)
    ranges.push({ from: at, to: end, index })
    at = end
  }
  return ranges
}

function merged(ranges: readonly Range[]): Range[] {
  const all: Range[] = []
  for (const range of ranges) {
    const last = all.at(-1)
    if (last && last.index === range.index && last.to.getTime() === range.from.getTime())
      all[all.length - 1] = { ...last, to: range.to }
    else all.push(range)
  }
  return all
}

function indexIn(axis: Axis, at: Date): number {
  return bucketIndex(axis, at.getTime())
}

function liesIn(axis: Axis, { from, to, index }: Range): boolean {
  return from >= axis.from && to <= axis.to && to <= (axis.starts[index + 1] ?? axis.to)
}
