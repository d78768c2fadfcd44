import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketSizes, presets } from '@/lib/usage/range'
import { dimensions, metrics } from '@/lib/usage/report'
import { daysOf, parseUsageParams, resolveRange, usageHref, type RawParams } from './search-params'

const rawOf = (href: string): RawParams => {
  const raw: Record<string, string[]> = {}
  for (const [name, value] of new URL(href, 'http://localhost').searchParams) (raw[name] ??= []).push(value)
  return raw
}

describe('the URL of the usage page', () => {
  it('holds the whole state: any state survives the trip through its URL', () => {
    const days = fc.constantFrom('2026-01-31', '2026-11-22', '2025-02-28')
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 4 })
    const states = fc.record({
      period: fc.constantFrom(...presets.filter(p => p !== 'custom')),
      custom: fc.option(fc.tuple(days, days)),
      per: fc.option(fc.constantFrom(...bucketSizes)),
      metric: fc.constantFrom(...metrics),
      group: fc.constantFrom(...dimensions),
      key: names,
      endpoint: names,
      model: names,
    })
    fc.assert(
      fc.property(states, ({ custom, per, ...rest }) => {
        const raw: RawParams = { ...rest, per: per ?? undefined }
        if (custom) [raw.from, raw.to] = custom
        const params = parseUsageParams(raw)
        expect(parseUsageParams(rawOf(usageHref(params)))).toEqual(params)
      }),
    )
  })

  it('leaves out what nothing can be called', () => {
    const { keys, models } = parseUsageParams({ key: ['key_1', 'a\0b', ''], model: '\0' })
    expect([keys, models]).toEqual([['key_1'], []])
  })

  it('is the bare path for the default state', () => {
    expect(usageHref(parseUsageParams({}))).toBe('/usage')
  })

  it('takes any rubbish for the default', () => {
    const rubbish = {
      period: 'yesterday',
      metric: ['x'],
      group: '',
      per: 'week',
      key: ['', 'a'.repeat(300)],
      from: '2026-01-01',
    }
    expect(usageHref(parseUsageParams(rubbish))).toBe('/usage')
    expect(parseUsageParams({ period: 'custom' }).preset).toBe('month')
  })

  it('says what is wrong with an impossible span instead of showing another', () => {
    const range = resolveRange(parseUsageParams({ from: '2026-11-22', to: '2026-11-01' }), new Date())
    expect(range).toMatchObject({ ok: false, error: { message: expect.stringMatching(/after/) } })
  })

  it('shows the days it covers, both included', () => {
    const range = resolveRange(parseUsageParams({ from: '2026-11-01', to: '2026-11-22' }), new Date())
    expect(range.ok && daysOf(range.value)).toEqual({ from: '2026-11-01', to: '2026-11-22' })
  })
})
