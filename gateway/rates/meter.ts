import type { MeterState } from '@/gateway/rates/shares'
import { SlidingMinute } from '@/gateway/sliding-minute'

/** One account's or key's requests or tokens on this gateway. */
export class Meter {
  readonly granted = new SlidingMinute()
  /** What this gateway had to refuse although the whole limit may allow it: said to the others as wanted. */
  #refused: SlidingMinute | null = null
  limit = 0

  constructor(readonly name: string) {}

  refuse(nowMs: number, units: number): void {
    this.#refused ??= new SlidingMinute()
    this.#refused.add(nowMs, units)
  }

  state(nowMs: number): MeterState {
    return {
      used: this.granted.used(nowMs),
      refused: this.#refused?.used(nowMs) ?? 0,
      limit: this.limit,
      emptyInMs: this.granted.msUntil(nowMs, 0),
    }
  }
}
