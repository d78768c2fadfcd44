import { expect, it } from 'vitest'
import type { SpanFigures } from '@/app/(dashboard)/usage/usage-view'
import { toTiles } from './tiles'

const durations = { count: 1, p50Ms: 100, p95Ms: 250 }
const figures = (requests: number, failedRequests: number): SpanFigures => ({
  totals: {
    requests,
    failedRequests,
    inputTokens: 12_345,
    outputTokens: 0,
    images: 0,
    costNanos: 1_234_567_891n,
  },
  latency: durations,
  ttft: { count: 0, p50Ms: null, p95Ms: null },
  rejections: new Map([
    ['rate_limit_exceeded', 2n],
    ['invalid_json', 3n],
  ]),
})
const tile = (metric: string, now: SpanFigures, before: SpanFigures) =>
  toTiles(now, before, 95).find(one => one.metric === metric)

it('shows figures in short, and every digit of them where that is more', () => {
  const now = figures(10, 1)
  expect(tile('spend', now, now)).toMatchObject({ shown: '$1.23', full: '$1.234567891', change: 'no change' })
  expect(tile('input', now, now)).toMatchObject({ shown: '12.3k', full: '12,345' })
  expect(tile('latency', now, now)).toMatchObject({ label: 'Latency p95', shown: '250 ms', full: null })
  expect(tile('ttft', now, now)).toMatchObject({
    label: 'First token p95',
    shown: '—',
    value: null,
    change: null,
  })
  expect(tile('rejected', now, now)?.value).toBe(5n)
})

it('tells a rate beside the one before, unless it is the same or there was none', () => {
  expect(tile('errors', figures(100, 3), figures(100, 1))?.change).toBe('was 1.00%')
  expect(tile('errors', figures(100, 3), figures(200, 6))?.change).toBe('no change')
  expect(tile('errors', figures(100, 0), figures(100, 0))?.change).toBeNull()
  expect(tile('errors', figures(100, 1), figures(0, 0))?.change).toBeNull()
})
