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
   * - `rate_limit`: of the calls within a second of real time, those beyond `per_second` (25 unless given, Stripe's limit
   *   in test mode) are answered 429 and do nothing.
   */
  kind:
    | 'error'
    | 'error_after_work'
    | 'drop'
    | 'drop_after_work'
    | 'timeout_after_work'
    | 'latency'
    | 'rate_limit'
  status?: number
  latency_ms?: number
  per_second?: number
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
  'rate_limit',
]

const usualPerSecond = 25

/** The faults in force. They are not kept over a restart. */
export class Faults {
  private rules: FaultRule[] = []
  private made = 0
  /** When the calls that each rate limit has let through were made, in milliseconds. */
  private readonly let = new Map<string, number[]>()

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

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
      if (rule.kind === 'rate_limit' && this.within(rule)) continue
      if (rule.times !== undefined) rule.times -= 1
      if (rule.kind === 'latency') latencyMs += rule.latency_ms ?? 0
      else if (rule.kind === 'rate_limit') fault = { ...rule, kind: 'error', status: 429 }
      else fault = { ...rule }
    }
    this.rules = this.rules.filter(rule => rule.times === undefined || rule.times > 0)
    return fault ? { latencyMs, fault } : { latencyMs }
  }

  /** Whether the limit lets one more call through; it is counted then. */
  private within({ id, per_second: most = usualPerSecond }: FaultRule): boolean {
    const now = this.nowMs()
    const latest = (this.let.get(id) ?? []).filter(at => at > now - 1000)
    const passes = latest.length < most
    this.let.set(id, passes ? [...latest, now] : latest)
    return passes
  }
}
