import { describe, expect, it } from 'vitest'
import { gridOf } from '@/lib/usage/time-grid'
import { colorsOf, toChart } from './chart-data'

const letters = [...'abcdefghij']

describe('colours', () => {
  it('stay when filters hide some groups', () => {
    expect(colorsOf(['b', 'a'], ['a']).get('a')).toBe('var(--c2)')
  })

  it('give the ninth and on grey, but what is free once they fit', () => {
    expect(colorsOf(letters, letters).get('i')).toBe('var(--c-other)')
    const filtered = colorsOf(letters, ['i', 'b'])
    expect([filtered.get('b'), filtered.get('i')]).toEqual(['var(--c2)', 'var(--c1)'])
  })
})

describe('chart', () => {
  const days = (from: string, to: string) => gridOf({ from: new Date(from), to: new Date(to) }, 'day', 'UTC')
  const grid = days('2026-11-01', '2026-11-04')
  const before = days('2026-10-01', '2026-10-04')
  const groups = [
    { group: 'a', values: [0n, 0n, 3n] },
    { group: 'b', values: [1n, 0n, 1n] },
  ]
  const nameOf = (group: string) => (group === 'a' ? 'Model A' : group)

  it('has a point for every day, used or not, and leaves out what is nothing', () => {
    const { points } = toChart({ grid, groups, overall: null, additive: true }, ['b', 'a'], nameOf)
    expect(points.map(p => p.values)).toEqual([{ b: 1n }, {}, { a: 3n, b: 1n }])
  })

  it('keeps the order of the ranking and the names of things', () => {
    const { series } = toChart({ grid, groups, overall: null, additive: true }, ['b', 'a'], nameOf)
    expect(series).toEqual([
      { id: 'b', label: 'b', color: 'var(--c1)' },
      { id: 'a', label: 'Model A', color: 'var(--c2)' },
    ])
  })

  it('sets each day beside the same one before; where nothing was used then, that is 0', () => {
    const previous = { grid: before, groups: [], overall: null, additive: true }
    const { points } = toChart({ grid, groups, overall: null, additive: true }, [], nameOf, { previous })
    expect(points[0]?.comparison).toEqual({ label: 'Thu 1 Oct', value: 0n })
  })

  it('carries a hundred series of a thousand; the rest is one of them, so that every bucket still adds up', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ group: `k${i}`, values: [1n, 0n, BigInt(i)] }))
    const { series, points } = toChart({ grid, groups: many, overall: null, additive: true }, [], nameOf)
    expect(series.map(({ label }) => label).slice(98)).toEqual(['k98', 'k99', 'Other'])
    const sums = points.map(({ values }) => Object.values(values).reduce((sum, value) => sum + value, 0n))
    expect(sums).toEqual([1_000n, 0n, 499_500n])
    const rates = toChart({ grid, groups: many, overall: null, additive: false }, [], nameOf)
    expect(rates.series.map(({ label }) => label).slice(98)).toEqual(['k98', 'k99'])
  })

  it('keeps a rate of 0, and says nothing of what there is no rate of', () => {
    const rates = {
      grid,
      groups: [{ group: 'a', values: [0n, null, 5n] }],
      overall: [0n, null, 5n],
      additive: false,
    }
    const previous = { ...rates, grid: before }
    const { points } = toChart(rates, [], nameOf, { previous })
    expect(points.map(p => [p.values.a, p.overall, p.comparison?.value])).toEqual([
      [0n, 0n, 0n],
      [undefined, undefined, undefined],
      [5n, 5n, 5n],
    ])
  })
})
