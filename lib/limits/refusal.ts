import type { Scope } from '@/lib/control/channel'
import { remaining, type LimitSetBy } from '@/lib/limits/limit'
import { knownSpent, type Shard } from '@/lib/limits/shard'
import type { Nanos } from '@/lib/money'

/** Why a request cannot be paid for. `limit`: what remains cannot pay it. `reserved`: it could, but is held by requests in flight. */
export interface Refusal {
  readonly scope: Scope
  readonly reason: 'limit' | 'reserved'
  readonly limitNanos: Nanos
  readonly setBy: LimitSetBy
  readonly spentNanos: Nanos
  readonly remainingNanos: Nanos
  readonly askedNanos: Nanos
}

/** How long facts refuse from memory. A changed limit counts at once all the same: it arrives as a control change. */
const FACTS_REFUSE_FOR_MS = 1_000

/** Refuses from memory what the last lease has shown to be of no use to try again so soon; null: worth a lease. */
export function refusalOf(
  short: readonly Shard[],
  askedNanos: Nanos,
  nowMs: number,
): { kind: 'refused'; refusal: Refusal } | null {
  const refused = (['limit', 'reserved'] as const).flatMap(reason =>
    short.flatMap(shard => toRefusal(shard, reason, askedNanos, nowMs) ?? []),
  )
  return refused[0] ? { kind: 'refused', refusal: refused[0] } : null
}

function toRefusal(
  shard: Shard,
  reason: Refusal['reason'],
  askedNanos: Nanos,
  nowMs: number,
): Refusal | null {
  if (!shard.limit || shard.limit.limitNanos === null) return null
  const { limitNanos, setBy } = shard.limit
  const spentNanos = knownSpent(shard, shard.limit)
  const remainingNanos = remaining(limitNanos, spentNanos) ?? 0n
  const holds =
    reason === 'limit'
      ? askedNanos > remainingNanos && nowMs - shard.factsAtMs < FACTS_REFUSE_FOR_MS
      : askedNanos >= shard.refusedFromNanos && nowMs < shard.refusedUntilMs
  if (!holds) return null
  return { scope: shard.scope, reason, limitNanos, setBy, spentNanos, remainingNanos, askedNanos }
}
