import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShardState } from '@/lib/limits/lease'
import { returnTo, takeFrom } from './reservation'

function state(changes: Partial<ShardState> & { limitNanos: bigint | null }): ShardState {
  const { limitNanos, ...rest } = changes
  return {
    scope: 'account',
    allocatedNanos: 0n,
    grantedNanos: 0n,
    spentNanos: 0n,
    seq: 0,
    limit: { limitNanos, setBy: limitNanos === null ? null : 'account' },
    spentByAllNanos: 0n,
    ...rest,
  }
}
const key = 'key_0123456789abcdef0123456789abcdef' as const

describe('taking the price of a job', () => {
  it('moves it out of every budget, and their numbers on', () => {
    const states = [
      state({ limitNanos: 100n, allocatedNanos: 60n, grantedNanos: 10n, seq: 4 }),
      state({ scope: key, limitNanos: null }),
    ]
    expect(takeFrom(states, 40n)).toMatchObject({
      kind: 'taken',
      states: [
        { scope: 'account', allocatedNanos: 100n, grantedNanos: 50n, seq: 5 },
        { scope: key, allocatedNanos: 40n, grantedNanos: 40n, seq: 1 },
      ],
    })
  })

  it('takes nothing anywhere where one budget is short', () => {
    const states = [state({ limitNanos: 100n }), state({ scope: key, limitNanos: 39n })]
    expect(takeFrom(states, 40n)).toMatchObject({ kind: 'short', refusals: [{ scope: key }] })
  })

  it('tells what could never be paid from what is only held at the moment, and says the former first', () => {
    const held = state({ limitNanos: 100n, allocatedNanos: 90n, spentByAllNanos: 20n })
    expect(takeFrom([held], 40n)).toMatchObject({
      refusals: [{ reason: 'reserved', remainingNanos: 80n, spentNanos: 20n, askedNanos: 40n }],
    })
    const spent = state({ scope: key, limitNanos: 100n, allocatedNanos: 90n, spentByAllNanos: 61n })
    expect(takeFrom([held, spent], 40n)).toMatchObject({
      refusals: [
        { scope: key, reason: 'limit', remainingNanos: 39n },
        { scope: 'account', reason: 'reserved' },
      ],
    })
  })

  it('gives none where a lowered limit is overdrawn already', () => {
    expect(takeFrom([state({ limitNanos: 10n, allocatedNanos: 50n })], 0n)).toMatchObject({ kind: 'short' })
  })
})

describe('giving back', () => {
  it('is the inverse of taking but for the numbers', () => {
    const before = [
      state({ limitNanos: 100n, allocatedNanos: 60n, grantedNanos: 10n, spentNanos: 10n, seq: 4 }),
    ]
    const taken = takeFrom(before, 40n)
    if (taken.kind !== 'taken') throw new Error('short')
    expect(returnTo(taken.states, 40n)).toEqual(before.map(each => ({ ...each, seq: 6 })))
  })

  it('never gives back what is spent', () => {
    const spent = state({ limitNanos: 100n, allocatedNanos: 60n, grantedNanos: 40n, spentNanos: 30n })
    expect(() => returnTo([spent], 11n)).toThrow(RangeError)
    expect(() => returnTo([spent], -1n)).toThrow(RangeError)
  })
})

describe('any sequence of jobs', () => {
  it('keeps spent ≤ granted ≤ allocated ≤ limit, and leaves nothing held when all are over', () => {
    const step = fc.record({
      nanos: fc.bigInt(0n, 60n),
      completes: fc.boolean(),
      delay: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.bigInt(0n, 200n), fc.array(step, { maxLength: 30 }), (limitNanos, jobs) => {
        let states: readonly ShardState[] = [state({ limitNanos }), state({ scope: key, limitNanos: 150n })]
        const open: { nanos: bigint; completes: boolean; until: number }[] = []
        let charged = 0n
        const end = (until: number) => {
          for (const job of open.filter(each => each.until <= until)) {
            open.splice(open.indexOf(job), 1)
            const cost = job.completes ? job.nanos : 0n
            charged += cost
            const settled = states.map(each => ({
              ...each,
              spentNanos: each.spentNanos + cost,
              spentByAllNanos: each.spentByAllNanos + cost,
            }))
            states = returnTo(settled, job.nanos - cost)
          }
        }
        for (const [i, { nanos, completes, delay }] of jobs.entries()) {
          end(i)
          const taking = takeFrom(states, nanos)
          const room = states.every(each => (each.limit.limitNanos ?? 0n) - each.allocatedNanos >= nanos)
          expect(taking.kind).toBe(room ? 'taken' : 'short')
          if (taking.kind === 'taken') {
            states = taking.states
            open.push({ nanos, completes, until: i + delay })
          }
          for (const each of states) {
            expect(each.spentNanos <= each.grantedNanos && each.grantedNanos <= each.allocatedNanos).toBe(
              true,
            )
            expect(each.allocatedNanos <= (each.limit.limitNanos ?? 0n)).toBe(true)
          }
        }
        end(Number.POSITIVE_INFINITY)
        for (const each of states) expect([each.grantedNanos, each.spentNanos]).toEqual([charged, charged])
      }),
    )
  })
})
