import type { Scope } from '@/lib/control/channel'
import type { AccountId } from '@/lib/ids'
import type { LimitFacts, ShardAnswer } from '@/lib/limits/lease'
import type { EffectiveLimit } from '@/lib/limits/limit'
import { addToPace, newPace, type Pace } from '@/lib/limits/pace'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'

/**
 * A gateway's own view of its part of one scope's budget. Between operations `spent + reserved + returning ≤ granted`, and
 * every figure is on the safe side of the database's row: `granted` is never more than was granted there, `spent + reserved`
 * never less than is spent there.
 */
export interface Shard {
  readonly accountId: AccountId
  readonly scope: Scope
  readonly period: Period
  grantedNanos: Nanos
  /** Settled and acknowledged. */
  spentNanos: Nanos
  /** Held by requests in flight, and by those whose commit is not known yet. */
  reservedNanos: Nanos
  /** Promised back: no request may use it from the moment the give-back is made up, whether or not its answer ever comes. */
  returningNanos: Nanos
  /** The row's number, as last answered. */
  seq: number
  /** The operation in flight; one at a time. */
  operation: 'lease' | 'give-back' | null
  /** The last operation's outcome is not known: the row may hold more or less than `grantedNanos`. Any answer resolves it. */
  uncertain: boolean
  /** Nothing is admitted: the limit changed, and no answer since has shown that what is handed out keeps to it. */
  purging: boolean
  /** The operation in flight was made up before the limit changed, so its answer says nothing of the new one. */
  outdated: boolean
  /** No answer yet: the row's spend is taken over from the first (an earlier view of this shard may have been dropped). */
  unknown: boolean
  limit: LimitFacts | null
  /** When `limit` was answered, and what of its spend was this gateway's own. */
  factsAtMs: number
  spentInFactsNanos: Nanos
  /** No top-up is tried before. */
  topUpAfterMs: number
  /** A lease got nothing lately: until then, no other of this size or more is tried. */
  refusedUntilMs: number
  refusedFromNanos: Nanos
  /** Someone else is short: idle grant goes back at once. */
  squeezed: boolean
  lastUsedMs: number
  pace: Pace
}

export function newShard(accountId: AccountId, scope: Scope, period: Period, nowMs: number): Shard {
  return {
    accountId,
    scope,
    period,
    grantedNanos: 0n,
    spentNanos: 0n,
    reservedNanos: 0n,
    returningNanos: 0n,
    seq: 0,
    operation: null,
    uncertain: false,
    purging: false,
    outdated: false,
    unknown: true,
    limit: null,
    factsAtMs: 0,
    spentInFactsNanos: 0n,
    topUpAfterMs: 0,
    refusedUntilMs: 0,
    refusedFromNanos: 0n,
    squeezed: false,
    lastUsedMs: nowMs,
    pace: newPace(nowMs),
  }
}

/** What a request may reserve now. */
export function available(shard: Shard): Nanos {
  return shard.purging ? 0n : idle(shard)
}

/** Granted, and neither spent nor reserved nor promised back. */
export function idle(shard: Shard): Nanos {
  return shard.grantedNanos - shard.spentNanos - shard.reservedNanos - shard.returningNanos
}

/**
 * Takes over the authoritative row. Its number is past the operation's, so every earlier attempt is either in it or will
 * never apply: nothing is promised back or uncertain any more. An answer that finds more handed out than the limit allows
 * begins purging, even before the control change says so; the first answer to an operation made up under the limit in force
 * that finds all gateways' grants together within it ends it.
 */
export function applyAnswer(shard: Shard, answer: ShardAnswer, nowMs: number): void {
  const { limitNanos, allocatedNanos } = answer.limit
  if (shard.unknown) shard.spentNanos = answer.spentNanos
  if (limitNanos !== null && allocatedNanos > limitNanos) shard.purging = true
  else if (!shard.outdated) shard.purging = false
  shard.limit = shard.outdated && shard.limit ? { ...answer.limit, ...limitOnly(shard.limit) } : answer.limit
  shard.factsAtMs = nowMs
  shard.spentInFactsNanos = answer.spentNanos
  shard.grantedNanos = answer.grantedNanos
  shard.seq = answer.seq
  shard.returningNanos = 0n
  shard.operation = null
  shard.uncertain = false
  shard.outdated = false
  shard.unknown = false
}

/** The operation in flight got no answer. The next one carries the same number, so at most one of them applies. */
export function failOperation(shard: Shard): void {
  shard.operation = null
  shard.uncertain = true
}

/**
 * The limit as read after a control change. Unless there is none, nothing is admitted until what is handed out is known to
 * keep to it, however it compares with the last one known here: it may have been higher in between, and leased from by others.
 */
export function changeLimit(shard: Shard, limit: EffectiveLimit): void {
  const held = shard.operation !== null || shard.uncertain || shard.grantedNanos > shard.spentNanos
  if (held && limit.limitNanos !== null) shard.purging = true
  shard.limit = { allocatedNanos: 0n, spentNanos: 0n, ...shard.limit, ...limitOnly(limit) }
  shard.outdated = shard.operation !== null
  shard.refusedUntilMs = 0
}

/** What all gateways have spent, as far as this one knows: the last answer, and what it has settled itself since. */
export function knownSpent(shard: Shard, facts: LimitFacts): Nanos {
  const since = shard.spentNanos - shard.spentInFactsNanos
  return since > 0n ? facts.spentNanos + since : facts.spentNanos
}

/** A request's cost is settled. */
export function spend(shard: Shard, costNanos: Nanos, nowMs: number): void {
  shard.spentNanos += costNanos
  addToPace(shard.pace, costNanos, nowMs)
}

function limitOnly({ limitNanos, setBy }: EffectiveLimit): EffectiveLimit {
  return { limitNanos, setBy }
}
