import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { barPaths, barWidth, ghostPath, linePaths } from './mark-paths'
import { toPlotRows } from './plot-rows'
import type { ChartPoint } from './series'

const series = [
  { id: 'a', label: 'A' },
  { id: 'b', label: 'B' },
]
const at = new Date('2026-11-18T00:00:00Z')
const frame = { left: 10, slot: 20, y: (value: number) => 100 - value }
const rowsOf = (points: Partial<ChartPoint>[], shape: 'bars' | 'lines' = 'bars') =>
  toPlotRows(
    points.map(point => ({ at, values: {}, ...point })),
    series,
    'count',
    shape,
  )
const blocks = (path = '') => path.split('Z').length - 1

describe('bars', () => {
  test('are one path for each series, however many there are; nothing is drawn of nothing', () => {
    const rows = rowsOf([{ values: { a: 30n, b: 20n } }, {}, { values: { b: 5n } }])
    const paths = barPaths(rows, series.length, frame)
    expect(paths.map(blocks)).toEqual([1, 2])
  })

  test('stand on each other: the one above begins a pixel higher than the one below ends', () => {
    const [below = '', above = ''] = barPaths(rowsOf([{ values: { a: 30n, b: 20n } }]), 2, frame)
    expect(below).toMatch(/V70H/)
    expect(above).toMatch(/^M13 69V/)
  })

  test('are never wider than their slot, nor gone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 200, noNaN: true }), slot => {
        const width = barWidth(slot)
        expect(width).toBeGreaterThan(0)
        expect(width).toBeLessThanOrEqual(Math.min(slot, 22))
      }),
    )
  })
})

describe('lines', () => {
  test('have gaps where there is no value, and a dot between two gaps; 0 is a value', () => {
    const rows = rowsOf(
      [{ values: { a: 0n } }, { values: { a: 10n } }, {}, { values: { a: 20n } }, {}],
      'lines',
    )
    expect(linePaths(rows, series.length, frame)).toEqual(['M20 100h0L40 90M80 80h0', ''])
  })
})

test('the period before is a step over each slot, and lifts the pen where it has none', () => {
  const before = (value: bigint) => ({ comparison: { label: '', value } })
  expect(ghostPath(rowsOf([before(10n), before(20n), {}, before(5n)]), frame)).toBe(
    'M10 90L30 90L30 80L50 80M70 95L90 95',
  )
})
