import type { GatewayId, KeyId, RequestId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'
import { endOf, periodOf, type Period } from '@/lib/period'
import { addHours, startOfHour } from '@/lib/usage/buckets'
import { GatewayFenced } from '@/lib/gateways/fenced'
import { checkAdmission, checkLedger } from '@/lib/proof/checks'
import type { ModelEvent } from '@/lib/proof/books'
import { ModelGateway, type Answer, type Message } from '@/lib/proof/gateway'
import { Blocked, FENCE_AFTER_MS, ModelLedger, type OpenSettlement } from '@/lib/proof/ledger'
import type { Ask } from '@/lib/proof/market'
import type { Rules } from '@/lib/proof/rules'
import { happen } from '@/lib/proof/happen'
import type { Step } from '@/lib/proof/steps'
import { storeLastEvent } from '@/lib/proof/last-events'

const START = Date.parse('2026-11-30T22:40:00.000Z')

/** Some gateways over one ledger, with every message between them late, lost, repeated or never answered. */
export class World {
  readonly ledger: ModelLedger
  readonly gateways: ModelGateway[] = []
  readonly messages: Message[] = []
  readonly open: {
    readonly settlement: OpenSettlement
    readonly message: Message
    readonly answer: Answer
  }[] = []
  readonly answers: { readonly message: Message; readonly answer: Answer }[] = []
  /** Requests whose answer the client has seen complete. */
  readonly completed = new Set<RequestId>()
  /** What fenced gateways had not stored yet. */
  readonly lastEvents: ModelEvent[] = []
  /** The limits after each control change, by its number. */
  readonly limits: ReadonlyMap<string, Nanos | null>[] = []
  readonly changedMs: number[] = []
  /** What each period came to when it closed. */
  readonly closedAt = new Map<Period, Nanos>()
  /** The monotonic clock; platform time runs with it, and now and then jumps ahead. */
  nowMs = 0
  #aheadMs = START
  minted = 0

  constructor(gateways: number, limit: Nanos, rules: Rules) {
    this.ledger = new ModelLedger(rules)
    this.ledger.limits.set('account', limit)
    this.noteChanges()
    for (let i = 0; i < gateways; i += 1) this.start()
  }

  get platformNow(): Date {
    return new Date(this.#aheadMs + this.nowMs)
  }

  start(): ModelGateway {
    const gateway = new ModelGateway(`gw_${(this.minted += 1)}` as GatewayId, this)
    this.gateways.push(gateway)
    return gateway
  }

  run(step: Step): void {
    happen(this, step)
    this.noteChanges()
    checkLedger(this)
  }

  request(gateway: ModelGateway, keyId: KeyId, ask: Ask): ReturnType<ModelGateway['request']> {
    const id = `req_${(this.minted += 1)}` as RequestId
    return gateway.request({ id, keyId, ask, admittedAt: this.platformNow })
  }

  deliver(message: Message): void {
    try {
      const result = message.run(this.ledger, this.nowMs)
      this.messages.splice(this.messages.indexOf(message), 1)
      if (typeof result === 'function') this.answers.push({ message, answer: result })
      else this.open.push({ settlement: result.open, message, answer: result.answer })
    } catch (error) {
      if (error instanceof Blocked) return
      if (!(error instanceof GatewayFenced)) throw error
      this.messages.splice(this.messages.indexOf(message), 1)
      this.answers.push({ message, answer: () => this.#end(message.gateway) })
    }
  }

  commit(at: number): void {
    const open = take(this.open, at)
    if (!open) return
    this.ledger.commitSettle(open.settlement)
    this.answers.push(open)
  }

  answer(at: number, arrives: boolean): void {
    const pending = take(this.answers, at)
    if (!pending || pending.message.abandoned) return
    const before = [...pending.message.gateway.requests.keys()]
    if (arrives) pending.answer()
    else pending.message.failed()
    this.checkAdmitted(pending.message.gateway, before)
  }

  /** Time passes; whoever is not cut off beats meanwhile, and whoever stays silent is fenced. */
  wait(ms: number): void {
    for (let left = ms; left > 0; left -= 2_000) {
      this.nowMs += Math.min(left, 2_000)
      for (const gateway of [...this.gateways]) if (!gateway.isCutOff) this.beat(gateway)
      this.fenceSilent()
    }
  }

  /** A heartbeat there and back, with whatever it brings. */
  beat(gateway: ModelGateway): void {
    gateway.abandonHeartbeat()
    const others = this.messages.splice(0)
    gateway.sendHeartbeat()
    for (let sent = this.messages.shift(); sent; sent = this.messages.shift()) {
      this.messages.unshift(sent)
      this.deliver(sent)
      this.answers.pop()?.answer()
    }
    this.messages.push(...others)
  }

  fenceSilent(): void {
    for (const [id, row] of this.ledger.gateways) {
      const nextChangeMs = this.changedMs[row.ackedEpoch + 1] ?? this.nowMs
      const isSilent = this.nowMs - row.heartbeatMs > FENCE_AFTER_MS
      if (row.fenced || (!isSilent && this.nowMs - nextChangeMs <= FENCE_AFTER_MS)) continue
      try {
        this.ledger.fence(id)
      } catch (error) {
        if (!(error instanceof Blocked)) throw error
      }
    }
  }

  /** For a moment all is well: what is on its way arrives, is committed and answered, and so is what follows from it. */
  calm(): void {
    for (let turn = 0; turn < 100 && this.#isBusy(); turn += 1) {
      for (const message of [...this.messages]) if (this.messages.includes(message)) this.deliver(message)
      while (this.open.length > 0) this.commit(0)
      while (this.answers.length > 0) this.answer(0, true)
      for (const gateway of this.gateways) gateway.sendSettlement()
    }
  }

  storeLastEvents(): void {
    for (const event of this.lastEvents.splice(0))
      storeLastEvent(this.ledger, `gw_${(this.minted += 1)}` as GatewayId, event, this.nowMs)
  }

  /** Platform time runs ahead, as over quiet hours. */
  jump(to: 'next hour' | 'end of month' | 'next month'): void {
    const now = this.platformNow
    const end = endOf(periodOf(now))
    const target = to === 'next hour' ? addHours(startOfHour(now), 1) : end
    this.#aheadMs += target.getTime() - now.getTime() - (to === 'end of month' ? 1 : 0)
  }

  /** The transaction ends without a COMMIT. */
  rollBack(at: number): void {
    const open = take(this.open, at)
    if (!open) return
    this.ledger.open.delete(open.settlement)
    if (!open.message.abandoned) open.message.failed()
  }

  /** Checks every request that it has admitted since. */
  checkAdmitted(gateway: ModelGateway, before: readonly RequestId[]): void {
    for (const [id, request] of gateway.requests)
      if (!before.includes(id)) checkAdmission(this, gateway, request)
  }

  /** The gateway has learnt that it is fenced: what it had not stored is stored by others. */
  #end(gateway: ModelGateway): void {
    if (!this.gateways.includes(gateway)) return
    gateway.queue.fence()
    for (const request of gateway.requests.values()) if (!request.event) gateway.finish(request, 50)
    this.lastEvents.push(...gateway.queue.pending)
    this.remove(gateway)
  }

  /** The process is gone, and another is started in its place. */
  remove(gateway: ModelGateway): void {
    this.gateways.splice(this.gateways.indexOf(gateway), 1)
    for (const { message } of [...this.answers, ...this.open])
      if (message.gateway === gateway) message.abandoned = true
    for (const message of this.messages) if (message.gateway === gateway) message.abandoned = true
    this.start()
  }

  #isBusy(): boolean {
    const waiting = this.gateways.some(({ queue }) => queue.pending.length > 0)
    return waiting || this.messages.length + this.open.length + this.answers.length > 0
  }

  /** Writes down the limits as they are after each control change. */
  noteChanges(): void {
    while (this.limits.length <= this.ledger.epoch) {
      this.limits.push(new Map(this.ledger.limits))
      this.changedMs.push(this.nowMs)
    }
  }
}

function take<T>(items: T[], at: number): T | undefined {
  return items.length === 0 ? undefined : items.splice(at % items.length, 1)[0]
}
