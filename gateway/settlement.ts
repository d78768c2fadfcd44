import type { Db } from '@/db/client'
import type { Metrics } from '@/gateway/metrics/metrics'
import { GatewayFenced } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId, RequestId } from '@/lib/ids'
import type { Logger } from '@/lib/log'
import type { Nanos } from '@/lib/money'
import type { UsageEvent } from '@/lib/usage/event'
import { settleAll, type Outcome } from '@/lib/usage/commands'
import { SettlementQueue } from '@/lib/usage/settlement-queue'

/** What became of an event. `unknown`: not committed yet, or not known to be; it stays queued until it is. */
export type SettleOutcome =
  | { readonly kind: 'committed'; readonly costNanos: Nanos; readonly waivedNanos: Nanos }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' }

interface Options {
  readonly db: Db
  readonly gatewayId: GatewayId
  readonly log: Logger
  readonly now: () => Date
  readonly settleWithinMs: number
  /** False: an event counts as committed before it is. Only for showing what that loses. */
  readonly holdLastBytes: boolean
  readonly monotonicMs: () => number
  readonly metrics: Metrics
  /** Requests that may still end: once all of them wait for their commit, nobody else is worth waiting for. */
  openRequests(): number
  /** The ledger has it (at this cost), or never will (null): what was reserved is free again. */
  onKnown(id: RequestId, costNanos: Nanos): void
  /** A request of the account was stored just now. */
  onStored(accountId: AccountId): void
  onFenced(): void
}

interface Pending {
  readonly event: UsageEvent
  resolve(outcome: SettleOutcome): void
}

const mostPerBatch = 500
const firstPauseMs = 50
const longestPauseMs = 2_000
/** A batch of so many shows that requests end all the time: the next one is then worth a moment's gathering, the longer the busier. */
const busyFrom = 6
const gatherMsPerEvent = 0.75
const longestGatherMs = 12
const worthCommitting = 32

/**
 * Drives the settlement queue against the database. Group commit: events of finished requests gather while one settle call
 * is in flight, and go together with the next.
 */
export class Settlement {
  readonly #queue = new SettlementQueue<Pending>(mostPerBatch)
  #running = false
  #gathered: () => void = () => undefined
  #idle: (() => void)[] = []

  constructor(private readonly options: Options) {}

  /** Events that are not known to be committed yet. */
  get pending(): UsageEvent[] {
    return this.#queue.pending.map(({ event }) => event)
  }

  get isFenced(): boolean {
    return this.#queue.isFenced
  }

  /** Resolves once the event is committed, or with `unknown` when that takes too long; then it is still committed later. */
  submit(event: UsageEvent): Promise<SettleOutcome> {
    const known = this.#enqueue(event)
    return this.options.holdLastBytes
      ? known
      : Promise.resolve({ kind: 'committed', costNanos: event.costNanos, waivedNanos: 0n })
  }

  #enqueue(event: UsageEvent): Promise<SettleOutcome> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve({ kind: 'unknown' }), this.options.settleWithinMs)
      this.#queue.add({
        event,
        resolve: outcome => {
          clearTimeout(timer)
          resolve(outcome)
        },
      })
      if (this.#isWorthCommitting) this.#gathered()
      if (this.#queue.isFenced) this.#answerUnknown()
      else if (!this.#running) void this.#run()
    })
  }

  /** Resolves once nothing is pending, on a fence, or when so much time is over: the ledger may be away for good. */
  drained(withinMs: number): Promise<void> {
    if (this.#queue.isFenced || !this.#running) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, withinMs)
      this.#idle.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    let pauseMs = firstPauseMs
    // Requests that end in the same turn of the event loop share the first batch.
    await new Promise(resolve => setImmediate(resolve))
    for (let batch = this.#queue.next(); batch.length > 0; batch = this.#queue.next()) {
      if (await this.#commit(batch)) {
        pauseMs = firstPauseMs
        if (batch.length >= busyFrom) await this.#gather(batch.length)
      } else {
        await new Promise(resolve => setTimeout(resolve, pauseMs))
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
    }
    this.#running = false
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** A commit costs much the same for one event and for thirty. Where few requests end, none of them waits here. */
  #gather(lastEvents: number): Promise<void> {
    if (this.#isWorthCommitting) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, Math.min(lastEvents * gatherMsPerEvent, longestGatherMs))
      this.#gathered = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  get #isWorthCommitting(): boolean {
    return this.#queue.queued >= Math.min(worthCommitting, this.options.openRequests())
  }

  /** One settle call; false where its outcome is not known and the same batch has to go again. */
  async #commit(batch: readonly Pending[]): Promise<boolean> {
    const { db, gatewayId, now, log, metrics, monotonicMs } = this.options
    const sentMs = monotonicMs()
    try {
      const outcomes = await settleAll(
        db,
        gatewayId,
        batch.map(({ event }) => event),
        now(),
      )
      metrics.batchSettled(batch.length, monotonicMs() - sentMs)
      for (const pending of this.#queue.finish()) this.#answer(pending, outcomes.get(pending.event.id))
      return true
    } catch (error) {
      metrics.batchFailed()
      if (error instanceof GatewayFenced) {
        this.fence()
        this.options.onFenced()
      } else log.warn({ err: error, events: batch.length }, 'a batch of events could not be committed yet')
      return false
    }
  }

  /** A fault in the answer to one request leaves those of its batch alone. */
  #answer({ event, resolve }: Pending, outcome: Outcome | undefined): void {
    const { log, metrics, onKnown, onStored } = this.options
    if (!outcome?.ok)
      log.error(
        { requestId: event.id, reason: outcome?.reason ?? 'no outcome' },
        'an event could not be stored',
      )
    try {
      onKnown(event.id, outcome?.ok ? outcome.costNanos : 0n)
      if (outcome?.ok && !outcome.duplicate) {
        metrics.metered(event)
        onStored(event.accountId)
      }
    } catch (error) {
      log.fatal({ err: error, requestId: event.id }, 'what became of an event could not be taken in')
    }
    resolve(
      outcome?.ok
        ? { kind: 'committed', costNanos: outcome.costNanos, waivedNanos: outcome.waivedNanos }
        : { kind: 'refused' },
    )
  }

  /** This gateway may not write any more, or has given up: whoever waits is told that the outcome is unknown. */
  fence(): void {
    this.#queue.fence()
    this.#gathered()
    this.#answerUnknown()
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #answerUnknown(): void {
    for (const { resolve } of this.#queue.pending) resolve({ kind: 'unknown' })
  }
}
