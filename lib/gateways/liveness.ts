/**
 * How long a gateway may rely on what it has in memory. Others fence it when they have not heard of it for `fenceAfterMs`;
 * half of that after the start of its last round trip it stops by itself, so that it has stopped well before it is fenced.
 * Times are of one monotonic clock.
 */
export class Liveness {
  #confirmedMs = Number.NEGATIVE_INFINITY

  constructor(private readonly fenceAfterMs: number) {}

  /** A round trip that began at `sentMs` told that every change there is has been applied. */
  confirmed(sentMs: number): void {
    this.#confirmedMs = Math.max(this.#confirmedMs, sentMs)
  }

  /** A round trip failed. */
  lost(): void {
    this.#confirmedMs = Number.NEGATIVE_INFINITY
  }

  isLive(nowMs: number): boolean {
    return nowMs - this.#confirmedMs < this.fenceAfterMs / 2
  }
}
