import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLogParams } from '@/app/(dashboard)/requests/search-params'
import { metrics } from '@/app/(dashboard)/usage/metrics'
import { endOfBucket, presets, resolvePeriod } from '@/app/(dashboard)/usage/period'
import { parseUsageParams, rawParams } from '@/app/(dashboard)/usage/search-params'
import { filterOf, requestsHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { groupings } from '@/lib/usage/filter'
import { gridBuckets } from '@/lib/usage/time-grid'
import { barHref, requestsBehind } from './requests-behind'

const now = new Date('2026-11-22T17:20:30Z')
const usage = (query: string) => parseUsageParams(rawParams(new URLSearchParams(query)))
/** What the log shows of a URL. */
function log(href: string | null | undefined) {
  const url = new URL(href ?? '', 'http://x')
  expect(url.pathname).toBe('/requests')
  const params = parseLogParams(rawParams(url.searchParams)).usage
  const period = resolvePeriod(params, now)
  return { span: period.ok && [period.value.from, period.value.to], filter: filterOf(params), params }
}

const states: fc.Arbitrary<UsageParams> = fc
  .record({
    preset: fc.constantFrom(...presets.filter(preset => preset !== 'custom')),
    zone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'),
    bucket: fc.option(fc.constantFrom(...gridBuckets), { nil: undefined }),
    metric: fc.constantFrom(...metrics),
    group: fc.constantFrom(...groupings),
    compare: fc.boolean(),
    keys: fc.constantFrom([], ['key_a', 'key_b']),
    models: fc.constantFrom([], ['vendor/model:free & more']),
    kinds: fc.constantFrom([], ['image' as const]),
    statuses: fc.constantFrom([], ['failed' as const, 'canceled' as const]),
    view: fc.constantFrom('chart' as const, 'table' as const),
  })
  .map(state => ({ ...usage(''), ...state }))

describe('the requests behind a view', () => {
  it('are of its period and filters, whatever it shows; the log’s URL has nothing of how it is drawn', () => {
    fc.assert(
      fc.property(states, state => {
        const { span, filter, params } = log(requestsHref(state))
        const shown = resolvePeriod(state, now)
        expect(span).toEqual(shown.ok && [shown.value.from, shown.value.to])
        expect(filter).toEqual(filterOf(state))
        expect(params).toMatchObject({ metric: 'spend', group: 'model', bucket: undefined, view: 'chart' })
      }),
    )
  })

  it('are of the one series that stands alone, unless that is Other or gone', () => {
    const series = [{ id: 'key_a' }, { id: 'key_b' }, { id: 'other' }]
    const alone = (only: string) => log(requestsBehind(usage(`group=key&only=${only}`), series)).filter.keyIds
    expect(alone('key_b')).toEqual(['key_b'])
    expect(alone('other')).toEqual([])
    expect(alone('key_gone')).toEqual([])
  })

  it('are the failed ones of an error rate; refused ones are not kept', () => {
    const statuses = (query: string) => log(requestsBehind(usage(query), [])).filter.statuses
    expect(statuses('metric=errors')).toEqual(['failed'])
    expect(statuses('metric=errors&status=failed&status=canceled')).toEqual(['failed'])
    expect(statuses('metric=errors&status=canceled')).toEqual(['canceled'])
    expect(requestsBehind(usage('metric=rejected'), [])).toBeNull()
  })
})

describe('a bar', () => {
  it('leads to the requests of its minute, exactly, in any zone', () => {
    for (const zone of ['UTC', 'Asia/Kolkata']) {
      const state = usage(`period=1h&zone=${zone}&model=m`)
      const period = resolvePeriod(state, now)
      if (!period.ok) throw new Error(period.error.message)
      const span = { from: period.value.starts[7] ?? now, to: endOfBucket(period.value, 7) }
      const { span: shown, filter } = log(barHref(state, { series: [], bucket: 'minute' }, span))
      expect(shown).toEqual([span.from, span.to])
      expect(filter.modelIds).toEqual(['m'])
    }
  })

  it('of more than a minute narrows the view, and keeps how it is drawn', () => {
    const span = { from: new Date('2026-11-18T00:00Z'), to: new Date('2026-11-19T00:00Z') }
    const href = barHref(usage('metric=requests&group=key&per=day'), { series: [], bucket: 'day' }, span)
    expect(href).toBe('/usage?from=2026-11-18&to=2026-11-18&metric=requests&group=key')
  })
})
