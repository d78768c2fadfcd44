import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { automaticBucket, bucketIndex, bucketsFor, gridOf, type GridBucket } from './time-grid'
import { isTimeZone, localDay, offsetMs, startOfLocalDay } from './zone'

const HOUR_MS = 3_600_000
const at = (text: string) => new Date(text)
const starts = (from: string, to: string, bucket: GridBucket, zone: string) =>
  gridOf({ from: at(from), to: at(to) }, bucket, zone).starts.map(start => start.toISOString().slice(0, 16))
/** Lengths of the buckets, in hours. */
const lengths = (from: string, to: string, bucket: GridBucket, zone: string) => {
  const grid = gridOf({ from: at(from), to: at(to) }, bucket, zone)
  return grid.starts.map(
    (start, i) => ((grid.starts[i + 1] ?? grid.to).getTime() - start.getTime()) / HOUR_MS,
  )
}

describe('days of a zone', () => {
  it('begin at its own midnight, half-hour zones included', () => {
    expect(starts('2026-11-01T18:30Z', '2026-11-03T18:30Z', 'day', 'Asia/Kolkata')).toEqual([
      '2026-11-01T18:30',
      '2026-11-02T18:30',
    ])
    expect(starts('2026-11-02T03:30Z', '2026-11-04T03:30Z', 'day', 'America/St_Johns')).toEqual([
      '2026-11-02T03:30',
      '2026-11-03T03:30',
    ])
  })

  it('have 23 and 25 hours where the clock changes, and in Lord Howe 23½ and 24½', () => {
    expect(lengths('2026-03-28T23:00Z', '2026-03-30T22:00Z', 'day', 'Europe/Berlin')).toEqual([23, 24])
    expect(lengths('2026-10-24T22:00Z', '2026-10-26T23:00Z', 'day', 'Europe/Berlin')).toEqual([25, 24])
    expect(lengths('2026-10-31T02:30Z', '2026-11-02T03:30Z', 'day', 'America/St_Johns')).toEqual([24, 25])
    expect(lengths('2026-04-03T13:00Z', '2026-04-05T13:30Z', 'day', 'Australia/Lord_Howe')).toEqual([
      24, 24.5,
    ])
    expect(lengths('2026-10-02T13:30Z', '2026-10-04T13:00Z', 'day', 'Australia/Lord_Howe')).toEqual([
      24, 23.5,
    ])
  })

  it('begin after the gap where the clock is put forward over midnight', () => {
    // Cairo, 24 April 2026: 00:00 becomes 01:00.
    expect(startOfLocalDay('2026-04-24', 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:00:00.000Z')
    expect(lengths('2026-04-23T22:00Z', '2026-04-24T21:00Z', 'day', 'Africa/Cairo')).toEqual([23])
  })

  it('of 2026 in every zone: each instant lies in the day that its calendar shows', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const instant = fc.integer({ min: Date.UTC(2026, 0, 2) / 900_000, max: Date.UTC(2026, 11, 30) / 900_000 })
    expect(zones.filter(zone => !isTimeZone(zone))).toEqual([])
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, quarter) => {
        const moment = new Date(quarter * 900_000)
        const day = localDay(moment, zone)
        const start = startOfLocalDay(day, zone)
        expect(localDay(start, zone)).toBe(day)
        expect(localDay(new Date(start.getTime() - 1), zone) < day).toBe(true)
        expect(start <= moment).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('hours of a zone', () => {
  it('begin on its own clock', () => {
    expect(starts('2026-11-01T18:30Z', '2026-11-01T21:00Z', 'hour', 'Asia/Kolkata')).toEqual([
      '2026-11-01T18:30',
      '2026-11-01T19:30',
      '2026-11-01T20:30',
    ])
  })

  it('stand twice where the clock is put back by an hour, and take half an hour in where it is put by half', () => {
    expect(lengths('2026-10-25T00:00Z', '2026-10-25T03:00Z', 'hour', 'Europe/Berlin')).toEqual([1, 1, 1])
    // Lord Howe, 5 April 2026, 02:00 becomes 01:30 at 15:00 UTC: the hour from one o'clock has 90 minutes.
    expect(lengths('2026-04-04T13:00Z', '2026-04-04T16:30Z', 'hour', 'Australia/Lord_Howe')).toEqual([
      1, 1.5, 1,
    ])
    expect(lengths('2026-10-03T14:30Z', '2026-10-03T17:00Z', 'hour', 'Australia/Lord_Howe')).toEqual([1.5, 1])
  })
})

describe('a grid', () => {
  it('covers its span without gap or overlap, and finds the bucket of every instant', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Europe/Berlin',
    )
    const span = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 700 }))
    fc.assert(
      fc.property(
        zone,
        span,
        fc.constantFrom('hour' as const, 'day' as const, 'month' as const),
        (z, [q, n], bucket) => {
          const from = new Date(Date.UTC(2026, 2, 1) + q * 900_000)
          const grid = gridOf({ from, to: new Date(from.getTime() + n * 900_000) }, bucket, z)
          expect(grid.starts[0]).toEqual(from)
          for (const [i, start] of grid.starts.entries()) {
            const end = grid.starts[i + 1] ?? grid.to
            expect(end > start).toBe(true)
            expect(bucketIndex(grid, start.getTime())).toBe(i)
            expect(bucketIndex(grid, end.getTime() - 1)).toBe(i)
            if (i > 0) expect((start.getTime() + offsetMs(start, z)) % HOUR_MS).toBe(0)
          }
        },
      ),
    )
  })

  it('has months of the zone', () => {
    expect(starts('2026-08-31T22:00Z', '2026-11-01T00:00Z', 'month', 'Europe/Berlin')).toEqual([
      '2026-08-31T22:00',
      '2026-09-30T22:00',
      '2026-10-31T23:00',
    ])
  })

  it('is refused where it has no sense', () => {
    const grid = (from: string, to: string, bucket: GridBucket) => () =>
      gridOf({ from: at(from), to: at(to) }, bucket, 'UTC')
    expect(grid('2026-11-01T00:05Z', '2026-11-02T00:00Z', 'hour')).toThrow(RangeError)
    expect(grid('2026-11-02T00:00Z', '2026-11-02T00:00Z', 'day')).toThrow(RangeError)
    expect(grid('2026-11-01T00:00Z', '2026-11-02T00:01Z', 'minute')).toThrow(RangeError)
    expect(isTimeZone('Mars/Olympus')).toBe(false)
  })

  it('is offered and chosen by the length of the span', () => {
    const span = (hours: number) => ({
      from: at('2026-11-01T00:00Z'),
      to: new Date(Date.UTC(2026, 10, 1) + hours * HOUR_MS),
    })
    expect(bucketsFor(span(1))).toEqual(['minute'])
    expect(bucketsFor(span(24))).toEqual(['minute', 'hour'])
    expect(bucketsFor(span(24 * 7))).toEqual(['hour', 'day'])
    expect(bucketsFor(span(24 * 90))).toEqual(['day', 'month'])
    expect([1, 24, 168, 24 * 90].map(hours => automaticBucket(span(hours)))).toEqual([
      'minute',
      'hour',
      'day',
      'day',
    ])
  })
})
