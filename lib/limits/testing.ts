import type { Scope } from '@/lib/control/channel'
import type { LedgerGatewayId } from '@/lib/gateways/fenced'
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
export const PERIOD: Period = '2026-11'

/** The budgets of one account and period as the database keeps them: the same decisions, without the database. */
export class ModelLedger {
  readonly allocated = new Map<Scope, Nanos>()
  readonly shards = new Map<string, { granted: Nanos; spent: Nanos; seq: number }>()
  limits = new Map<Scope, Nanos | null>()

  lease(request: LeaseRequest): LeaseAnswer {
    return this.#decide(
      request.gatewayId,
      request.asks.map(ask => ask.scope),
      (state, i) => {
        const ask = request.asks[i]
        return ask ? decideLease(state, ask, false) : state
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
    for (const scope of ['account', keyId] as const) {
      const shard = this.#shard(gatewayId, scope)
      shard.spent += costNanos
      if (shard.spent > shard.granted) throw new Error(`${scope}: spent ${shard.spent} of ${shard.granted}`)
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
    return { barred: false, shards }
  }
}

/** An operation on its way to the ledger. */
export interface Message {
  readonly run: (ledger: ModelLedger) => LeaseAnswer
  readonly answered: (answer: LeaseAnswer) => void
}

export interface ModelHold extends Hold {
  /** In the ledger already; the gateway does not know yet. */
  settledNanos: Nanos | null
}

/** A gateway: production's own state machine, and the messages it sends. */
export class ModelGateway {
  readonly budget: Budget
  readonly holds = new Map<RequestId, ModelHold>()

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
    this.outbox.push({
      run: ledger => ledger.lease(request),
      answered: answer => this.budget.applyLease(request, answer, nowMs),
    })
  }

  sendGiveBacks(requests: readonly GiveBackRequest[], nowMs: number): void {
    for (const request of requests)
      this.outbox.push({
        run: ledger => ledger.giveBack(request),
        answered: answer => this.budget.applyGiveBack(request, answer, nowMs),
      })
  }
}
