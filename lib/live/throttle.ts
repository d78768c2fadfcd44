/**
 * Passes calls on, the first at once and then at most one per interval; calls in between become one at the interval's end.
 * What is called last is never lost, only joined with others.
 */
export class Throttle {
  #timer: NodeJS.Timeout | undefined
  #wanted = false

  constructor(
    private readonly intervalMs: number,
    private readonly pass: () => void,
  ) {}

  call(): void {
    if (this.#timer) this.#wanted = true
    else this.#run()
  }

  /** Nothing is passed on any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wanted = false
  }

  #run(): void {
    this.#wanted = false
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#wanted) this.#run()
    }, this.intervalMs)
    this.pass()
  }
}
