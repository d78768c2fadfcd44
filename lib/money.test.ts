import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocateCents,
  formatUsd,
  formatUsdExact,
  fromUsd,
  nanosPerToken,
  parseUsd,
  toCents,
  toUsdString,
} from './money'

describe('amounts', () => {
  it('keeps every decimal of a price list', () => {
    expect(nanosPerToken('0.15')).toBe(150n)
    expect(nanosPerToken('0.019')).toBe(19n)
    expect(nanosPerToken('18.00')).toBe(18_000n)
    expect(() => nanosPerToken('0.0001')).toThrow(/whole number/)
  })

  it('parses what people type and refuses the rest', () => {
    expect(parseUsd('$1,234.5')).toEqual({ ok: true, value: 1_234_500_000_000n })
    expect(parseUsd('.5')).toEqual({ ok: true, value: 500_000_000n })
    expect(parseUsd('0.0042', 4)).toEqual({ ok: true, value: 4_200_000n })
    for (const bad of ['', '.', '-1', '1e3', '1,23', 'abc', '1.23456', 'NaN', '0x10', '1 000'])
      expect(parseUsd(bad, 4).ok, bad).toBe(false)
  })

  it('round-trips any amount through its decimal string', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), n => fromUsd(toUsdString(n)) === n))
  })
})

describe('formatting', () => {
  it.each([
    [0n, '$0.00'],
    [19n, '$0.000000019'],
    [4_200_000n, '$0.0042'],
    [42_171_234n, '$0.04217'],
    [500_000_000n, '$0.50'],
    [999_960_000n, '$1.00'],
    [1_234_565_000_000n, '$1,234.57'],
    [-4_200_000n, '-$0.0042'],
  ])('%s nanos read as %s', (nanos, text) => expect(formatUsd(nanos)).toBe(text))

  it('shows the exact value to the nano-dollar', () => {
    expect(formatUsdExact(1_234_567_890_123n)).toBe('$1,234.567890123')
    expect(formatUsdExact(10_000_000_000n)).toBe('$10.00')
  })

  it('never shows nothing for something', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), n => /[1-9]/.test(formatUsd(n))))
  })
})

describe('rounding once', () => {
  it('rounds half up', () => {
    expect(toCents(4_999_999n)).toBe(0)
    expect(toCents(5_000_000n)).toBe(1)
    expect(toCents(-5_000_000n)).toBe(0)
    expect(toCents(-5_000_001n)).toBe(-1)
  })

  it('allocates 81 lines of 0.4 cents to the 32 cents they are worth, where rounding each line would bill nothing', () => {
    const lines = Array.from({ length: 81 }, () => 4_000_000n)
    expect(allocateCents(lines).reduce((a, b) => a + b, 0)).toBe(32)
    expect(lines.map(toCents).reduce((a, b) => a + b, 0)).toBe(0)
  })

  it('gives the cent to the largest remainder', () => {
    // 1.26 + 2.37 + 0.38 cents = 4.01 -> 4 cents: floors 1 + 2 + 0, the missing one goes to .38
    expect(allocateCents([12_600_000n, 23_700_000n, 3_800_000n])).toEqual([1, 2, 1])
  })

  it('lines always sum to the total rounded once, and none is off by a cent or more', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 13n }), { maxLength: 60 }), lines => {
        const cents = allocateCents(lines)
        expect(cents.reduce((a, b) => a + b, 0)).toBe(toCents(lines.reduce((a, b) => a + b, 0n)))
        lines.forEach((nanos, i) => {
          const off = BigInt(cents[i] ?? 0) * 10_000_000n - nanos
          expect(off < 10_000_000n && off > -10_000_000n).toBe(true)
        })
      }),
    )
  })
})
