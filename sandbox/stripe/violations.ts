export interface Violation {
  at: string
  where: string
  problems: string[]
}

const kept = 200

/** Where the sandbox broke Stripe's contract by what it answered or announced. It should stay empty; a test asserts that it does. */
export class Violations {
  count = 0
  readonly latest: Violation[] = []

  constructor(private readonly log: (message: string, details: object) => void) {}

  report(where: string, problems: string[]): void {
    if (problems.length === 0) return
    this.count += 1
    this.latest.unshift({ at: new Date().toISOString(), where, problems })
    this.latest.length = Math.min(this.latest.length, kept)
    this.log('stripe sandbox broke the contract', { where, problems })
  }
}
