import { toAxis, type ChartUnit } from './scale'

/** A value at a moment; an exact integer in the chart's unit. */
export interface LinePoint {
  at: Date
  value: bigint
}

/** What Recharts draws at one moment: numbers for geometry only, missing where a line has no point. */
export interface LineRow {
  at: number
  spent?: number
  forecast?: number
  beyond?: number
  previous?: number
}

export interface LineSources {
  points: readonly LinePoint[]
  /** Continues the last point; what of it lies over the limit is drawn apart, since a hard limit stops it. */
  forecast?: readonly LinePoint[]
  previous?: readonly LinePoint[]
  limit: bigint | null
}

export interface LineRows {
  rows: LineRow[]
  /** Where the forecast meets the limit, by interpolation. */
  hit: LinePoint | null
  highest: number
}

/** Joins the lines on their moments, in order of time. */
export function toLineRows(
  { points, forecast = [], previous = [], limit }: LineSources,
  unit: ChartUnit,
): LineRows {
  const rows = new Map<number, LineRow>()
  const put = (point: LinePoint, line: 'spent' | 'forecast' | 'beyond' | 'previous') => {
    const at = point.at.getTime()
    rows.set(at, { ...rows.get(at), at, [line]: toAxis(point.value, unit) })
  }
  for (const point of previous) put(point, 'previous')
  for (const point of points) put(point, 'spent')

  const last = points[points.length - 1]
  const path = forecast.length > 0 && last ? [last, ...forecast] : []
  const hit = limit === null ? null : crossing(path, limit)
  for (const point of path) put(point, limit !== null && hit && point.value > limit ? 'beyond' : 'forecast')
  if (hit) {
    put(hit, 'forecast')
    put(hit, 'beyond')
  }
  const all = [...points, ...path, ...previous].map(point => toAxis(point.value, unit))
  return {
    rows: [...rows.values()].sort((a, b) => a.at - b.at),
    hit,
    highest: Math.max(0, limit === null ? 0 : toAxis(limit, unit) * 1.08, ...all),
  }
}

/** Where a rising line first reaches a value; null when it never does, or began there. */
export function crossing(path: readonly LinePoint[], value: bigint): LinePoint | null {
  for (let i = 1; i < path.length; i++) {
    const [from, to] = [path[i - 1], path[i]]
    if (!from || !to || from.value >= value || to.value < value) continue
    const part = Number(value - from.value) / Number(to.value - from.value)
    return {
      at: new Date(Math.round(from.at.getTime() + part * (to.at.getTime() - from.at.getTime()))),
      value,
    }
  }
  return null
}
