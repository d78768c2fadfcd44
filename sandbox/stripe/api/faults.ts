/** Something that goes wrong with a call, on purpose. */
export interface FaultRule {
  id: string
  /** An operation of the contract (`PostInvoicesIdFinalize`); all when not given. */
  operation?: string
  /**
   * - `error`: answers `status` (500 unless given) and does nothing. As with Stripe, a 500 is kept under the idempotency key; 429 and 503 are not.
   * - `error_after_work`: the work is done, the answer is `status`.
   * - `drop`: the connection breaks before anything is done. `drop_after_work`: after it was done.
   * - `timeout_after_work`: the work is done, no answer comes for `latency_ms` (90 s unless given), then the connection breaks.
   * - `latency`: the answer takes `latency_ms` longer.
   */
  kind: 'error' | 'error_after_work' | 'drop' | 'drop_after_work' | 'timeout_after_work' | 'latency'
  status?: number
  latency_ms?: number
  /** Calls to let pass before it begins. */
  skip?: number
  /** Calls it happens to; without end when not given. */
  times?: number
}

export const faultKinds: FaultRule['kind'][] = [
  'error',
  'error_after_work',
  'drop',
  'drop_after_work',
  'timeout_after_work',
  'latency',
]

/** The faults in force. They are not kept over a restart. */
export class Faults {
  private rules: FaultRule[] = []
  private made = 0

  add(rule: Omit<FaultRule, 'id'>): FaultRule {
    this.made += 1
    const added = { ...rule, id: `fault_${this.made}` }
    this.rules.push(added)
    return added
  }

  remove(id: string): boolean {
    const before = this.rules.length
    this.rules = this.rules.filter(rule => rule.id !== id)
    return this.rules.length < before
  }

  clear(): void {
    this.rules = []
  }

  list(): FaultRule[] {
    return this.rules
  }

  /** What befalls this call; each rule that counts calls counts this one. Several latencies add up, of the others the first wins. */
  strike(operation: string): { latencyMs: number; fault?: FaultRule } {
    let latencyMs = 0
    let fault: FaultRule | undefined
    for (const rule of this.rules) {
      if (rule.operation && rule.operation !== operation) continue
      if (rule.skip) {
        rule.skip -= 1
        continue
      }
      if (rule.kind !== 'latency' && fault) continue
      if (rule.times !== undefined) rule.times -= 1
      if (rule.kind === 'latency') latencyMs += rule.latency_ms ?? 0
      else fault = { ...rule }
    }
    this.rules = this.rules.filter(rule => rule.times === undefined || rule.times > 0)
    return fault ? { latencyMs, fault } : { latencyMs }
  }
}
