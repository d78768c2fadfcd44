import { expect, it } from 'vitest'
import { customRange, presetRange } from '@/lib/usage/range'
import { parseUsageParams, rawParams } from '@/app/(dashboard)/usage/search-params'
import { usageExports } from './usage-exports'

const now = new Date('2026-11-03T10:00:00Z')

it('offers what the page shows, filters included, and the months it touches whole', () => {
  const params = parseUsageParams({ period: '7d', model: ['a/b', 'c'], group: 'key' })
  expect(usageExports(params, presetRange('7d', now))).toEqual([
    {
      href: '/usage/export?period=7d&group=key&model=a%2Fb&model=c',
      label: 'Usage by day, CSV',
      range: '28 Oct 2026 to 3 Nov 2026, as filtered',
    },
    {
      href: '/usage/export/requests?period=7d&group=key&model=a%2Fb&model=c',
      label: 'Single requests, CSV',
      range: '28 Oct 2026 to 3 Nov 2026, as filtered',
    },
    {
      href: '/billing/export/focus?from=2026-10&to=2026-11',
      label: 'FOCUS 1.2, CSV',
      range: 'October 2026 to November 2026, all usage',
    },
  ])
})

it('names a single day and a single month once', () => {
  const params = parseUsageParams({ from: '2026-10-31', to: '2026-10-31' })
  const range = customRange('2026-10-31', '2026-10-31')
  if (!range.ok) throw new Error(range.error.message)
  expect(usageExports(params, range.value).map(choice => choice.range)).toEqual([
    '31 Oct 2026',
    '31 Oct 2026',
    'October 2026, all usage',
  ])
})

it('leads to files of the very state: their addresses read back as the same parameters', () => {
  const params = parseUsageParams({ from: '2026-10-01', to: '2026-10-31', key: ['k1', 'k2'], endpoint: '/x' })
  const [usage, requests] = usageExports(params, presetRange('last-month', now))
  for (const file of [usage, requests]) {
    const query = new URL(file?.href ?? '', 'http://127.0.0.1').searchParams
    expect(parseUsageParams(rawParams(query))).toEqual(params)
  }
})
