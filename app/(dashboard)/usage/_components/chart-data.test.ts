import { describe, expect, it } from 'vitest'
import { presetRange } from '@/lib/usage/range'
import { toReport } from '@/lib/usage/report'
import { parseUsageParams } from '@/app/(dashboard)/usage/search-params'
import { colorsOf, rankOf, toChart } from './chart-data'

const facet = (modelId: string, costNanos: bigint) => ({
  keyId: 'key_a',
  endpoint: '/chat/completions',
  modelId,
  requests: 1,
  costNanos,
})
const letters = [...'abcdefghij']

describe('colours', () => {
  it('are decided by the spend of the span, and stay when filters hide some groups', () => {
    const rank = rankOf([facet('b', 5n), facet('a', 7n), facet('b', 4n)], 'model')
    expect(rank).toEqual(['b', 'a'])
    expect(colorsOf(rank, ['a']).get('a')).toBe('var(--c2)')
  })

  it('give the ninth and on grey, but what is free once they fit', () => {
    expect(colorsOf(letters, letters).get('i')).toBe('var(--c-other)')
    const filtered = colorsOf(letters, ['i', 'b'])
    expect([filtered.get('b'), filtered.get('i')]).toEqual(['var(--c2)', 'var(--c1)'])
  })
})

describe('chart', () => {
  const now = new Date('2026-11-03T10:00:00Z')
  const params = parseUsageParams({})
  const cell = (bucket: string, group: string, costNanos: bigint) => ({
    bucket: new Date(bucket),
    group,
    costNanos,
    requests: 1,
    failedRequests: 0,
    inputTokens: 0,
    outputTokens: 0,
    images: 0,
  })
  const report = toReport('day', [
    cell('2026-11-01', 'b', 1n),
    cell('2026-11-03', 'a', 3n),
    cell('2026-11-03', 'b', 1n),
  ])
  const chart = toChart(
    report,
    presetRange('month', now),
    params,
    'spend',
    ['b', 'a'],
    new Map([['a', 'Model A']]),
  )

  it('has a point for every day, used or not', () => {
    expect(chart.points.map(p => p.values)).toEqual([{ b: 1n }, {}, { a: 3n, b: 1n }])
    expect(chart.points[1]?.href).toBe('/usage?from=2026-11-02&to=2026-11-02')
  })

  it('keeps the order of the ranking and the names of things', () => {
    expect(chart.series).toEqual([
      { id: 'b', label: 'b', color: 'var(--c1)' },
      { id: 'a', label: 'Model A', color: 'var(--c2)' },
    ])
  })
})
