import type { Scope } from '@/lib/control/channel'
import type { LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId, KeyId, RequestId } from '@/lib/ids'
import type { GiveBackAnswer, GiveBackRequest, LeaseAnswer, LeaseAsk, LeaseRequest } from '@/lib/limits/lease'
import { remaining, type EffectiveLimit } from '@/lib/limits/limit'
import {
  applyAnswer,
  available,
  changeLimit,
  failOperation,
  idle,
  newShard,
  spend,
  type Shard,
} from '@/lib/limits/shard'
import { lacks, noteLease, runsLow, toAsk } from '@/lib/limits/demand'
import { refusalOf, type Refusal } from '@/lib/limits/refusal'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'

/** What one request holds from its admission until its event is committed: the most it can cost. */
export interface Hold {
  readonly id: RequestId
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly period: Period
  readonly nanos: Nanos
}

export type Reservation =
  | { readonly kind: 'reserved' }
  /** Not enough is leased: run `leaseFor`, apply its answer, try again. */
  | { readonly kind: 'short' }
  /** The period is closing or closed. */
  | { readonly kind: 'barred' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

const IDLE_WHEN_TIGHT_MS = 1_000
const IDLE_MS = 30_000
const IDLE_UNLIMITED_MS = 600_000

/**
 * What a gateway may spend, as a state machine without I/O: whoever drives it passes the time in, runs the leases and
 * give-backs that it makes up, and hands it their answers, in any order, or that they got none. Every request reserves in
 * two scopes, its account's and its key's, limited or not, so a limit set in mid-month knows what was spent before.
 *
 * Invariant, whatever the order of calls: per shard `spent + reserved + returning ≤ granted`, as granted by the database.
 */
export class Budget {
  readonly #shards = new Map<string, Shard>()
  readonly #holds = new Map<RequestId, Hold>()
  readonly #holdsByPeriod = new Map<Period, number>()
  #barredThrough: Period | null = null

  constructor(readonly gatewayId: LedgerGatewayId) {}

  /** Holds the most a request can cost, in both scopes or in neither. */
  reserve(hold: Hold, nowMs: number): Reservation {
    if (this.#holds.has(hold.id)) throw new Error(`${hold.id} is reserved already`)
    if (this.#isBarred(hold.period)) return { kind: 'barred' }
    const shards = this.#shardsOf(hold, nowMs)
    const short = shards.filter(shard => available(shard) < hold.nanos)
    if (short.length > 0) return refusalOf(short, hold.nanos, nowMs) ?? { kind: 'short' }
    for (const shard of shards) {
      shard.reservedNanos += hold.nanos
      shard.lastUsedMs = nowMs
      shard.pace.lastHoldNanos = hold.nanos
    }
    this.#holds.set(hold.id, hold)
    this.#holdsByPeriod.set(hold.period, (this.#holdsByPeriod.get(hold.period) ?? 0) + 1)
    return { kind: 'reserved' }
  }

  /**
   * The request's event is committed: its cost is spent, the rest of what it held is free again.
   * @throws RangeError where it cost more than it held; nothing may be charged beyond its reservation
   */
  settled(id: RequestId, costNanos: Nanos, nowMs: number): void {
    const hold = this.#holds.get(id)
    if (hold && (costNanos < 0n || costNanos > hold.nanos))
      throw new RangeError(`${id} cost ${costNanos} but held ${hold.nanos}`)
    for (const shard of this.#drop(id, nowMs)) spend(shard, costNanos, nowMs)
  }

  /** The request ends without an event: nothing was sent, and nothing will be charged. */
  release(id: RequestId, nowMs: number): void {
    this.#drop(id, nowMs)
  }

  /**
   * The lease that these waiting requests of one account and period lack. Null: nothing is lacking, or an operation on one
   * of these budgets is in flight, and its answer comes first.
   */
  leaseFor(
    accountId: AccountId,
    period: Period,
    waiting: readonly Pick<Hold, 'keyId' | 'nanos'>[],
    nowMs: number,
  ): LeaseRequest | null {
    if (this.#isBarred(period)) return null
    const needs = new Map<Shard, Nanos[]>()
    for (const hold of waiting)
      for (const shard of this.#shardsOf({ accountId, period, keyId: hold.keyId }, nowMs)) {
        const list = needs.get(shard)
        if (list) list.push(hold.nanos)
        else needs.set(shard, [hold.nanos])
      }
    const lacking = [...needs].filter(([shard, nanos]) => lacks(shard, nanos))
    if (lacking.length === 0 || lacking.some(([shard]) => shard.operation !== null)) return null
    return this.#toLease(
      accountId,
      period,
      lacking.map(([shard, nanos]) => [shard, toAsk(shard, nanos, nowMs)]),
    )
  }

  /** Leases to run in the background, before what is leased runs out. */
  topUps(nowMs: number): LeaseRequest[] {
    return this.#byBudgetGroup(
      shard =>
        shard.operation === null &&
        !shard.purging &&
        !this.#isBarred(shard.period) &&
        nowMs - shard.lastUsedMs < IDLE_WHEN_TIGHT_MS &&
        runsLow(shard, nowMs),
    ).map(([first, group]) =>
      this.#toLease(
        first.accountId,
        first.period,
        group.map(shard => [shard, toAsk(shard, [], nowMs)]),
      ),
    )
  }

  applyLease(request: LeaseRequest, answer: LeaseAnswer, nowMs: number): void {
    if (answer.barred) this.bar(request.period)
    const asks = new Map(request.asks.map(ask => [ask.scope, ask]))
    for (const { shard, answer: row } of this.#answered(request, answer)) {
      const before = available(shard)
      applyAnswer(shard, row, nowMs)
      const ask = asks.get(row.scope)
      if (ask && row.applied) noteLease(shard, ask, before, nowMs)
    }
  }

  /** Its outcome is unknown: a timeout, a broken connection. Safe to go on; the next operation carries the same number. */
  leaseFailed(request: LeaseRequest): void {
    for (const { scope } of request.asks) this.#fail(request, scope)
  }

  /**
   * Give-backs to run: what is idle too long for how tight the budget is, what others are short of, all of a lowered limit
   * or a closing period, and those whose outcome is unknown, again. From here on, no request uses what they promise.
   */
  giveBacks(nowMs: number): GiveBackRequest[] {
    return this.#giveBack(shard => this.#isDue(shard, nowMs))
  }

  /** Everything idle, at shutdown. Run it again until it makes up nothing. */
  giveAllBack(): GiveBackRequest[] {
    return this.#giveBack(shard => idle(shard) > 0n)
  }

  applyGiveBack(request: GiveBackRequest, answer: GiveBackAnswer, nowMs: number): void {
    if (answer.barred) this.bar(request.period)
    for (const { shard, answer: row } of this.#answered(request, answer)) applyAnswer(shard, row, nowMs)
  }

  /** Its outcome is unknown. What it promised stays promised until an answer comes. */
  giveBackFailed(request: GiveBackRequest): void {
    for (const { scope } of request.returns) this.#fail(request, scope)
  }

  /** The scope's limit, as read after a control change; for every scope in `scopesOf`, before the change is acknowledged. */
  limitChanged(accountId: AccountId, scope: Scope, limit: EffectiveLimit): void {
    for (const shard of this.#shards.values())
      if (shard.accountId === accountId && shard.scope === scope) changeLimit(shard, limit)
  }

  /** Another gateway is short: what is idle here goes back with the next `giveBacks`. */
  squeeze(accountId: AccountId, scope: Scope, period: Period): void {
    const shard = this.#shards.get(keyOf(accountId, scope, period))
    if (shard) shard.squeezed = true
  }

  /** Bars every period up to this one: it is closing. Acknowledge only after. */
  bar(through: Period): void {
    if (this.#barredThrough === null || through > this.#barredThrough) this.#barredThrough = through
  }

  /** The scopes of an account that this gateway has a part of, in any period. */
  scopesOf(accountId: AccountId): Scope[] {
    const own = [...this.#shards.values()].filter(shard => shard.accountId === accountId)
    return [...new Set(own.map(shard => shard.scope))]
  }

  oldestReservedPeriod(): Period | null {
    return [...this.#holdsByPeriod.keys()].sort()[0] ?? null
  }

  /** The most that a new request could reserve: null where unlimited, undefined before the first lease has told. */
  room(accountId: AccountId, keyId: KeyId, period: Period): Nanos | null | undefined {
    let least: Nanos | null = null
    for (const scope of ['account', keyId] as const) {
      const shard = this.#shards.get(keyOf(accountId, scope, period))
      if (!shard?.limit) return undefined
      const { limitNanos, allocatedNanos } = shard.limit
      if (limitNanos === null) continue
      const room = (remaining(limitNanos, allocatedNanos) ?? 0n) + available(shard)
      if (least === null || room < least) least = room
    }
    return least
  }

  /** Drops views that hold nothing and were not used for an hour, or whose period is barred. */
  forget(nowMs: number): void {
    for (const [key, shard] of this.#shards) {
      const empty = shard.operation === null && !shard.uncertain && shard.reservedNanos === 0n
      const over = this.#isBarred(shard.period) || nowMs - shard.lastUsedMs > 3_600_000
      if (empty && over && idle(shard) === 0n && shard.returningNanos === 0n) this.#shards.delete(key)
    }
  }

  #isDue(shard: Shard, nowMs: number): boolean {
    if (idle(shard) <= 0n) return false
    if (shard.purging || shard.squeezed || this.#isBarred(shard.period)) return true
    const unusedMs = nowMs - shard.lastUsedMs
    const limitNanos = shard.limit?.limitNanos ?? null
    if (limitNanos === null) return unusedMs >= IDLE_UNLIMITED_MS
    const left = remaining(limitNanos, shard.limit?.allocatedNanos ?? 0n) ?? 0n
    return unusedMs >= (idle(shard) * 8n > left ? IDLE_WHEN_TIGHT_MS : IDLE_MS)
  }

  #giveBack(due: (shard: Shard) => boolean): GiveBackRequest[] {
    const isOpen = (shard: Shard) => shard.operation === null && (shard.uncertain || due(shard))
    return this.#byBudgetGroup(isOpen).map(([first, group]) => ({
      gatewayId: this.gatewayId,
      accountId: first.accountId,
      period: first.period,
      returns: group.map(shard => {
        if (due(shard)) shard.returningNanos += idle(shard)
        shard.operation = 'give-back'
        shard.squeezed = false
        return { scope: shard.scope, seq: shard.seq, nanos: shard.returningNanos }
      }),
    }))
  }

  #toLease(
    accountId: AccountId,
    period: Period,
    asks: readonly (readonly [Shard, LeaseAsk])[],
  ): LeaseRequest {
    for (const [shard] of asks) shard.operation = 'lease'
    return { gatewayId: this.gatewayId, accountId, period, asks: asks.map(([, ask]) => ask) }
  }

  #answered(request: LeaseRequest | GiveBackRequest, { shards }: LeaseAnswer) {
    return shards.map(answer => {
      const shard = this.#shards.get(keyOf(request.accountId, answer.scope, request.period))
      if (!shard || shard.operation === null)
        throw new Error(`no operation on ${answer.scope} of ${request.accountId} awaits an answer`)
      return { shard, answer }
    })
  }

  #fail(request: LeaseRequest | GiveBackRequest, scope: Scope): void {
    const shard = this.#shards.get(keyOf(request.accountId, scope, request.period))
    if (shard) failOperation(shard)
  }

  #drop(id: RequestId, nowMs: number): Shard[] {
    const hold = this.#holds.get(id)
    if (!hold) throw new Error(`${id} holds nothing`)
    this.#holds.delete(id)
    const others = (this.#holdsByPeriod.get(hold.period) ?? 0) - 1
    if (others > 0) this.#holdsByPeriod.set(hold.period, others)
    else this.#holdsByPeriod.delete(hold.period)
    const shards = this.#shardsOf(hold, nowMs)
    for (const shard of shards) {
      shard.reservedNanos -= hold.nanos
      shard.lastUsedMs = nowMs
    }
    return shards
  }

  #shardsOf(
    { accountId, keyId, period }: Pick<Hold, 'accountId' | 'keyId' | 'period'>,
    nowMs: number,
  ): Shard[] {
    return (['account', keyId] as const).map(scope => {
      const key = keyOf(accountId, scope, period)
      const known = this.#shards.get(key)
      if (known) return known
      const shard = newShard(accountId, scope, period, nowMs)
      this.#shards.set(key, shard)
      return shard
    })
  }

  /** Shards that satisfy a condition, those of one account and period together: they share an operation. */
  #byBudgetGroup(condition: (shard: Shard) => boolean): [Shard, Shard[]][] {
    const groups = new Map<string, [Shard, Shard[]]>()
    for (const shard of this.#shards.values()) {
      if (!condition(shard)) continue
      const key = `${shard.accountId} ${shard.period}`
      const group = groups.get(key)
      if (group) group[1].push(shard)
      else groups.set(key, [shard, [shard]])
    }
    return [...groups.values()]
  }

  #isBarred(period: Period): boolean {
    return this.#barredThrough !== null && period <= this.#barredThrough
  }
}

function keyOf(accountId: AccountId, scope: Scope, period: Period): string {
  return `${accountId} ${scope} ${period}`
}
