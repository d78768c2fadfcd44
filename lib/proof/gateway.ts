import type { Scope } from '@/lib/control/channel'
import { Liveness } from '@/lib/gateways/liveness'
import type { GatewayId, KeyId, RequestId } from '@/lib/ids'
import { Budget, type Hold, type Reservation } from '@/lib/limits/budget'
import type { GiveBackRequest, LeaseAnswer, LeaseRequest } from '@/lib/limits/lease'
import type { Nanos } from '@/lib/money'
import { periodOf, type Period } from '@/lib/period'
import type { ModelEvent } from '@/lib/proof/books'
import { ACCOUNT, FENCE_AFTER_MS, type ModelLedger, type OpenSettlement } from '@/lib/proof/ledger'
import { billOf, chargeOf, type Ask } from '@/lib/proof/market'
import { SettlementQueue } from '@/lib/usage/settlement-queue'

/** Something on its way from a gateway to the ledger. */
export interface Message {
  readonly gateway: ModelGateway
  /** What the ledger does; answers with what the gateway does once it hears of it. A settlement has its COMMIT still before it. */
  readonly run: (
    ledger: ModelLedger,
    nowMs: number,
  ) => Answer | { readonly open: OpenSettlement; readonly answer: Answer }
  /** The gateway gives up waiting, or its connection broke: the outcome is unknown to it. */
  readonly failed: () => void
  abandoned: boolean
}
export type Answer = () => void

/** A request from its admission until its event is known to be in the ledger. */
export interface OpenRequest {
  readonly hold: Hold
  readonly ask: Ask
  readonly admittedAt: Date
  /** Null while the provider is still at it. */
  event: ModelEvent | null
}

export interface Waiting {
  readonly id: RequestId
  readonly keyId: KeyId
  readonly ask: Ask
  readonly admittedAt: Date
}

const MOST_PER_BATCH = 3

/** A gateway: production's own budget, settlement queue and liveness, and the messages between them and the ledger. */
export class ModelGateway {
  readonly budget: Budget
  readonly queue = new SettlementQueue<ModelEvent>(MOST_PER_BATCH)
  readonly liveness = new Liveness(FENCE_AFTER_MS)
  readonly requests = new Map<RequestId, OpenRequest>()
  /** Requests that found too little leased. */
  readonly waiting: Waiting[] = []
  /** Its messages go nowhere. */
  isCutOff = false
  appliedEpoch: number
  #beat: Message | null = null
  #settling = false

  constructor(
    readonly id: GatewayId,
    private readonly world: {
      readonly ledger: ModelLedger
      readonly messages: Message[]
      readonly completed: Set<RequestId>
      readonly nowMs: number
      readonly platformNow: Date
    },
  ) {
    this.budget = new Budget(id)
    const { ledger, nowMs } = world
    ledger.register(id, nowMs)
    this.appliedEpoch = ledger.epoch
    const barred = ledger.barredThrough()
    if (barred) this.budget.bar(barred)
    this.liveness.confirmed(nowMs)
  }

  /** Tries to admit; sends the lease it lacks. */
  request({ id, keyId, ask, admittedAt }: Waiting): Reservation | { readonly kind: 'unavailable' } {
    const { nowMs, ledger } = this.world
    if (!this.liveness.isLive(nowMs)) return { kind: 'unavailable' }
    const nanos = ledger.rules.reserve(ask, admittedAt)
    const hold: Hold = { id, accountId: ACCOUNT, keyId, period: periodOf(admittedAt), nanos }
    const outcome = this.budget.reserve(hold, nowMs)
    if (outcome.kind === 'reserved') this.requests.set(id, { hold, ask, admittedAt, event: null })
    if (outcome.kind === 'short') {
      this.waiting.push({ id, keyId, ask, admittedAt })
      const lease = this.budget.leaseFor(ACCOUNT, hold.period, [hold], nowMs)
      if (lease) this.sendLease(lease)
    }
    return outcome
  }

  /** The provider is done, or was stopped, after `percent` of what was asked for. */
  finish(request: OpenRequest, percent: number): void {
    const { hold, ask, admittedAt } = request
    const { costNanos, absorbedNanos } = chargeOf(ask, percent, admittedAt, hold.nanos)
    const billNanos = billOf(ask, percent)
    request.event = { id: hold.id, keyId: hold.keyId, admittedAt, costNanos, absorbedNanos, billNanos }
    this.queue.add(request.event)
  }

  /** Nothing was sent. */
  release({ hold }: OpenRequest): void {
    this.requests.delete(hold.id)
    this.budget.release(hold.id, this.world.nowMs)
  }

  sendLease(request: LeaseRequest): void {
    this.#send(
      ledger => ledger.lease(request),
      (answer: LeaseAnswer) => this.budget.applyLease(request, answer, this.world.nowMs),
      () => this.budget.leaseFailed(request),
    )
  }

  sendGiveBacks(requests: readonly GiveBackRequest[]): void {
    for (const request of requests)
      this.#send(
        ledger => ledger.giveBack(request),
        (answer: LeaseAnswer) => this.budget.applyGiveBack(request, answer, this.world.nowMs),
        () => this.budget.giveBackFailed(request),
      )
  }

  /** What production does every tenth of a second. */
  tend(): void {
    this.sendGiveBacks(this.budget.giveBacks(this.world.nowMs))
    for (const request of this.budget.topUps(this.world.nowMs)) this.sendLease(request)
    this.budget.forget(this.world.nowMs)
  }

  sendSettlement(): void {
    const batch = this.#settling ? [] : [...this.queue.next()]
    if (batch.length === 0) return
    this.#settling = true
    this.#push({
      run: ledger => {
        const open = ledger.beginSettle(this.id, batch)
        return { open, answer: () => this.#settled(ledger) }
      },
      failed: () => {
        this.#settling = false
      },
    })
  }

  /** One at a time. Its answer either confirms that nothing is new, or has the changes applied before the next says so. */
  sendHeartbeat(): void {
    if (this.#beat) return
    const { nowMs: sentMs } = this.world
    const [acked, oldest] = [this.appliedEpoch, this.budget.oldestReservedPeriod()]
    this.#beat = this.#push({
      run: (ledger, nowMs) => {
        const epoch = ledger.heartbeat(this.id, acked, oldest, nowMs)
        return () => {
          this.#beat = null
          if (epoch <= this.appliedEpoch) this.liveness.confirmed(sentMs)
          else this.#catchUp()
        }
      },
      failed: () => {
        this.#beat = null
        this.liveness.lost()
      },
    })
  }

  /** The connection of the heartbeat is made anew. */
  abandonHeartbeat(): void {
    const beat = this.#beat
    if (!beat) return
    beat.abandoned = true
    beat.failed()
  }

  /** The most that what this gateway holds may still add to a scope's bill. */
  exposure(period: Period, scope: Scope): Nanos {
    let most = 0n
    for (const { hold, ask, event } of this.requests.values())
      if (hold.period === period && (scope === 'account' || scope === hold.keyId))
        if (!this.world.ledger.books.events.has(hold.id)) most += event?.billNanos ?? billOf(ask, 100)
    return most
  }

  #catchUp(): void {
    const scopes = this.budget.scopesOf(ACCOUNT)
    this.#beat = this.#push({
      run: ledger => {
        const [epoch, barred] = [ledger.epoch, ledger.barredThrough()]
        const limits = scopes.map(scope => [scope, ledger.limitOf(scope)] as const)
        return () => {
          for (const [scope, limit] of limits) this.budget.limitChanged(ACCOUNT, scope, limit)
          if (barred) this.budget.bar(barred)
          this.appliedEpoch = epoch
          this.#beat = null
          this.sendHeartbeat()
        }
      },
      failed: () => {
        this.#beat = null
        this.liveness.lost()
      },
    })
  }

  #settled(ledger: ModelLedger): void {
    this.#settling = false
    for (const { id } of this.queue.finish()) {
      const stored = ledger.books.events.get(id)
      if (!stored) throw new Error(`${id} was said to be committed and is not stored`)
      this.budget.settled(id, stored.costNanos, this.world.nowMs)
      this.requests.delete(id)
      this.world.completed.add(id)
    }
  }

  #send<T>(run: (ledger: ModelLedger) => T, answered: (answer: T) => void, failed: () => void): void {
    this.#push({
      run: ledger => {
        const answer = run(ledger)
        return () => {
          answered(answer)
          for (const waiting of this.waiting.splice(0)) this.request(waiting)
        }
      },
      failed,
    })
  }

  #push(message: Pick<Message, 'run' | 'failed'>): Message {
    const sent = { ...message, gateway: this, abandoned: false }
    this.world.messages.push(sent)
    return sent
  }
}
