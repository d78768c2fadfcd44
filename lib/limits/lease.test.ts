import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideGiveBack, decideLease, leaseChunk, type ShardState } from './lease'
import { effectiveLimit, limitOf, parseLimit, remaining } from './limit'

const nanos = fc.bigInt({ min: 0n, max: 10n ** 12n })

describe('a chunk', () => {
  it.each([
    // remaining, min, need, want → granted
    [1_000n, 10n, 10n, 50n, 60n],
    [1_000n, 10n, 10n, 500n, 125n],
    [1_000n, 10n, 200n, 500n, 200n],
    [150n, 10n, 200n, 500n, 150n],
    [9n, 10n, 200n, 500n, 0n],
    [0n, 0n, 0n, 500n, 0n],
    [-5n, 0n, 0n, 500n, 0n],
    [800n, 0n, 0n, 500n, 100n],
    [null, 10n, 10n, 50n, 3_010n],
  ])('of %s remaining, min %s, need %s, want %s, is %s', (left, minNanos, needNanos, wantNanos, granted) => {
    expect(leaseChunk(left, { minNanos, needNanos, wantNanos })).toBe(granted)
  })

  it('never exceeds what remains, and is of use or nothing', () => {
    fc.assert(
      fc.property(nanos, nanos, nanos, nanos, (left, minNanos, more, wantNanos) => {
        const granted = leaseChunk(left, { minNanos, needNanos: minNanos + more, wantNanos })
        expect(granted <= left).toBe(true)
        expect(granted === 0n || granted >= minNanos).toBe(true)
        if (left > 0n && left >= minNanos && minNanos > 0n) expect(granted >= minNanos).toBe(true)
      }),
    )
  })
})

describe('a decision', () => {
  const state: ShardState = {
    scope: 'account',
    allocatedNanos: 40n,
    grantedNanos: 30n,
    spentNanos: 20n,
    seq: 3,
    limit: { limitNanos: 100n, setBy: 'account' },
    spentByAllNanos: 25n,
  }
  const ask = { scope: 'account' as const, seq: 3, minNanos: 5n, needNanos: 5n, wantNanos: 1n }

  it('moves the number on, even where it grants nothing', () => {
    expect(decideLease(state, ask, false)).toMatchObject({ seq: 4, grantedNanos: 36n, allocatedNanos: 46n })
    expect(decideLease(state, ask, true)).toMatchObject({ seq: 4, grantedNanos: 30n, allocatedNanos: 40n })
    expect(decideLease(state, { ...ask, minNanos: 61n, needNanos: 61n }, false)).toMatchObject({
      seq: 4,
      grantedNanos: 30n,
    })
  })

  it('changes nothing for a number that is not the row’s', () => {
    for (const seq of [2, 4]) expect(decideLease(state, { ...ask, seq }, false)).toBe(state)
    expect(decideGiveBack(state, { scope: 'account', seq: 2, nanos: 1n })).toBe(state)
  })

  it('takes back what is unspent and no more', () => {
    expect(decideGiveBack(state, { scope: 'account', seq: 3, nanos: 10n })).toMatchObject({
      grantedNanos: 20n,
      allocatedNanos: 30n,
    })
    for (const back of [11n, -1n])
      expect(() => decideGiveBack(state, { scope: 'account', seq: 3, nanos: back })).toThrow(RangeError)
  })
})

describe('a limit', () => {
  it('is the lower of the own one and the ceiling, which bounds the account alone', () => {
    expect(effectiveLimit(null, 500n)).toEqual({ limitNanos: 500n, setBy: 'operator' })
    expect(effectiveLimit(501n, 500n)).toEqual({ limitNanos: 500n, setBy: 'operator' })
    expect(effectiveLimit(500n, 500n)).toEqual({ limitNanos: 500n, setBy: 'account' })
    expect(effectiveLimit(0n, 500n)).toEqual({ limitNanos: 0n, setBy: 'account' })
    expect(limitOf('key_1', null, 500n)).toEqual({ limitNanos: null, setBy: null })
    expect(limitOf('key_1', 600n, 500n)).toEqual({ limitNanos: 600n, setBy: 'key' })
  })

  it('leaves what is not spent, never less than nothing', () => {
    expect(remaining(null, 5n)).toBeNull()
    expect(remaining(10n, 4n)).toBe(6n)
    expect(remaining(10n, 11n)).toBe(0n)
  })

  it('is typed in dollars with at most four decimals; nothing typed is none', () => {
    expect(parseLimit('12.5')).toEqual({ ok: true, value: 12_500_000_000n })
    expect(parseLimit('0.0001')).toEqual({ ok: true, value: 100_000n })
    expect(parseLimit('0')).toEqual({ ok: true, value: 0n })
    expect(parseLimit(' ')).toEqual({ ok: true, value: null })
    for (const text of ['0.00001', '-1', 'ten', '1e3']) expect(parseLimit(text).ok).toBe(false)
  })
})
