import type { QueryResultRow } from 'pg'
import { isRetryable, transaction, type Sql } from '@/db/transaction'
import type { Db } from '@/db/client'
import { GatewayFenced, type LedgerGatewayId } from '@/lib/gateways/fenced'
import type { AccountId } from '@/lib/ids'
import {
  decideGiveBack,
  decideLease,
  toAnswer,
  type GiveBackAnswer,
  type GiveBackRequest,
  type LeaseAnswer,
  type LeaseRequest,
  type ShardState,
} from '@/lib/limits/lease'
import { limitOf } from '@/lib/limits/limit'
import type { Period } from '@/lib/period'
import type { Scope } from '@/lib/control/channel'
import {
  createShardsSql,
  lockBudgetsSql,
  lockShardsSql,
  storeSql,
  type BudgetRow,
  type ShardRow,
} from '@/lib/limits/leases/sql'

/**
 * Leases part of one account's budgets to a gateway: of each scope asked for, what `leaseChunk` says, under the limit read in
 * the same transaction. Applies at most once per `seq`, and answers with the authoritative rows either way.
 * @throws GatewayFenced; after any other error the outcome is unknown, and the next operation may carry the same `seq`
 */
export async function lease(db: Db, request: LeaseRequest): Promise<LeaseAnswer> {
  const asks = new Map(request.asks.map(ask => [ask.scope, ask]))
  return decide(db, request, [...asks.values()], (state, barred) => {
    const ask = asks.get(state.scope)
    return ask ? decideLease(state, ask, barred) : state
  })
}

/**
 * Returns unspent grant of one account's budgets. At most once per `seq`, as `lease`.
 * @throws GatewayFenced, RangeError where more comes back than is unspent; after any other error the outcome is unknown
 */
export async function giveBack(db: Db, request: GiveBackRequest): Promise<GiveBackAnswer> {
  const returns = new Map(request.returns.map(back => [back.scope, back]))
  return decide(db, request, [...returns.values()], state => {
    const back = returns.get(state.scope)
    return back ? decideGiveBack(state, back) : state
  })
}

/** One gateway's part of an account's budgets of one period. */
export interface Part {
  readonly gatewayId: LedgerGatewayId
  readonly accountId: AccountId
  readonly period: Period
}

/** Locks gateway, budgets and shards in that order, lets `next` decide on each shard, and stores what it says. */
async function decide(
  db: Db,
  part: Part,
  scopes: readonly { readonly scope: Scope; readonly seq: number }[],
  next: (state: ShardState, barred: boolean) => ShardState,
): Promise<LeaseAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(db, async client => {
        const { states, barred } = await lockShards(client, part, scopes)
        const moves = states.map(before => ({ before, after: next(before, barred) }))
        await storeShards(
          client,
          part,
          moves.filter(({ before, after }) => before !== after).map(({ after }) => after),
        )
        return { barred, shards: moves.map(({ before, after }) => toAnswer(before, after)) }
      })
    } catch (error) {
      if (!isRetryable(error) || attempt === 5) throw error
    }
  }
}

/**
 * Locks the gateway against fencing, the budgets and the gateway's shards of these scopes, in that order, for the rest of the
 * transaction; a scope of `seq` 0 gets its rows made where it has none. New shards come after the lock on their budgets: a
 * reference shares the budget's row, and two that share it and then want it deadlock.
 * @throws GatewayFenced
 */
export async function lockShards(
  client: Sql,
  { accountId, period, gatewayId }: Part,
  scopes: readonly { readonly scope: Scope; readonly seq: number }[],
): Promise<{ states: ShardState[]; barred: boolean }> {
  const all = scopes.map(({ scope }) => scope)
  const fresh = scopes.filter(({ seq }) => seq === 0).map(({ scope }) => scope)
  const run = <Row extends QueryResultRow>(name: string, text: string, of: readonly Scope[]) =>
    client.query<Row>({ name, text, values: [accountId, period, gatewayId, of] })
  if (fresh.length > 0) await run('create_budgets', createShardsSql.budgets, fresh)
  const budgets = await run<BudgetRow>('lock_budgets', lockBudgetsSql, all)
  if (budgets.rows.length !== all.length) throw new GatewayFenced(gatewayId)
  if (fresh.length > 0) await run('create_shards', createShardsSql.shards, fresh)
  const shards = await run<ShardRow>('lock_shards', lockShardsSql, all)
  const allocated = new Map(budgets.rows.map(row => [row.scope, BigInt(row.allocated_nanos)]))
  const states = shards.rows.map(row => toState(row, allocated))
  if (states.length !== all.length) throw new Error(`${gatewayId} has no shard where it has leased`)
  return { states, barred: shards.rows.some(row => row.barred) }
}

function toState(row: ShardRow, allocated: ReadonlyMap<string, bigint>): ShardState {
  const scope = row.scope as Scope
  const own = row.limit_nanos === null ? null : BigInt(row.limit_nanos)
  return {
    scope,
    allocatedNanos: allocated.get(row.scope) ?? 0n,
    grantedNanos: BigInt(row.granted_nanos),
    spentNanos: BigInt(row.spent_nanos),
    seq: Number(row.seq),
    limit: limitOf(scope, own, BigInt(row.ceiling_nanos)),
    spentByAllNanos: BigInt(row.spent_by_all_nanos),
  }
}

/** Stores what was decided on shards locked before. */
export async function storeShards(client: Sql, part: Part, states: readonly ShardState[]): Promise<void> {
  if (states.length === 0) return
  await client.query({
    name: 'store_shards',
    text: storeSql,
    values: [
      part.accountId,
      part.period,
      part.gatewayId,
      states.map(state => state.scope),
      states.map(state => state.allocatedNanos.toString()),
      states.map(state => state.grantedNanos.toString()),
      states.map(state => state.seq),
    ],
  })
}
