import { expect, it } from 'vitest'
import { resolvePeriod } from '@/app/(dashboard)/usage/period'
import { parseUsageParams, rawParams } from '@/app/(dashboard)/usage/search-params'
import type { UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { usageExports } from './usage-exports'

const exportsOf = (params: UsageParams) => {
  const period = resolvePeriod(params, new Date('2026-11-03T10:00:00Z'))
  if (!period.ok) throw new Error(period.error.message)
  return usageExports(params, period.value)
}

it('offers what the page shows, filters included, and the months it touches whole', () => {
  const params = parseUsageParams({ period: '7d', model: ['a/b', 'c'], group: 'key' })
  expect(exportsOf(params)).toEqual([
    {
      href: '/usage/export?period=7d&group=key&model=a%2Fb&model=c',
      label: 'Usage by day, CSV',
      range: '28 Oct 2026 to 3 Nov 2026, UTC, as filtered',
    },
    {
      href: '/usage/export/requests?period=7d&group=key&model=a%2Fb&model=c',
      label: 'Single requests, CSV',
      range: '28 Oct 2026 to 3 Nov 2026, UTC, as filtered',
    },
    {
      href: '/billing/export/focus?from=2026-10&to=2026-11',
      label: 'FOCUS 1.2, CSV',
      range: 'October 2026 to November 2026, all usage, UTC',
    },
  ])
})

it('names a single day and a single month once', () => {
  const params = parseUsageParams({ from: '2026-10-31', to: '2026-10-31', zone: 'Asia/Kolkata' })
  expect(exportsOf(params).map(choice => choice.range)).toEqual([
    '31 Oct 2026, Asia/Kolkata',
    '31 Oct 2026, Asia/Kolkata',
    'October 2026, all usage, UTC',
  ])
})

it('offers no sums by day of minutes that are no quarters of an hour', () => {
  expect(exportsOf(parseUsageParams({ period: '1h' })).map(choice => choice.label)).toEqual([
    'Single requests, CSV',
    'FOCUS 1.2, CSV',
  ])
})

it('leads to files of the very state: their addresses read back as the same parameters', () => {
  const params = parseUsageParams({ from: '2026-10-01', to: '2026-10-31', key: ['k1', 'k2'], endpoint: '/x' })
  const [usage, requests] = exportsOf(params)
  for (const file of [usage, requests]) {
    const query = new URL(file?.href ?? '', 'http://127.0.0.1').searchParams
    expect(parseUsageParams(rawParams(query))).toEqual(params)
  }
})
