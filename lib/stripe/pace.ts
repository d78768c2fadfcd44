/**
 * Spreads requests over time: at most `perSecond` of them, with bursts of up to a quarter of a second's worth. Deals out moments; whoever takes
 * one waits for it.
 */
export class Pace {
  private readonly intervalMs: number
  private readonly burstMs: number
  private nextMs = 0

  constructor(perSecond: number) {
    if (!(perSecond > 0)) throw new Error(`${perSecond} requests per second is no pace`)
    this.intervalMs = 1_000 / perSecond
    this.burstMs = 250
  }

  /** Takes the next moment, and says in how many milliseconds it is. */
  take(nowMs: number): number {
    const atMs = Math.max(this.nextMs, nowMs - this.burstMs)
    this.nextMs = atMs + this.intervalMs
    return Math.max(0, atMs - nowMs)
  }

  /** Nothing more goes out for so long: the other side says that we are too fast. Who waits already goes all the same. */
  pause(nowMs: number, forMs: number): void {
    this.nextMs = Math.max(this.nextMs, nowMs + forMs + this.burstMs)
  }
}
