import type { Nanos } from '@/lib/money'

/** Spend per second of one budget on one gateway: a moving average over seconds. */
export interface Pace {
  nanosPerSecond: Nanos
  windowStartMs: number
  inWindowNanos: Nanos
  /** What the last request reserved. */
  lastHoldNanos: Nanos
}

export function newPace(nowMs: number): Pace {
  return { nanosPerSecond: 0n, windowStartMs: nowMs, inWindowNanos: 0n, lastHoldNanos: 0n }
}

export function addToPace(pace: Pace, nanos: Nanos, nowMs: number): void {
  roll(pace, nowMs)
  pace.inWindowNanos += nanos
}

/** About a second of spend, and at least room for one more request like the last. */
export function secondOfSpend(pace: Pace, nowMs: number): Nanos {
  roll(pace, nowMs)
  return max(max(pace.nanosPerSecond, pace.inWindowNanos), pace.lastHoldNanos)
}

/** Once a second, the last window halves into the average; after five quiet seconds it replaces it. */
function roll(pace: Pace, nowMs: number): void {
  const elapsedMs = Math.trunc(nowMs - pace.windowStartMs)
  if (elapsedMs < 1_000) return
  const latest = (pace.inWindowNanos * 1_000n) / BigInt(elapsedMs)
  pace.nanosPerSecond = elapsedMs >= 5_000 ? latest : (pace.nanosPerSecond + latest) / 2n
  pace.windowStartMs = nowMs
  pace.inWindowNanos = 0n
}

function max(a: Nanos, b: Nanos): Nanos {
  return a > b ? a : b
}
