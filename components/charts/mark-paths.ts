import type { PlotRow } from './plot-rows'

/** Where the marks of a plot stand, in pixels. */
export interface MarkFrame {
  readonly left: number
  /** The width of one point's slot. */
  readonly slot: number
  readonly y: (value: number) => number
}

const maxBarWidth = 22
const barPart = 0.7

/** As wide as a bar is drawn: narrower than its slot, but never gone. */
export function barWidth(slot: number): number {
  return Math.min(Math.max(slot * barPart, Math.min(slot, 1.5)), maxBarWidth)
}

/**
 * One path for each series, its parts of all bars in it: a chart of a thousand bars has as many nodes as one of ten. One pixel of card parts stacked parts, so that no boundary rests on hue alone; the top is rounded.
 */
export function barPaths(rows: readonly PlotRow[], places: number, frame: MarkFrame): string[] {
  const paths: string[] = Array.from({ length: places }, () => '')
  const width = barWidth(frame.slot)
  for (const row of rows) {
    const top = row.heights.findLastIndex(height => (height ?? 0) > 0)
    const x = frame.left + frame.slot * (row.index + 0.5) - width / 2
    let below = 0
    for (const [place, height] of row.heights.entries()) {
      if (!height || height <= 0) continue
      const [bottom, end] = [frame.y(below), frame.y(below + height)]
      const gap = below > 0 && bottom - end > 2 ? 1 : 0
      paths[place] += block(x, end, width, bottom - end - gap, place === top)
      below += height
    }
  }
  return paths
}

/** One path for each series; a point without a value lifts the pen, and one between two such is a dot. */
export function linePaths(rows: readonly PlotRow[], places: number, frame: MarkFrame): string[] {
  return Array.from({ length: places }, (_, place) => {
    let pen = false
    let path = ''
    for (const row of rows) {
      const value = row.heights[place] ?? null
      if (value !== null) {
        const x = two(frame.left + frame.slot * (row.index + 0.5))
        path += `${pen ? 'L' : 'M'}${x} ${two(frame.y(value))}${pen ? '' : 'h0'}`
      }
      pen = value !== null
    }
    return path
  })
}

/** Steps as wide as the slots; a point without a comparison lifts the pen. */
export function ghostPath(rows: readonly PlotRow[], { left, slot, y }: MarkFrame): string {
  return rows
    .map((row, i) => {
      if (row.comparison === undefined) return ''
      const from = two(left + slot * i)
      const height = two(y(row.comparison))
      const pen = i > 0 && rows[i - 1]?.comparison !== undefined ? 'L' : 'M'
      return `${pen}${from} ${height}L${two(left + slot * (i + 1))} ${height}`
    })
    .join('')
}

function block(x: number, top: number, width: number, height: number, rounded: boolean): string {
  if (height < 0.35) return ''
  const r = rounded ? Math.min(2, height, width / 2) : 0
  const [left, right] = [two(x), two(x + width)]
  const bottom = two(top + height)
  return r === 0
    ? `M${left} ${bottom}V${two(top)}H${right}V${bottom}Z`
    : `M${left} ${bottom}V${two(top + r)}Q${left} ${two(top)} ${two(x + r)} ${two(top)}H${two(x + width - r)}Q${right} ${two(top)} ${right} ${two(top + r)}V${bottom}Z`
}

function two(value: number): number {
  return Math.round(value * 100) / 100
}
