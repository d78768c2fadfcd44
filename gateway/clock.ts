/**
 * Time on a gateway: the monotonic clock plus the database's offset, refreshed at each heartbeat, so that a machine whose
 * own clock jumps admits no request into the wrong month. Platform time adds the demo clock's offset.
 */
export class GatewayClock {
  #databaseOffsetMs: number
  #platformOffsetMs = 0
  #skewMs = 0

  constructor(
    private readonly monotonicMs: () => number = () => performance.now(),
    private readonly wallMs: () => number = () => Date.now(),
  ) {
    this.#databaseOffsetMs = wallMs() - monotonicMs()
  }

  /** Milliseconds of the monotonic clock: for deadlines and durations. */
  monotonic(): number {
    return this.monotonicMs()
  }

  /** Platform time: admission, periods, expiry. */
  now(): Date {
    return new Date(Math.floor(this.monotonicMs() + this.#databaseOffsetMs + this.#platformOffsetMs))
  }

  /** How far this machine's own clock is from the database's, in milliseconds, as of the last heartbeat. */
  get skewMs(): number {
    return this.#skewMs
  }

  /**
   * Takes the database's time from a round trip. The answer was made somewhere between sending and receiving; half way is
   * the best guess, and off by at most half the round trip.
   */
  observe(trip: { sentMs: number; receivedMs: number; dbNow: Date; clockOffsetMs: number }): void {
    const atAnswer = (trip.sentMs + trip.receivedMs) / 2
    this.#databaseOffsetMs = trip.dbNow.getTime() - atAnswer
    this.#platformOffsetMs = trip.clockOffsetMs
    this.#skewMs = Math.abs(this.wallMs() - this.monotonicMs() - this.#databaseOffsetMs)
  }
}
