import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UsageView } from '@/app/(dashboard)/usage/usage-view'
import { toTable } from './table-rows'

const totals = { requests: 0, failedRequests: 0, inputTokens: 0, outputTokens: 0, images: 0, costNanos: 0n }
const durations = { count: 0, p50Ms: null, p95Ms: null }
const figures = { totals, latency: durations, ttft: durations, rejections: new Map<string, bigint>() }
const share = (value: string, costNanos: bigint, requests = 1) => ({ ...totals, value, costNanos, requests })
const viewOf = (model: ReturnType<typeof share>[], more: Partial<UsageView> = {}): UsageView => ({
  now: figures,
  before: figures,
  series: {
    grid: { from: new Date(0), to: new Date(1), bucket: 'day', zone: 'UTC', starts: [] },
    groups: [],
    overall: null,
    additive: true,
  },
  previous: null,
  shares: { key: [], endpoint: [], model, kind: [], status: [] },
  sharesBefore: null,
  durations: null,
  rank: [],
  options: { key: [], endpoint: [], model: [], kind: [], status: [] },
  ...more,
})
const table = (view: UsageView, sort?: string) =>
  toTable(view, 'spend', 'model', value => value.toUpperCase(), sort)
const ids = (view: UsageView, sort?: string) => table(view, sort).rows.map(({ id }) => id)

describe('the table by group', () => {
  const view = viewOf([share('b', 9n, 1), share('a', 5n, 7), share('c', 2n, 3)])

  it('comes by falling spend, and is sorted by any column, both ways; what cannot be sorted by changes nothing', () => {
    expect(ids(view)).toEqual(['b', 'a', 'c'])
    expect(ids(view, 'name')).toEqual(['a', 'b', 'c'])
    expect(ids(view, '-requests')).toEqual(['a', 'c', 'b'])
    expect(ids(view, 'spend')).toEqual(['c', 'a', 'b'])
    expect(ids(view, '-change')).toEqual(['b', 'a', 'c'])
  })

  it('sets each row beside itself in the period before, where that is asked for', () => {
    const compared = table(viewOf([share('a', 110n), share('b', 5n)], { sharesBefore: [share('a', 100n)] }))
    expect(compared.columns).toContain('change')
    expect(compared.rows.map(({ change }) => change)).toEqual(['+10.0%', 'New'])
    expect(table(view).columns).not.toContain('change')
  })

  it('draws a hundred rows, and the rest as one: the parts always add up', () => {
    const costs = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { maxLength: 250 })
    fc.assert(
      fc.property(costs, all => {
        const { rows } = table(viewOf(all.map((cost, i) => share(`m${i}`, cost))))
        expect(rows.length).toBeLessThanOrEqual(101)
        expect(rows.reduce((sum, row) => sum + (row.figures.spend ?? 0n), 0n)).toBe(
          all.reduce((sum, cost) => sum + cost, 0n),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('counts refusals by reason', () => {
    const rejections = new Map([
      ['rate_limit_exceeded', 6n],
      ['invalid_json', 2n],
    ])
    const refused = toTable(
      viewOf([], { now: { ...figures, rejections } }),
      'rejected',
      'reason',
      String,
      undefined,
    )
    expect(refused.rows.map(({ figures: { requests } }) => requests)).toEqual([6n, 2n])
    expect(refused.total.figures.requests).toBe(8n)
  })
})
