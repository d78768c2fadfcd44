const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/** How long to wait before a stream that broke is opened anew: longer and longer, until one has held. */
export class Backoff {
  #nextMs = FIRST_MS
  #openedMs: number | null = null

  /** `random`: in [0, 1); spreads what broke at the same moment. */
  constructor(private readonly random: () => number = Math.random) {}

  opened(nowMs: number): void {
    this.#openedMs = nowMs
  }

  /** The pause in milliseconds. A stream that broke soon after it was opened counts as none. */
  broke(nowMs: number): number {
    const held = this.#openedMs !== null && nowMs - this.#openedMs >= LONGEST_MS
    this.#openedMs = null
    const pauseMs = held ? FIRST_MS : this.#nextMs
    this.#nextMs = Math.min(pauseMs * 2, LONGEST_MS)
    return pauseMs * (0.75 + this.random() / 2)
  }
}
