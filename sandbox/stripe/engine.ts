import type { Contract } from '@/sandbox/stripe/contract'
import { Scope, type Cause } from '@/sandbox/stripe/scope'
import type { Store } from '@/sandbox/stripe/store'
import type { Violations } from '@/sandbox/stripe/violations'
import type { Deliveries } from '@/sandbox/stripe/webhooks/deliveries'

export interface EngineParts {
  store: Store
  contract: Contract
  violations: Violations
  deliveries: Deliveries
  /** The sandbox's clock, in milliseconds. */
  nowMs: () => number
  baseUrl: string
}

/** Does things to the objects: one transaction each, in which the events they cause are recorded and queued for delivery. */
export class Engine {
  constructor(readonly parts: EngineParts) {}

  nowSeconds(): number {
    return Math.floor(this.parts.nowMs() / 1000)
  }

  act<T>(work: (scope: Scope) => T, cause?: Cause, at?: number): T {
    const { store, contract, violations, deliveries, baseUrl } = this.parts
    let announced = false
    const result = store.transaction(() => {
      const scope = new Scope(
        store,
        at ?? this.nowSeconds(),
        baseUrl,
        event => {
          violations.report(`event ${event.type}`, contract.checkEvent(event))
          store.insert('event', event)
          announced = deliveries.enqueue(event) || announced
        },
        cause,
      )
      return work(scope)
    })
    if (announced) deliveries.wake()
    return result
  }
}
