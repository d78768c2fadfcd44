import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accept,
  claim,
  expired,
  finish,
  httpStatusOf,
  isOpen,
  JOB_LIFE_MS,
  putBack,
  type Finish,
  type JobOutcome,
  type JobState,
} from './job'

const start = new Date('2026-11-30T23:30:00Z').getTime()
const fresh: JobState = {
  status: 'QUEUED',
  attempts: 0,
  claimedUntil: null,
  upstreamJobId: null,
  reservedNanos: 25_000_000n,
  deadlineAt: new Date(start + JOB_LIFE_MS),
}
const result = { url: 'https://images.example/1.png', width: 832, height: 1216, seed: 7 }
const completed: JobOutcome = { kind: 'completed', result }
const failed: JobOutcome = { kind: 'failed', error: { code: 'upstream_error', message: 'It broke.' } }

describe('a job', () => {
  it('is had by one worker at a time, until that one lets go or its claim runs out', () => {
    const first = claim(fresh, new Date(start), 1_000)
    if (first.kind !== 'claimed') throw new Error('not claimed')
    expect(first.state).toMatchObject({ status: 'PROCESSING', attempts: 1 })
    expect(claim(first.state, new Date(start + 999), 1_000)).toEqual({ kind: 'busy' })
    expect(claim(first.state, new Date(start + 1_000), 1_000)).toMatchObject({ state: { attempts: 2 } })
    expect(claim(putBack(first.state, 1), new Date(start), 1_000)).toMatchObject({ state: { attempts: 2 } })
  })

  it('is not put back by a worker whose claim another has taken over', () => {
    const second = { ...fresh, status: 'PROCESSING' as const, attempts: 2, claimedUntil: new Date(start) }
    expect(putBack(second, 1)).toBe(second)
  })

  it('keeps the first id that its provider gave', () => {
    const accepted = accept(fresh, 'tj_1')
    expect(accepted.upstreamJobId).toBe('tj_1')
    expect(accept(accepted, 'tj_2')).toBe(accepted)
  })

  it('is charged in full when it completes, and nothing when it fails', () => {
    const now = new Date(start + 1)
    expect(finish(fresh, completed, now)).toMatchObject({
      state: { status: 'COMPLETED' },
      chargedNanos: 25_000_000n,
    })
    expect(finish(fresh, failed, now)).toMatchObject({ state: { status: 'FAILED' }, chargedNanos: 0n })
  })

  it('fails uncharged at its deadline, even with an image that is there', () => {
    expect(finish(fresh, completed, new Date(start + JOB_LIFE_MS - 1))?.chargedNanos).toBe(25_000_000n)
    expect(finish(fresh, completed, new Date(start + JOB_LIFE_MS))).toMatchObject({
      state: { status: 'FAILED' },
      outcome: { kind: 'failed', error: expired },
      chargedNanos: 0n,
    })
  })

  it.each([
    [completed, 200],
    [failed, 502],
    [{ kind: 'failed', error: expired } as const, 504],
    [{ kind: 'failed', error: { code: 'upstream_rejected', message: 'No.' } } as const, 400],
  ])('stands in the ledger with a status that says how it ended: %j', (outcome, status) => {
    expect(httpStatusOf(outcome)).toBe(status)
  })
})

/** What workers, the queue and the expiry may do to a job, in any order, as often as they like. */
type Step =
  | { readonly do: 'claim'; readonly forMs: number }
  | { readonly do: 'accept'; readonly id: string }
  | { readonly do: 'putBack'; readonly attempt: number }
  | { readonly do: 'finish'; readonly outcome: JobOutcome }
  | { readonly do: 'wait'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('claim' as const), forMs: fc.constantFrom(0, 60_000, 150_000) }),
  fc.record({ do: fc.constant('accept' as const), id: fc.constantFrom('tj_1', 'tj_2') }),
  fc.record({ do: fc.constant('putBack' as const), attempt: fc.nat(5) }),
  fc.record({ do: fc.constant('finish' as const), outcome: fc.constantFrom(completed, failed) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(JOB_LIFE_MS / 2) }),
)

describe('whatever is done to a job, in any order', () => {
  it('it ends once, is charged at most once and only in time, and never moves again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let state = fresh
        let ms = start
        const endings: Finish[] = []
        for (const next of steps) {
          const before = state
          const now = new Date(ms)
          if (next.do === 'wait') ms += next.ms
          if (next.do === 'accept') state = accept(state, next.id)
          if (next.do === 'putBack') state = putBack(state, next.attempt)
          if (next.do === 'claim') {
            const claimed = claim(state, now, next.forMs)
            const held = before.claimedUntil !== null && before.claimedUntil > now
            expect(claimed.kind).toBe(!isOpen(before) ? 'finished' : held ? 'busy' : 'claimed')
            if (claimed.kind === 'claimed') state = claimed.state
          }
          if (next.do === 'finish') {
            const ending = finish(state, next.outcome, now)
            expect(ending === null).toBe(!isOpen(before))
            if (ending) {
              endings.push(ending)
              state = ending.state
              expect(ending.chargedNanos).toBe(
                next.outcome.kind === 'completed' && now < fresh.deadlineAt ? fresh.reservedNanos : 0n,
              )
            }
          }
          if (!isOpen(before)) expect(state).toBe(before)
          if (before.upstreamJobId !== null) expect(state.upstreamJobId).toBe(before.upstreamJobId)
          expect(state.attempts).toBeGreaterThanOrEqual(before.attempts)
        }
        expect(endings.length).toBe(isOpen(state) ? 0 : 1)
        expect(state.status === 'COMPLETED').toBe(endings[0]?.outcome.kind === 'completed')
      }),
      { numRuns: 1_000 },
    )
  })
})
