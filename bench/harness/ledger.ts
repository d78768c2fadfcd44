import { inArray } from 'drizzle-orm'
import type { Db } from '@/db/client'
import {
  budgets,
  budgetShards,
  settlementFailures,
  usageBase,
  usageDaily,
  usageEvents,
  usageHourly,
} from '@/db/schema'
import type { AccountId } from '@/lib/ids'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { checkLedger } from '@/lib/usage/ledger/queries'
import { periodOf, toPeriod } from '@/lib/period'

export type LedgerEvent = typeof usageEvents.$inferSelect

/** What the ledger says of some accounts, once nothing is in flight. */
export interface LedgerFacts {
  readonly events: readonly LedgerEvent[]
  /** Sums that should agree and do not: events, quarter-hours, hours, days, shards. */
  readonly differences: readonly string[]
  /** Budgets whose allocated amount is not the sum of their shards' grants. */
  readonly misallocated: readonly string[]
  /** What gateways still hold and have not spent. */
  readonly heldNanos: bigint
  readonly settlementFailures: number
}

const dayMs = 86_400_000

/** Reads the ledger, after a fold of everything that there is, as if the days were over. */
export async function readLedger(db: Db, accountIds: readonly AccountId[]): Promise<LedgerFacts> {
  await foldRollups(db, new Date(Date.now() + 2 * dayMs))
  const ids = [...accountIds]
  const events = await db.select().from(usageEvents).where(inArray(usageEvents.accountId, ids))
  const allocated = await db.select().from(budgets).where(inArray(budgets.accountId, ids))
  const shards = await db.select().from(budgetShards).where(inArray(budgetShards.accountId, ids))
  const failures = await db
    .select()
    .from(settlementFailures)
    .where(inArray(settlementFailures.accountId, ids))
  const differences = await compareCosts(db, ids, events, shards)
  for (const { accountId, period } of allocated.filter(({ scope }) => scope === 'account')) {
    const check = await checkLedger(db, accountId as AccountId, toPeriod(period))
    for (const { what, expected, actual } of check.differences)
      differences.push(`${accountId} ${period}: ${what} is ${actual}, the events say ${expected}`)
  }
  return {
    events,
    differences,
    misallocated: allocated.flatMap(({ accountId, scope, period, allocatedNanos }) => {
      const granted = shards
        .filter(shard => shard.accountId === accountId && shard.scope === scope && shard.period === period)
        .reduce((sum, shard) => sum + shard.grantedNanos, 0n)
      return granted === allocatedNanos
        ? []
        : [`${accountId} ${scope} ${period}: allocated ${allocatedNanos}, granted ${granted}`]
    }),
    heldNanos: shards.reduce((sum, shard) => sum + shard.grantedNanos - shard.spentNanos, 0n),
    settlementFailures: failures.length,
  }
}

/** The costs of accounts and periods, added up here from each table's rows: what `checkLedger` says is not taken on trust. */
async function compareCosts(
  db: Db,
  ids: readonly AccountId[],
  events: readonly LedgerEvent[],
  shards: readonly (typeof budgetShards.$inferSelect)[],
): Promise<string[]> {
  const expected = sums(events.map(event => [event.accountId, periodOf(event.admittedAt), event.costNanos]))
  const spentBy = (isAccount: boolean) =>
    sums(
      shards
        .filter(({ scope }) => (scope === 'account') === isAccount)
        .map(({ accountId, period, spentNanos }) => [accountId, period, spentNanos]),
    )
  const sources: [string, ReadonlyMap<string, bigint>][] = [
    ['account shards', spentBy(true)],
    ['key shards', spentBy(false)],
  ]
  for (const [name, table] of [
    ['quarter-hours', usageBase],
    ['hours', usageHourly],
    ['days', usageDaily],
  ] as const) {
    const rows = await db
      .select()
      .from(table)
      .where(inArray(table.accountId, [...ids]))
    sources.push([name, sums(rows.map(row => [row.accountId, periodOf(row.bucket), row.costNanos]))])
  }
  return sources.flatMap(([name, found]) =>
    [...new Set([...expected.keys(), ...found.keys()])].flatMap(key =>
      (expected.get(key) ?? 0n) === (found.get(key) ?? 0n)
        ? []
        : [`${key}: ${name} sum to ${found.get(key) ?? 0n}, the events to ${expected.get(key) ?? 0n}`],
    ),
  )
}

function sums(rows: readonly (readonly [account: string, period: string, nanos: bigint])[]) {
  const found = new Map<string, bigint>()
  for (const [account, period, nanos] of rows)
    found.set(`${account} ${period}`, (found.get(`${account} ${period}`) ?? 0n) + nanos)
  return found
}
