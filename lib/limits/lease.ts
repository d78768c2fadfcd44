import type { Scope } from '@/lib/control/channel'
import type { LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId } from '@/lib/ids'
import type { EffectiveLimit } from '@/lib/limits/limit'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'

/** What a gateway asks of one scope's budget. */
export interface LeaseAsk {
  readonly scope: Scope
  /** The shard's number as the gateway last saw it; 0: it has none yet. */
  readonly seq: number
  /** The least that is of any use: what the cheapest waiting request lacks. 0: nobody waits, a top-up. */
  readonly minNanos: Nanos
  /** What all waiting requests lack together. */
  readonly needNanos: Nanos
  /** On top of it, about a second of spend. */
  readonly wantNanos: Nanos
}

export interface LeaseRequest {
  readonly gatewayId: LedgerGatewayId
  readonly accountId: AccountId
  readonly period: Period
  readonly asks: readonly LeaseAsk[]
}

export interface Return {
  readonly scope: Scope
  readonly seq: number
  readonly nanos: Nanos
}

export interface GiveBackRequest {
  readonly gatewayId: LedgerGatewayId
  readonly accountId: AccountId
  readonly period: Period
  readonly returns: readonly Return[]
}

/** What is known of a scope's budget over all gateways, as of one moment. */
export interface LimitFacts extends EffectiveLimit {
  /** Handed out to gateways: spent, reserved or idle there. */
  readonly allocatedNanos: Nanos
  /** Spent and settled, over all gateways. */
  readonly spentNanos: Nanos
}

/** One scope's authoritative row after the operation. */
export interface ShardAnswer {
  readonly scope: Scope
  readonly seq: number
  readonly grantedNanos: Nanos
  readonly spentNanos: Nanos
  /** False: the row had moved on since `seq` (an earlier attempt was applied after all), and this attempt changed nothing. */
  readonly applied: boolean
  readonly limit: LimitFacts
}

export interface LeaseAnswer {
  /** The period is closing or closed: nothing is granted in it any more. */
  readonly barred: boolean
  readonly shards: readonly ShardAnswer[]
}

export type GiveBackAnswer = LeaseAnswer

/** One scope's rows, locked: the budget's and this gateway's shard's. */
export interface ShardState {
  readonly scope: Scope
  readonly allocatedNanos: Nanos
  readonly grantedNanos: Nanos
  readonly spentNanos: Nanos
  readonly seq: number
  readonly limit: EffectiveLimit
  /** Spent by all gateways. */
  readonly spentByAllNanos: Nanos
}

/** How far an unlimited budget is leased ahead, in times of what was wanted: nothing is withheld from anyone by it. */
const UNLIMITED_AHEAD = 60n

/**
 * How much to grant: nothing where even the least useful amount is not there; exactly what is needed near the limit; else
 * what is needed and wanted, but at most an eighth of what remains. Never more than remains.
 */
export function leaseChunk(
  remainingNanos: Nanos | null,
  { minNanos, needNanos, wantNanos }: Pick<LeaseAsk, 'minNanos' | 'needNanos' | 'wantNanos'>,
): Nanos {
  if (remainingNanos === null) return needNanos + wantNanos * UNLIMITED_AHEAD
  if (remainingNanos <= 0n || remainingNanos < minNanos) return 0n
  const eighth = remainingNanos / 8n
  if (needNanos >= eighth) return min(needNanos, remainingNanos)
  return min(needNanos + wantNanos, eighth)
}

/**
 * Decides a lease on the locked rows. Whatever it grants, nothing included, moves `seq` on, so that an earlier attempt that
 * is still on its way finds its number gone. A number that does not match changes nothing: it was decided before.
 */
export function decideLease(state: ShardState, ask: LeaseAsk, barred: boolean): ShardState {
  if (state.seq !== ask.seq) return state
  const left = state.limit.limitNanos === null ? null : state.limit.limitNanos - state.allocatedNanos
  return move(state, barred ? 0n : leaseChunk(left, ask))
}

/**
 * Decides a give-back on the locked rows.
 * @throws where more comes back than is unspent: the gateway's own account of its shard is wrong
 */
export function decideGiveBack(state: ShardState, back: Return): ShardState {
  if (state.seq !== back.seq) return state
  if (back.nanos < 0n || back.nanos > state.grantedNanos - state.spentNanos)
    throw new RangeError(
      `${back.nanos} cannot come back: ${state.grantedNanos} granted, ${state.spentNanos} spent`,
    )
  return move(state, -back.nanos)
}

export function toAnswer(before: ShardState, after: ShardState): ShardAnswer {
  return {
    scope: after.scope,
    seq: after.seq,
    grantedNanos: after.grantedNanos,
    spentNanos: after.spentNanos,
    applied: after.seq !== before.seq,
    limit: { ...after.limit, allocatedNanos: after.allocatedNanos, spentNanos: after.spentByAllNanos },
  }
}

function move(state: ShardState, nanos: Nanos): ShardState {
  return {
    ...state,
    seq: state.seq + 1,
    grantedNanos: state.grantedNanos + nanos,
    allocatedNanos: state.allocatedNanos + nanos,
  }
}

function min(a: Nanos, b: Nanos): Nanos {
  return a < b ? a : b
}
