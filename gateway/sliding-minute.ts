const slots = 60

/** Units of the last 60 seconds, exact to the second: no burst at a window's edge lets twice the limit through. */
export class SlidingMinute {
  readonly #units = new Float64Array(slots)
  #second = 0
  /** The last second in which units were put. */
  #newest = 0
  #sum = 0

  /** Units used in the minute up to `nowMs`. */
  used(nowMs: number): number {
    this.#advance(nowMs)
    return this.#sum
  }

  /** Adds units to the current second. */
  add(nowMs: number, units: number): void {
    this.#advance(nowMs)
    this.#put(this.#second, units)
  }

  /** Takes back or adds what an earlier estimate got wrong, in the second it was made; too late for that, nothing. */
  correct(atMs: number, nowMs: number, units: number): void {
    this.#advance(nowMs)
    const second = Math.floor(atMs / 1000)
    if (second > this.#second - slots && second <= this.#second) this.#put(second, units)
  }

  /** Seconds until at most `atMost` units are left in the minute: 0 where that is so already. */
  secondsUntil(nowMs: number, atMost: number): number {
    this.#advance(nowMs)
    if (atMost === 0 && (this.#units[this.#newest % slots] ?? 0) > 0)
      return this.#newest + slots - this.#second
    let left = this.#sum
    for (let wait = 0; wait < slots; wait += 1) {
      if (left <= atMost) return wait
      left -= this.#units[(this.#second + 1 + wait) % slots] ?? 0
    }
    return slots
  }

  /** Milliseconds until then. */
  msUntil(nowMs: number, atMost: number): number {
    const seconds = this.secondsUntil(nowMs, atMost)
    return seconds === 0 ? 0 : (this.#second + seconds) * 1000 - nowMs
  }

  #put(second: number, units: number): void {
    if (units > 0 && second > this.#newest) this.#newest = second
    const slot = second % slots
    const before = this.#units[slot] ?? 0
    const after = Math.max(0, before + units)
    this.#units[slot] = after
    this.#sum += after - before
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    const passed = second - this.#second
    if (passed <= 0) return
    for (let i = 1; i <= Math.min(passed, slots); i += 1) this.#units[(this.#second + i) % slots] = 0
    this.#second = second
    // Summed anew rather than subtracted from: an idle account ends at exactly nothing.
    this.#sum = this.#units.reduce((sum, units) => sum + units, 0)
  }
}
