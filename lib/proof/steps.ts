import fc from 'fast-check'
import type { Ask } from '@/lib/proof/market'

/** What may happen next. Numbers pick among whatever there is; what cannot happen at the moment does not. */
export type Step =
  | { kind: 'request'; gateway: number; key: number; ask: Ask }
  | { kind: 'finish'; request: number; percent: number }
  | { kind: 'release'; request: number }
  | { kind: 'settle'; gateway: number }
  | { kind: 'deliver'; message: number }
  | { kind: 'commit' | 'roll back'; settlement: number }
  | { kind: 'answer'; answer: number; arrives: boolean }
  | { kind: 'abandon'; message: number }
  | { kind: 'tend' | 'squeeze' | 'heartbeat' | 'cut off' | 'crash'; gateway: number }
  | { kind: 'limit'; scope: number; nanos: number | null; inForce: boolean }
  | { kind: 'wait'; ms: number }
  | { kind: 'jump'; to: 'next hour' | 'end of month' | 'next month' }
  | {
      kind:
        'calm' | 'fence' | 'reclaim' | 'last events' | 'mark' | 'fold' | 'begin closing' | 'finish closing'
    }

const at = fc.nat({ max: 5 })
const ask: fc.Arbitrary<Ask> = fc.record({
  // Two letters that grow under NFKC and NFC, one that does not, and one that is long enough for the long-context price.
  text: fc.constantFrom('', 'a', 'plain text', '\uFDFA', '\uFDFA\uFDFA', '\uFB2C\uFB2C', 'x'.repeat(60)),
  images: fc.constantFrom(0, 0, 0, 1),
  n: fc.constantFrom(1, 1, 1, 2, 3),
  cap: fc.integer({ min: 0, max: 10 }),
})

const limit: fc.Arbitrary<number | null> = fc.option(fc.integer({ min: 0, max: 1_500 }), { freq: 8 })

const one = <K extends Step['kind']>(kind: K) => fc.constant(kind)
const weighted: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [18, fc.record({ kind: one('calm') })],
  [20, fc.record({ kind: one('request'), gateway: at, key: at, ask })],
  [16, fc.record({ kind: one('finish'), request: at, percent: fc.constantFrom(0, 50, 100, 100) })],
  [1, fc.record({ kind: one('release'), request: at })],
  [6, fc.record({ kind: one('settle'), gateway: at })],
  [10, fc.record({ kind: one('deliver'), message: at })],
  [6, fc.record({ kind: one('commit'), settlement: at })],
  [1, fc.record({ kind: one('roll back'), settlement: at })],
  [10, fc.record({ kind: one('answer'), answer: at, arrives: fc.constantFrom(true, true, true, false) })],
  [3, fc.record({ kind: one('abandon'), message: at })],
  [3, fc.record({ kind: one('tend'), gateway: at })],
  [2, fc.record({ kind: one('squeeze'), gateway: at })],
  [2, fc.record({ kind: one('heartbeat'), gateway: at })],
  [1, fc.record({ kind: one('cut off'), gateway: at })],
  [1, fc.record({ kind: one('crash'), gateway: at })],
  [
    3,
    fc.record({
      kind: one('limit'),
      scope: fc.constantFrom(0, 0, 0, 1, 2),
      nanos: limit,
      inForce: fc.boolean(),
    }),
  ],
  [6, fc.record({ kind: one('wait'), ms: fc.constantFrom(1, 300, 1_500, 4_000, 12_000) })],
  [3, fc.record({ kind: one('jump'), to: fc.constantFrom('next hour', 'end of month', 'next month') })],
  [1, fc.record({ kind: one('fence') })],
  [1, fc.record({ kind: one('reclaim') })],
  [1, fc.record({ kind: one('last events') })],
  [3, fc.record({ kind: one('mark') })],
  [2, fc.record({ kind: one('fold') })],
  [2, fc.record({ kind: one('begin closing') })],
  [4, fc.record({ kind: one('finish closing') })],
]

export const step: fc.Arbitrary<Step> = fc.oneof(
  ...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })),
)
