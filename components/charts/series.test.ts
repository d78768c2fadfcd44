import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldSeries, otherColor, readoutOf, seriesColor, totalOf, type ChartPoint } from './series'

const at = new Date('2026-11-18T00:00:00Z')
const names = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `m${i}`, label: `Model ${i}` }))

describe('colours', () => {
  test('go by place: eight of their own, then grey', () => {
    expect([0, 7, 8, 40].map(seriesColor)).toEqual(['var(--c1)', 'var(--c8)', otherColor, otherColor])
  })

  test('one that the page gives is kept', () => {
    const { series } = foldSeries(
      [
        { id: 'a', label: 'A', color: 'var(--c5)' },
        { id: 'b', label: 'B' },
      ],
      [],
    )
    expect(series.map(one => one.color)).toEqual(['var(--c5)', 'var(--c2)'])
  })
})

describe('folding', () => {
  test('the ninth and on become Other', () => {
    const point: ChartPoint = {
      at,
      values: Object.fromEntries(names(11).map((one, i) => [one.id, BigInt(i + 1)])),
    }
    const folded = foldSeries(names(11), [point])
    expect(folded.series.map(one => one.label).slice(7)).toEqual(['Model 7', 'Other'])
    expect(folded.points[0]?.values.other).toBe(9n + 10n + 11n)
  })

  test('a single leftover keeps its name, in grey', () => {
    const folded = foldSeries(names(9), [])
    expect(folded.series[8]).toMatchObject({ label: 'Model 8', color: otherColor })
  })

  test('no total changes, to the nano-dollar', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(0n, 10n ** 15n), { maxLength: 20 }),
        fc.integer({ min: 0, max: 8 }),
        (values, keep) => {
          const series = names(values.length)
          const point: ChartPoint = {
            at,
            values: Object.fromEntries(values.map((value, i) => [`m${i}`, value])),
          }
          const folded = foldSeries(series, [point], keep)
          const [only] = folded.points
          expect(only && totalOf(only, folded.series)).toBe(totalOf(point, series))
        },
      ),
    )
  })
})

describe('readout', () => {
  const read = (values: bigint[], unit: 'usd' | 'count' = 'usd') => {
    const { series } = foldSeries(names(values.length), [])
    return readoutOf(
      { at, values: Object.fromEntries(values.map((value, i) => [`m${i}`, value])) },
      series,
      unit,
    )
  }

  test('rows are sorted, leave out what is nothing, and sum to the total', () => {
    const { total, rows } = read([333_333_333n, 4_933_333_333n, 333_333_334n, 0n])
    expect(total).toBe('$5.60')
    expect(rows.map(row => row.said)).toEqual(['$4.93', '$0.34', '$0.33'])
  })

  test('rounding each row by itself would not sum', () => {
    const values = [1_115_000_000n, 1_115_000_000n]
    expect(read(values).rows.map(row => row.said)).toEqual(['$1.12', '$1.11'])
    expect(read(values).total).toBe('$2.23')
  })

  test('something is never shown as $0.00', () => {
    expect(read([2_000_000_000n, 1_234n]).rows[1]?.said).toBe('$0.000001234')
    expect(read([42n]).rows[0]?.said).toBe('$0.000000042')
  })

  test('counts stand in full', () => {
    expect(read([12_345n], 'count')).toMatchObject({ total: '12,345', rows: [{ said: '12,345' }] })
  })
})
