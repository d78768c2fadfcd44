import { describe, expect, it } from 'vitest'
import { decideGiveBack, decideLease } from '@/lib/limits/lease'
import { tooSmall } from '@/lib/proof/market'
import { findBreach } from '@/lib/proof/property'
import { production, type Rules } from '@/lib/proof/rules'

const HISTORIES = 1_500

/** Rules with one part taken out, and what then goes wrong. */
const mutants: readonly (readonly [name: string, rules: Partial<Rules>, breach: RegExp])[] = [
  [
    'no number on a lease: a copy that comes late grants again',
    { decideLease: (state, ask, barred) => decideLease(state, { ...ask, seq: state.seq }, barred) },
    /handed out at rest/,
  ],
  [
    'no number on a give-back: what was given back once is taken back twice',
    { decideGiveBack: (state, back) => decideGiveBack(state, { ...back, seq: state.seq }) },
    /cannot come back/,
  ],
  [
    'no fence: a gateway that was given up for dead writes on',
    { fencedIsRefused: false },
    /spent of \d+ granted/,
  ],
  ['no lock of a settlement: a flip falls into it', { settleLock: null }, /the (hour|day) from/],
  ['no lock of a flip: it falls into a settlement', { flipLock: null }, /the (hour|day) from/],
  ['a flip that shares the lock', { flipLock: 'shared' }, /the (hour|day) from/],
  ...Object.entries(tooSmall).map(
    ([name, reserve]) => [`a reservation too small: ${name}`, { reserve }, /could be billed/] as const,
  ),
]

describe('the proof', () => {
  it('finds no breach in what production does', () => {
    expect(findBreach(production, HISTORIES)).toBeNull()
  }, 60_000)

  it.each(mutants)(
    'finds the breach in %s',
    (_name, rules, breach) => {
      expect(findBreach({ ...production, ...rules }, HISTORIES)).toMatch(breach)
    },
    60_000,
  )
})
