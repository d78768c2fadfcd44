import type { Scope } from '@/lib/control/channel'
import { GatewayFenced, type LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId, KeyId } from '@/lib/ids'
import {
  toAnswer,
  type GiveBackRequest,
  type LeaseAnswer,
  type LeaseRequest,
  type ShardState,
} from '@/lib/limits/lease'
import { limitOf, type EffectiveLimit } from '@/lib/limits/limit'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'
import { Books, type ModelEvent, type Snapshot, type StoredEvent } from '@/lib/proof/books'
import type { Rules } from '@/lib/proof/rules'
import { excludes } from '@/lib/usage/ledger-lock'

export const ACCOUNT: AccountId = 'acc_1'
export const KEYS: readonly KeyId[] = ['key_1', 'key_2']
export const SCOPES: readonly Scope[] = ['account', ...KEYS]
export const CEILING = 10n ** 12n
export const FENCE_AFTER_MS = 10_000

export interface ShardRow {
  readonly gatewayId: LedgerGatewayId
  readonly scope: Scope
  readonly period: Period
  granted: Nanos
  spent: Nanos
  seq: number
}

export interface GatewayRow {
  heartbeatMs: number
  ackedEpoch: number
  oldestReservedPeriod: Period | null
  fenced: boolean
}

/** A settle transaction between its statement and its COMMIT: what it read, what it will write, and the rows it has locked. */
export interface OpenSettlement {
  readonly gatewayId: LedgerGatewayId
  readonly events: readonly ModelEvent[]
  readonly seen: Snapshot
  readonly stored: readonly StoredEvent[]
}

/** Someone else holds what this transaction waits for: try again when they are done. */
export class Blocked extends Error {}

/** One account's ledger: the database's rows and locks, with production's decisions and without the database. */
export class ModelLedger {
  readonly books = new Books()
  readonly limits = new Map<Scope, Nanos | null>()
  readonly budgets = new Map<string, Nanos>()
  readonly shards = new Map<string, ShardRow>()
  readonly gateways = new Map<LedgerGatewayId, GatewayRow>()
  readonly open = new Set<OpenSettlement>()
  epoch = 0

  constructor(readonly rules: Rules) {}

  register(id: LedgerGatewayId, nowMs: number): void {
    this.gateways.set(id, {
      heartbeatMs: nowMs,
      ackedEpoch: this.epoch,
      oldestReservedPeriod: null,
      fenced: false,
    })
  }

  lease(request: LeaseRequest): LeaseAnswer {
    const asks = new Map(request.asks.map(ask => [ask.scope, ask]))
    return this.#decide(request, [...asks.keys()], (state, barred) => {
      const ask = asks.get(state.scope)
      return ask ? this.rules.decideLease(state, ask, barred) : state
    })
  }

  giveBack(request: GiveBackRequest): LeaseAnswer {
    const returns = new Map(request.returns.map(back => [back.scope, back]))
    return this.#decide(request, [...returns.keys()], state => {
      const back = returns.get(state.scope)
      return back ? this.rules.decideGiveBack(state, back) : state
    })
  }

  /** The settle statement: takes the ledger's lock and the rows', reads what decides, and writes what only COMMIT shows. */
  beginSettle(gatewayId: LedgerGatewayId, events: readonly ModelEvent[]): OpenSettlement {
    this.#mayWrite(gatewayId)
    if (this.#inFlight(gatewayId)) throw new Blocked()
    const seen = this.books.snapshot()
    const settlement = { gatewayId, events, seen, stored: this.books.incoming(events, seen) }
    for (const [key, nanos] of this.#due(settlement)) {
      const shard = this.shards.get(key)
      if (!shard) throw new Error(`${key}: no shard to spend from`)
      if (shard.spent + nanos > shard.granted)
        throw new Error(`${key}: ${shard.spent} + ${nanos} spent of ${shard.granted} granted`)
    }
    this.open.add(settlement)
    return settlement
  }

  commitSettle(settlement: OpenSettlement): void {
    this.open.delete(settlement)
    for (const [key, nanos] of this.#due(settlement)) {
      const shard = this.shards.get(key)
      if (shard) shard.spent += nanos
    }
    this.books.store(settlement.stored, settlement.seen)
  }

  heartbeat(id: LedgerGatewayId, ackedEpoch: number, oldest: Period | null, nowMs: number): number {
    const row = this.#row(id)
    if (row.fenced) throw new GatewayFenced(id)
    row.heartbeatMs = nowMs
    if (ackedEpoch >= row.ackedEpoch) row.oldestReservedPeriod = oldest
    row.ackedEpoch = Math.max(row.ackedEpoch, ackedEpoch)
    return this.epoch
  }

  /** Waits for what the gateway has in flight, as FOR UPDATE on its row does. */
  fence(id: LedgerGatewayId): void {
    if (this.rules.fencedIsRefused && this.#inFlight(id)) throw new Blocked()
    this.#row(id).fenced = true
  }

  /** Takes back what fenced gateways did not spend. */
  reclaim(): void {
    for (const shard of this.shards.values()) {
      if (!this.#row(shard.gatewayId).fenced || shard.granted === shard.spent) continue
      const key = `${shard.period} ${shard.scope}`
      this.budgets.set(key, (this.budgets.get(key) ?? 0n) - (shard.granted - shard.spent))
      shard.granted = shard.spent
      shard.seq += 1
    }
  }

  setLimit(scope: Scope, limit: Nanos | null): number {
    this.limits.set(scope, limit)
    return (this.epoch += 1)
  }

  limitOf(scope: Scope): EffectiveLimit {
    return limitOf(scope, this.limits.get(scope) ?? null, CEILING)
  }

  beginClosing(period: Period): void {
    if (this.books.periods.has(period)) return
    this.epoch += 1
    this.books.periods.set(period, { state: 'closing', closingEpoch: this.epoch })
  }

  /** Closes it if no gateway may hold a reservation of it. Answers whether it is closed. */
  finishClosing(period: Period): boolean {
    const row = this.books.periods.get(period)
    if (!row) return false
    const isHeld = [...this.gateways.values()].some(
      ({ fenced, ackedEpoch, oldestReservedPeriod: oldest }) =>
        !fenced && (ackedEpoch < row.closingEpoch || (oldest !== null && oldest <= period)),
    )
    if (isHeld) return row.state === 'closed'
    this.#flip()
    row.state = 'closed'
    return true
  }

  mark(now: Date): void {
    this.#flip()
    this.books.mark(now)
  }

  barredThrough(): Period | null {
    return [...this.books.periods.keys()].sort().at(-1) ?? null
  }

  spent(period: Period, scope: Scope): Nanos {
    let spent = 0n
    for (const shard of this.shards.values())
      if (shard.period === period && shard.scope === scope) spent += shard.spent
    return spent
  }

  shardOf(gatewayId: LedgerGatewayId, period: Period, scope: Scope): ShardRow {
    const key = `${period} ${scope} ${gatewayId}`
    const shard = this.shards.get(key) ?? { gatewayId, scope, period, granted: 0n, spent: 0n, seq: 0 }
    this.shards.set(key, shard)
    return shard
  }

  #decide(
    { gatewayId, period }: Pick<LeaseRequest, 'gatewayId' | 'period'>,
    scopes: readonly Scope[],
    next: (state: ShardState, barred: boolean) => ShardState,
  ): LeaseAnswer {
    this.#mayWrite(gatewayId)
    if (this.#inFlight(gatewayId)) throw new Blocked()
    const barred = this.books.periods.has(period)
    const shards = scopes.map(scope => {
      const shard = this.shardOf(gatewayId, period, scope)
      const key = `${period} ${scope}`
      const before: ShardState = {
        scope,
        allocatedNanos: this.budgets.get(key) ?? 0n,
        grantedNanos: shard.granted,
        spentNanos: shard.spent,
        seq: shard.seq,
        limit: this.limitOf(scope),
        spentByAllNanos: this.spent(period, scope),
      }
      const after = next(before, barred)
      this.budgets.set(key, after.allocatedNanos)
      Object.assign(shard, { granted: after.grantedNanos, seq: after.seq })
      return toAnswer(before, after)
    })
    return { barred, shards }
  }

  /** What a settlement adds to each shard. */
  #due({ gatewayId, stored }: OpenSettlement): Map<string, Nanos> {
    const due = new Map<string, Nanos>()
    for (const { keyId, period, costNanos } of stored)
      for (const scope of ['account', keyId]) {
        const key = `${period} ${scope} ${gatewayId}`
        if (costNanos > 0n) due.set(key, (due.get(key) ?? 0n) + costNanos)
      }
    return due
  }

  #mayWrite(id: LedgerGatewayId): void {
    if (this.rules.fencedIsRefused && this.#row(id).fenced) throw new GatewayFenced(id)
  }

  #inFlight(id: LedgerGatewayId): boolean {
    return [...this.open].some(({ gatewayId }) => gatewayId === id)
  }

  /** A flip waits for settlements that hold the lock in a mode that excludes it. */
  #flip(): void {
    const { settleLock, flipLock } = this.rules
    if (settleLock && flipLock && excludes(settleLock, flipLock) && this.open.size > 0) throw new Blocked()
  }

  #row(id: LedgerGatewayId): GatewayRow {
    const row = this.gateways.get(id)
    if (!row) throw new Error(`${id} was never registered`)
    return row
  }
}
