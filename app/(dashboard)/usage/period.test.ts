import { describe, expect, it } from 'vitest'
import type { Preset } from './period'
import {
  daysOf,
  narrowedTo,
  resolvePeriod,
  resolvePeriodOrMonth,
  spanInWords,
  zoneInWords,
  zoomInWords,
} from './period'

const now = new Date('2026-11-22T17:20:30Z')
const custom = (from: string, to: string, zone = 'UTC') =>
  resolvePeriod({ preset: 'custom', from, to, zone, bucket: undefined }, now)
const period = (preset: Preset, zone = 'UTC', at = now) => {
  const resolved = resolvePeriod({ preset, from: undefined, to: undefined, zone, bucket: undefined }, at)
  if (!resolved.ok) throw new Error(resolved.error.message)
  return resolved.value
}
const said = ({ from, to }: { from: Date; to: Date }) =>
  `${from.toISOString().slice(0, 16)} ${to.toISOString().slice(0, 16)}`

describe('a named period', () => {
  it.each([
    ['1h', '2026-11-22T16:21 2026-11-22T17:21', 'minute', '2026-11-22T15:21 2026-11-22T16:21'],
    ['24h', '2026-11-21T18:00 2026-11-22T18:00', 'hour', '2026-11-20T18:00 2026-11-21T18:00'],
    ['7d', '2026-11-16T00:00 2026-11-23T00:00', 'day', '2026-11-09T00:00 2026-11-16T00:00'],
    ['90d', '2026-08-25T00:00 2026-11-23T00:00', 'day', '2026-05-27T00:00 2026-08-25T00:00'],
    ['month', '2026-11-01T00:00 2026-11-23T00:00', 'day', '2026-10-01T00:00 2026-10-23T00:00'],
    ['last-month', '2026-10-01T00:00 2026-11-01T00:00', 'day', '2026-09-01T00:00 2026-10-01T00:00'],
  ] as const)('%s is %s, by %s, after %s', (preset, span, bucket, previous) => {
    const found = period(preset)
    expect([said(found), found.bucket, said(found.previous)]).toEqual([span, bucket, previous])
  })

  it('has the days of the zone, and hours that begin with its clock’s', () => {
    expect(said(period('month', 'Asia/Kolkata'))).toBe('2026-10-31T18:30 2026-11-22T18:30')
    expect(said(period('24h', 'Asia/Kolkata'))).toBe('2026-11-21T17:30 2026-11-22T17:30')
    // The clock went back within the 90 days: the first of them begins by summer time.
    expect(said(period('90d', 'Europe/Berlin'))).toBe('2026-08-24T22:00 2026-11-22T23:00')
  })

  it('compares the month to date with as many days of the month before, and never with its own', () => {
    const lateMarch = period('month', 'UTC', new Date('2026-03-30T12:00:00Z'))
    expect(said(lateMarch.previous)).toBe('2026-02-01T00:00 2026-03-01T00:00')
    expect(lateMarch.previousName).toBe('February')
  })

  it('compares what has passed with as much of the period before', () => {
    expect(said(period('month').previousSoFar)).toBe('2026-10-01T00:00 2026-10-22T17:30')
    expect(said(period('last-month').previousSoFar)).toBe(said(period('last-month').previous))
  })
})

describe('a custom period', () => {
  it('is whole days, both included, or instants', () => {
    const [days, instants] = [
      custom('2026-11-01', '2026-11-02'),
      custom('2026-11-02T14:00Z', '2026-11-02T15:00Z'),
    ]
    expect(days.ok && said(days.value)).toBe('2026-11-01T00:00 2026-11-03T00:00')
    expect(instants.ok && [said(instants.value), instants.value.bucket]).toEqual([
      '2026-11-02T14:00 2026-11-02T15:00',
      'minute',
    ])
  })

  it.each([
    ['2026-11-22', '2026-11-01', /after/],
    ['2026-11-31', '2026-12-01', /YYYY/],
    ['2026-11-01T10:00Z', '2026-11-01T09:00Z', /before it begins/],
    ['2020-01-01', '2026-01-01', /366/],
    ['2020-01-01T00:00Z', '2026-01-01T00:00Z', /366/],
    ['2026-11-01', '2026-11-02T10:00Z', /YYYY/],
  ])('from %s to %s says what is wrong instead of showing another', (from, to, message) => {
    expect(custom(from, to)).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } })
  })
})

describe('narrowing', () => {
  it('leads to days where the bucket is whole days of the zone, else to instants, and back to the same span', () => {
    for (const zone of ['UTC', 'Asia/Kolkata', 'Australia/Lord_Howe']) {
      for (const preset of ['24h', '7d', 'month'] as const) {
        const { starts, to, zone: own } = period(preset, zone)
        for (const [i, from] of starts.entries()) {
          const span = { from, to: starts[i + 1] ?? to }
          const words = narrowedTo(span, own)
          const back = custom(words.from, words.to, zone)
          expect(back.ok && said(back.value)).toBe(said(span))
        }
      }
    }
  })
})

describe('words', () => {
  it('name days, or clock times, and the zone with its distance', () => {
    expect(spanInWords(period('month'), 'UTC')).toBe('1 Nov 2026 to 22 Nov 2026')
    expect(spanInWords(period('1h'), 'UTC')).toBe('Sun 22 Nov, 16:21 – 17:21')
    expect(daysOf(period('month', 'Asia/Kolkata'), 'Asia/Kolkata')).toEqual({
      from: '2026-11-01',
      to: '2026-11-22',
    })
    expect(zoneInWords('Asia/Kolkata', now)).toBe('Asia/Kolkata (UTC+5:30)')
    expect(zoneInWords('America/St_Johns', now)).toBe('America/St_Johns (UTC−3:30)')
  })
})

it('an impossible span becomes the month to date, and says why', () => {
  const params = { preset: 'custom', zone: 'UTC', bucket: 'minute' } as const
  const { period: shown, problem } = resolvePeriodOrMonth(
    { ...params, from: '2026-11-22', to: '2026-11-01' },
    now,
  )
  expect([said(shown), shown.bucket, problem]).toEqual([
    '2026-11-01T00:00 2026-11-23T00:00',
    'day',
    'The first day lies after the last.',
  ])
})

it('what was zoomed into is said in words, whole days are not', () => {
  const zoomed = (from: string, to: string) => {
    const params = { preset: 'custom', from, to, zone: 'Asia/Kolkata', bucket: undefined } as const
    return zoomInWords(params, resolvePeriodOrMonth(params, now).period)
  }
  expect(zoomed('2026-11-18T08:30Z', '2026-11-18T08:31Z')).toBe('Wed 18 Nov, 14:00 – 14:01')
  expect(zoomed('2026-11-18', '2026-11-19')).toBeUndefined()
})
