import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateCents, centsToNanos } from '@/lib/money'
import { explainRounding, toRounding } from './rounding'

const toLines = (costs: readonly bigint[]) => {
  const cents = allocateCents(costs)
  return costs.map((costNanos, i) => ({ costNanos, cents: cents[i] ?? 0 }))
}
const roundingsOf = (...costs: bigint[]) => {
  const lines = toLines(costs)
  return lines.map(line => toRounding(line, lines))
}

describe('where the cents of a line come from', () => {
  it('is told by the part of a cent and by what was handed out', () => {
    // 1.4 + 2.7 + 3.0 cents are 7.1, so 7: one cent is missing to 1 + 2 + 3, and 0.7 is the largest part.
    const [first, second, third] = roundingsOf(14_000_000n, 27_000_000n, 30_000_000n)
    expect(first).toEqual({ kind: 'down', beyondNanos: 4_000_000n, handedOut: 1 })
    expect(second).toEqual({ kind: 'up', beyondNanos: 7_000_000n, handedOut: 1 })
    expect(third).toEqual({ kind: 'whole', beyondNanos: 0n, handedOut: 1 })
  })

  it('is said in words with the exact part of the cent', () => {
    const [down, up] = roundingsOf(14_000_001n, 27_590_000n)
    expect(down && explainRounding(down)).toContain('0.4000001 of a cent')
    expect(up && explainRounding(up)).toMatch(/^The 0\.759 of a cent .* 1 cent went to/)
    const [left] = roundingsOf(14_000_000n)
    expect(left && explainRounding(left)).toContain('needs no cent more')
  })

  it('accounts for every cent, whatever the lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 40 }),
        costs => {
          const lines = toLines(costs)
          for (const line of lines) {
            const { kind, beyondNanos } = toRounding(line, lines)
            const whole = line.costNanos - beyondNanos
            expect(centsToNanos(line.cents) - whole).toBe(kind === 'up' ? 10_000_000n : 0n)
          }
          const up = lines.filter(line => toRounding(line, lines).kind === 'up').length
          expect(lines.every(line => toRounding(line, lines).handedOut === up)).toBe(true)
        },
      ),
    )
  })
})
