import { Histogram } from '@/lib/usage/histogram'
import { eachSlot, SlotSum } from '@/lib/usage/packed'
import { coursePacking, type Figure } from '@/lib/usage/quarters'
import { bucketIndex } from '@/lib/usage/time-grid'
import type { Axis } from '@/lib/usage/view/plan'

const QUARTER_MS = 900_000

/** A row of a part of a plan: the bucket's index, or, of a course, its day in seconds since 1970. */
export interface PartRow {
  readonly course: boolean
  readonly at: number
  readonly group: string
  /** Sums of the columns that were asked for, in their order: decimal digits, or of courses and histograms what `packedSql` gives. */
  readonly sums: readonly string[]
}

/** A column that is summed, and whether only failed requests count. */
export interface SummedColumn {
  readonly figure: Figure
  readonly failedOnly: boolean
}

/** The rows of all parts added up: for each group, a sum for every bucket and column, `[column][bucket]`. */
export function addUp(
  axis: Axis,
  columns: readonly SummedColumn[],
  rows: readonly PartRow[],
): Map<string, bigint[][]> {
  const groups = new Map<string, bigint[][]>()
  for (const row of rows) {
    const sums = groups.get(row.group) ?? columns.map(() => axis.starts.map(() => 0n))
    groups.set(row.group, sums)
    for (const [i, column] of columns.entries()) {
      const target = sums[i]
      const text = row.sums[i]
      if (!target || text === undefined) throw new Error('a row has a sum for every column')
      if (row.course) addCourse(target, axis, row.at * 1_000, text, column.figure)
      else target[row.at] = (target[row.at] ?? 0n) + BigInt(text)
    }
  }
  return groups
}

/** Adds each quarter-hour of a day to the bucket that it lies in; what is outside the axis is left out. */
function addCourse(target: bigint[], axis: Axis, dayMs: number, stored: string, figure: Figure): void {
  const sums = new Map<number, SlotSum>()
  let [index, startMs] = [-1, Number.POSITIVE_INFINITY]
  eachSlot(stored, coursePacking(figure), (slot, high, low) => {
    const atMs = dayMs + slot * QUARTER_MS
    if (atMs < axis.from.getTime() || atMs >= axis.to.getTime()) return
    // Slots come from the last to the first.
    if (atMs < startMs) {
      index = bucketIndex(axis, atMs)
      startMs = axis.starts[index]?.getTime() ?? 0
    }
    const sum = sums.get(index) ?? new SlotSum()
    sums.set(index, sum.add(high, low))
  })
  for (const [bucket, sum] of sums) target[bucket] = (target[bucket] ?? 0n) + sum.value
}

/** The same for histograms: for each group one for every bucket and column. */
export function addUpHistograms(
  axis: Axis,
  columns: number,
  rows: readonly PartRow[],
): Map<string, Histogram[][]> {
  const groups = new Map<string, Histogram[][]>()
  for (const row of rows) {
    const made =
      groups.get(row.group) ?? Array.from({ length: columns }, () => axis.starts.map(() => new Histogram()))
    groups.set(row.group, made)
    for (const [i, text] of row.sums.entries()) made[i]?.[row.at]?.add(text)
  }
  return groups
}
