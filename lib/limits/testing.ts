import type { Scope } from '@/lib/control/channel'
import { GatewayFenced, type LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId, KeyId, RequestId } from '@/lib/ids'
import { Budget, type Hold } from '@/lib/limits/budget'
import {
  decideGiveBack,
  decideLease,
  toAnswer,
  type GiveBackRequest,
  type LeaseAnswer,
  type LeaseRequest,
  type ShardState,
} from '@/lib/limits/lease'
import { limitOf } from '@/lib/limits/limit'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'

export const ACCOUNT: AccountId = 'acc_1'
export const KEYS: readonly KeyId[] = ['key_1', 'key_2']
export const PERIOD: Period = '2026-11'

/** The budgets of one account and period as the database keeps them: the same decisions, without the database. */
export class ModelLedger {
  readonly allocated = new Map<Scope, Nanos>()
  readonly shards = new Map<string, { granted: Nanos; spent: Nanos; seq: number }>()
  readonly fenced = new Set<LedgerGatewayId>()
  limits = new Map<Scope, Nanos | null>()
  barred = false

  lease(request: LeaseRequest): LeaseAnswer {
    return this.#decide(
      request.gatewayId,
      request.asks.map(ask => ask.scope),
      (state, i) => {
        const ask = request.asks[i]
        return ask ? decideLease(state, ask, this.barred) : state
      },
    )
  }

  giveBack(request: GiveBackRequest): LeaseAnswer {
    return this.#decide(
      request.gatewayId,
      request.returns.map(back => back.scope),
      (state, i) => {
        const back = request.returns[i]
        return back ? decideGiveBack(state, back) : state
      },
    )
  }

  /** Throws where the shard's own constraint would. */
  settle(gatewayId: LedgerGatewayId, keyId: KeyId, costNanos: Nanos): void {
    if (this.fenced.has(gatewayId)) throw new GatewayFenced(gatewayId)
    for (const scope of ['account', keyId] as const) {
      const shard = this.#shard(gatewayId, scope)
      shard.spent += costNanos
      if (shard.spent > shard.granted) throw new Error(`${scope}: spent ${shard.spent} of ${shard.granted}`)
    }
  }

  fenceAndReclaim(gatewayId: LedgerGatewayId): void {
    this.fenced.add(gatewayId)
    for (const scope of ['account', ...KEYS] as const) {
      const shard = this.#shard(gatewayId, scope)
      this.allocated.set(scope, (this.allocated.get(scope) ?? 0n) - (shard.granted - shard.spent))
      shard.granted = shard.spent
      shard.seq += 1
    }
  }

  spent(scope: Scope): Nanos {
    return [...this.shards].reduce(
      (sum, [key, shard]) => (key.endsWith(` ${scope}`) ? sum + shard.spent : sum),
      0n,
    )
  }

  limitOf(scope: Scope) {
    return limitOf(scope, this.limits.get(scope) ?? null, 10n ** 12n)
  }

  #shard(gatewayId: LedgerGatewayId, scope: Scope) {
    const key = `${gatewayId} ${scope}`
    const shard = this.shards.get(key) ?? { granted: 0n, spent: 0n, seq: 0 }
    this.shards.set(key, shard)
    return shard
  }

  #decide(
    gatewayId: LedgerGatewayId,
    scopes: readonly Scope[],
    next: (state: ShardState, i: number) => ShardState,
  ): LeaseAnswer {
    if (this.fenced.has(gatewayId)) throw new GatewayFenced(gatewayId)
    const shards = scopes.map((scope, i) => {
      const shard = this.#shard(gatewayId, scope)
      const before: ShardState = {
        scope,
        allocatedNanos: this.allocated.get(scope) ?? 0n,
        grantedNanos: shard.granted,
        spentNanos: shard.spent,
        seq: shard.seq,
        limit: this.limitOf(scope),
        spentByAllNanos: this.spent(scope),
      }
      const after = next(before, i)
      this.allocated.set(scope, after.allocatedNanos)
      Object.assign(shard, { granted: after.grantedNanos, seq: after.seq })
      return toAnswer(before, after)
    })
    return { barred: this.barred, shards }
  }
}

/** An operation on its way to the ledger, or a copy of one that the gateway has given up on. */
export interface Message {
  readonly gateway: ModelGateway
  readonly run: (ledger: ModelLedger) => LeaseAnswer
  readonly answered: (answer: LeaseAnswer) => void
  readonly failed: () => void
  /** The gateway waits no longer: its outcome counts as unknown. */
  abandoned: boolean
}

export interface ModelHold extends Hold {
  /** In the ledger already; the gateway does not know yet. */
  settledNanos: Nanos | null
}

/** A gateway: production's own state machine, and the messages it sends. */
export class ModelGateway {
  readonly budget: Budget
  readonly holds = new Map<RequestId, ModelHold>()
  /** Requests that found too little leased. */
  readonly waiting: { readonly keyId: KeyId; readonly nanos: Nanos }[] = []
  /** The number of the last limit change it has applied. */
  appliedLimits = 0

  constructor(
    readonly id: GatewayId,
    readonly outbox: Message[],
  ) {
    this.budget = new Budget(id)
  }

  /** Tries to admit; sends the lease it lacks. */
  request(id: RequestId, keyId: KeyId, nanos: Nanos, nowMs: number) {
    const hold: ModelHold = { id, accountId: ACCOUNT, keyId, period: PERIOD, nanos, settledNanos: null }
    const outcome = this.budget.reserve(hold, nowMs)
    if (outcome.kind === 'reserved') this.holds.set(id, hold)
    if (outcome.kind === 'short') {
      const lease = this.budget.leaseFor(ACCOUNT, PERIOD, [hold], nowMs)
      if (lease) this.sendLease(lease, nowMs)
    }
    return outcome
  }

  sendLease(request: LeaseRequest, nowMs: number): void {
    this.#send(
      ledger => ledger.lease(request),
      answer => this.budget.applyLease(request, answer, nowMs),
      () => this.budget.leaseFailed(request),
    )
  }

  sendGiveBacks(requests: readonly GiveBackRequest[], nowMs: number): void {
    for (const request of requests)
      this.#send(
        ledger => ledger.giveBack(request),
        answer => this.budget.applyGiveBack(request, answer, nowMs),
        () => this.budget.giveBackFailed(request),
      )
  }

  /** The most that this gateway's requests in flight may still add to what the ledger says is spent. */
  exposure(scope: Scope): Nanos {
    return [...this.holds.values()]
      .filter(hold => hold.settledNanos === null && (scope === 'account' || hold.keyId === scope))
      .reduce((sum, hold) => sum + hold.nanos, 0n)
  }

  #send(run: Message['run'], answered: Message['answered'], failed: Message['failed']): void {
    this.outbox.push({ gateway: this, run, answered, failed, abandoned: false })
  }
}
