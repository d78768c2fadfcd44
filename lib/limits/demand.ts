import type { LeaseAsk } from '@/lib/limits/lease'
import { secondOfSpend } from '@/lib/limits/pace'
import { available, type Shard } from '@/lib/limits/shard'
import type { Nanos } from '@/lib/money'

/** After a lease that got less than it needed, none of that size or more is tried for this long. */
const REFUSED_FOR_MS = 250
/** Top-ups of one budget are this far apart, and after one that got little, that far. */
const TOP_UP_EVERY_MS = 100
const TOP_UP_AGAIN_MS = 1_000

/** Whether a lease would be of use: these requests together lack something, or nothing is known of the budget yet. */
export function lacks(shard: Shard, nanos: readonly Nanos[]): boolean {
  return shard.limit === null || shard.unknown || available(shard) < sum(nanos)
}

/** What to ask for, for these waiting requests (none: a top-up). */
export function toAsk(shard: Shard, nanos: readonly Nanos[], nowMs: number): LeaseAsk {
  const [has, all, want] = [available(shard), sum(nanos), secondOfSpend(shard.pace, nowMs)]
  const least = nanos.reduce((lowest, n) => (n < lowest ? n : lowest), all)
  const needNanos = positive(all - has)
  return {
    scope: shard.scope,
    seq: shard.seq,
    minNanos: needNanos === 0n ? 0n : least > has ? least - has : 1n,
    needNanos,
    wantNanos: nanos.length > 0 ? want : positive(want - has),
  }
}

/** Whether less than half a second of spend is left. */
export function runsLow(shard: Shard, nowMs: number): boolean {
  return (
    nowMs >= shard.topUpAfterMs &&
    nowMs >= shard.refusedUntilMs &&
    available(shard) * 2n < secondOfSpend(shard.pace, nowMs)
  )
}

/** Remembers what a lease got, so that the next is not tried too soon. `before`: what was available before it. */
export function noteLease(shard: Shard, ask: LeaseAsk, before: Nanos, nowMs: number): void {
  const got = available(shard) - before
  shard.topUpAfterMs = nowMs + (got < ask.needNanos + ask.wantNanos ? TOP_UP_AGAIN_MS : TOP_UP_EVERY_MS)
  if (got >= ask.minNanos) return
  shard.refusedUntilMs = nowMs + REFUSED_FOR_MS
  shard.refusedFromNanos = before + ask.minNanos
}

function sum(nanos: readonly Nanos[]): Nanos {
  return nanos.reduce((all, n) => all + n, 0n)
}

function positive(nanos: Nanos): Nanos {
  return nanos > 0n ? nanos : 0n
}
