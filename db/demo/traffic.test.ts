import { describe, expect, it } from 'vitest'
import { demoAccounts } from './profiles'
import { demoTraffic } from './traffic'

const first = new Date('2026-08-24T00:00:00Z')
const last = new Date('2026-11-22T21:40:00Z')
const all = { from: first, to: last, first, last }

describe('demo traffic', () => {
  it('is some 50,000 requests, none of them in the future and none of a free account', () => {
    const counts = demoAccounts.map(account => demoTraffic(account, all).length)
    expect(counts.reduce((a, b) => a + b, 0)).toBeGreaterThan(40_000)
    expect(counts.reduce((a, b) => a + b, 0)).toBeLessThan(60_000)
    expect(counts[2]).toBe(0)
    expect(
      demoAccounts.flatMap(a => demoTraffic(a, all)).every(r => r.admittedAt < last && r.admittedAt >= first),
    ).toBe(true)
  })

  it('is the same however the span is cut', () => {
    const account = demoAccounts[1]
    if (!account) throw new Error('no account')
    const middle = new Date('2026-10-15T13:37:00Z')
    const cut = [
      ...demoTraffic(account, { ...all, to: middle }),
      ...demoTraffic(account, { ...all, from: middle }),
    ]
    expect(cut).toEqual(demoTraffic(account, all))
  })

  it('charges nothing for a failed request', () => {
    const failed = demoAccounts.flatMap(a => demoTraffic(a, all)).filter(r => r.status === 'failed')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.every(r => r.inputTokens + r.outputTokens + r.images === 0)).toBe(true)
  })
})
