import { describe, expect, it } from 'vitest'
import { endpoints, eventStatuses } from '@/db/schema'
import { startOfDay, startOfHour, startOfQuarter } from './buckets'
import { eventEndpoints, eventOutcomes, toJson, usageEventSchema, type UsageEvent } from './event'
import { fundingOf } from './funding'

const event: UsageEvent = {
  accountId: 'acc_1',
  admittedAt: new Date('2026-11-10T12:29:59.999Z'),
  id: 'req_1',
  keyId: 'key_1',
  endpoint: '/chat/completions',
  modelId: 'm',
  priceId: 'prc_1',
  status: 'succeeded',
  httpStatus: 200,
  errorCode: null,
  inputTokens: 10,
  outputTokens: 5,
  reasoningTokens: 0,
  images: 0,
  costNanos: 30n,
  inputCostNanos: 10n,
  reservedNanos: 40n,
  absorbedNanos: 0n,
  estimated: false,
  streamed: true,
  provider: 'aggregator',
  upstreamId: null,
  latencyMs: 12,
  ttftMs: null,
}

describe('an event', () => {
  it('knows the endpoints and outcomes that the database knows', () => {
    expect(eventEndpoints).toEqual(endpoints)
    expect(eventOutcomes).toEqual(eventStatuses)
  })

  it('costs at least its input and at most its reservation', () => {
    expect(usageEventSchema.safeParse(event).success).toBe(true)
    for (const wrong of [
      { inputCostNanos: 31n },
      { costNanos: 41n },
      { costNanos: -1n },
      { inputTokens: 1.5 },
      { id: 'x' },
    ])
      expect(usageEventSchema.safeParse({ ...event, ...wrong }).success).toBe(false)
  })

  it('turns to JSON without loss of digits and without what jsonb refuses', () => {
    const json = toJson({ ...event, costNanos: 2n ** 62n, upstreamId: 'a\0b\ud800c' })
    expect(json).toMatchObject({
      costNanos: '4611686018427387904',
      admittedAt: '2026-11-10T12:29:59.999Z',
      upstreamId: 'a\uFFFDb\uFFFDc',
    })
  })

  it('falls into the quarter, hour and day of UTC that it was admitted in', () => {
    expect(startOfQuarter(event.admittedAt)).toEqual(new Date('2026-11-10T12:15:00Z'))
    expect(startOfHour(event.admittedAt)).toEqual(new Date('2026-11-10T12:00:00Z'))
    expect(startOfDay(event.admittedAt)).toEqual(new Date('2026-11-10T00:00:00Z'))
  })

  it('is funded by account and period, in both of its scopes', () => {
    const december = { ...event, admittedAt: new Date('2026-12-01T00:00:00Z'), keyId: 'key_2' as const }
    expect(fundingOf([event, event, december])).toEqual([
      {
        accountId: 'acc_1',
        period: '2026-11',
        needs: new Map([
          ['account', 60n],
          ['key_1', 60n],
        ]),
      },
      {
        accountId: 'acc_1',
        period: '2026-12',
        needs: new Map([
          ['account', 30n],
          ['key_2', 30n],
        ]),
      },
    ])
  })
})
