import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOutcomes } from '@/lib/usage/event'
import { groupings, usageKinds } from '@/lib/usage/filter'
import { gridBuckets } from '@/lib/usage/time-grid'
import { metrics } from './metrics'
import { presets } from './period'
import { parseUsageParams, rawParams, type RawParams } from './search-params'
import { filterOf, isFiltered, unfiltered, usageHref } from './usage-href'

const rawOf = (href: string): RawParams => rawParams(new URL(href, 'http://localhost').searchParams)

describe('the URL of the usage page', () => {
  it('holds the whole state: any state survives the trip through its URL', () => {
    const days = fc.constantFrom('2026-01-31', '2026-11-22', '2026-11-22T10:15Z')
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 4 })
    const among = (values: readonly string[]) => fc.subarray([...values])
    const states = fc.record({
      period: fc.constantFrom(...presets.filter(p => p !== 'custom')),
      custom: fc.option(fc.tuple(days, days)),
      zone: fc.constantFrom('UTC', 'Asia/Kolkata', 'Australia/Lord_Howe'),
      per: fc.constantFrom(...gridBuckets, ''),
      metric: fc.constantFrom(...metrics),
      p: fc.constantFrom('50', '95'),
      group: fc.constantFrom(...groupings),
      compare: fc.constantFrom('1', '0'),
      key: names,
      endpoint: names,
      model: names,
      kind: among(usageKinds),
      status: among(eventOutcomes),
      only: names,
      sort: fc.constantFrom('-spend', 'name', '', 'a;b'),
      view: fc.constantFrom('table', 'chart'),
    })
    fc.assert(
      fc.property(states, ({ custom, ...rest }) => {
        const raw: RawParams = { ...rest }
        if (custom) [raw.from, raw.to] = custom
        const params = parseUsageParams(raw)
        expect(parseUsageParams(rawOf(usageHref(params)))).toEqual(params)
      }),
    )
  })

  it('leaves out what nothing can be called', () => {
    const { keys, models, kinds } = parseUsageParams({
      key: ['key_1', 'a\0b', ''],
      model: '\0',
      kind: 'video',
    })
    expect([keys, models, kinds]).toEqual([['key_1'], [], []])
  })

  it('is the bare path for the default state', () => {
    expect(usageHref(parseUsageParams({}))).toBe('/usage')
  })

  it('takes any rubbish for the default', () => {
    const rubbish = {
      period: 'yesterday',
      zone: 'Mars/Olympus',
      metric: ['x'],
      group: '',
      per: 'week',
      key: ['', 'a'.repeat(300)],
      from: '2026-01-01',
    }
    expect(usageHref(parseUsageParams(rubbish))).toBe('/usage')
    expect(parseUsageParams({ period: 'custom' }).preset).toBe('month')
  })

  it('filters by what it names, and by nothing once that is cleared', () => {
    const params = parseUsageParams({ key: 'key_1', status: ['failed'], only: 'x' })
    expect(filterOf(params)).toEqual({
      keyIds: ['key_1'],
      endpoints: [],
      modelIds: [],
      kinds: [],
      statuses: ['failed'],
    })
    expect([isFiltered(params), isFiltered(unfiltered(params))]).toEqual([true, false])
  })
})
