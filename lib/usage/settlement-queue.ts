/**
 * Finished requests on their way to the ledger, as a state machine without I/O: whoever drives it settles the batch that it
 * names, and says what became of it. One batch is under way at a time; what is added meanwhile goes with the next.
 *
 * Invariant: an entry is pending from its addition until a settlement that held it is known to be committed (or refused for
 * its data). A batch whose outcome is not known is named again, the very same; the ledger counts each of its ids once.
 */
export class SettlementQueue<Entry> {
  #queued: Entry[] = []
  #batch: Entry[] = []
  #fenced = false

  constructor(private readonly mostPerBatch: number) {}

  /** What is not known to be committed, oldest first. */
  get pending(): Entry[] {
    return [...this.#batch, ...this.#queued]
  }

  /** How many no batch has taken up yet. */
  get queued(): number {
    return this.#queued.length
  }

  get isFenced(): boolean {
    return this.#fenced
  }

  add(entry: Entry): void {
    this.#queued.push(entry)
  }

  /** What to settle now: the last batch again until its outcome is known, then the next. Empty: nothing is left, or a fence. */
  next(): readonly Entry[] {
    if (this.#fenced) return []
    if (this.#batch.length === 0) this.#batch = this.#queued.splice(0, this.mostPerBatch)
    return this.#batch
  }

  /** The outcome of the batch is known. Answers with what was in it. */
  finish(): readonly Entry[] {
    const finished = this.#batch
    this.#batch = []
    return finished
  }

  /**
   * The ledger takes nothing from this gateway any more. A batch that was on its way may have been committed before: its
   * answer still counts. All else stays pending, for someone who may write.
   */
  fence(): void {
    this.#fenced = true
  }
}
