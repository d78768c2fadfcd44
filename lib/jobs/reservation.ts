import type { ShardState } from '@/lib/limits/lease'
import { remaining } from '@/lib/limits/limit'
import type { Refusal } from '@/lib/limits/refusal'
import type { Nanos } from '@/lib/money'

export type Taking =
  | { readonly kind: 'taken'; readonly states: readonly ShardState[] }
  /** Some of the budgets cannot give it: those that never could first. */
  | { readonly kind: 'short'; readonly refusals: readonly [Refusal, ...Refusal[]] }

/**
 * Takes a job's whole price out of its budgets, in all scopes or in none: never past a limit, whatever gateways hold. The
 * states are those of gateway `jobs`, locked.
 */
export function takeFrom(states: readonly ShardState[], nanos: Nanos): Taking {
  const [first, ...rest] = states
    .flatMap(state => refusalOf(state, nanos) ?? [])
    .toSorted((a, b) => Number(b.reason === 'limit') - Number(a.reason === 'limit'))
  if (first) return { kind: 'short', refusals: [first, ...rest] }
  return { kind: 'taken', states: states.map(state => shift(state, nanos)) }
}

/**
 * Gives back what a finished job did not cost.
 * @throws RangeError where the shards hold less: the job was finished before
 */
export function returnTo(states: readonly ShardState[], nanos: Nanos): readonly ShardState[] {
  for (const { scope, grantedNanos, spentNanos } of states)
    if (nanos < 0n || nanos > grantedNanos - spentNanos)
      throw new RangeError(
        `${nanos} cannot come back to ${scope}: ${grantedNanos} granted, ${spentNanos} spent`,
      )
  return states.map(state => shift(state, -nanos))
}

function refusalOf(state: ShardState, askedNanos: Nanos): Refusal | null {
  const { limitNanos, setBy } = state.limit
  if (limitNanos === null || askedNanos <= limitNanos - state.allocatedNanos) return null
  const spentNanos = state.spentByAllNanos
  const remainingNanos = remaining(limitNanos, spentNanos) ?? 0n
  const reason = askedNanos > remainingNanos ? 'limit' : 'reserved'
  return { scope: state.scope, reason, limitNanos, setBy, spentNanos, remainingNanos, askedNanos }
}

function shift(state: ShardState, nanos: Nanos): ShardState {
  return {
    ...state,
    seq: state.seq + 1,
    grantedNanos: state.grantedNanos + nanos,
    allocatedNanos: state.allocatedNanos + nanos,
  }
}
