import { transaction } from '@/db/transaction'
import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { endOf, startOf, type Period } from '@/lib/period'

export interface Difference {
  /** What was compared with the events: `base requests`, `hourly cost`, `key shards`, … */
  readonly what: string
  readonly expected: bigint
  readonly actual: bigint
}

export type LedgerSource = 'events' | 'base' | 'hourly' | 'daily' | 'account shards' | 'key shards'

export interface LedgerCheck {
  /** Nano-dollars of the period, as the events say. */
  readonly totalNanos: bigint
  /** The same, as each source has it. */
  readonly costs: Readonly<Record<LedgerSource, bigint>>
  readonly differences: readonly Difference[]
}

/**
 * Compares, in one snapshot, everything that is summed from an account's events of a period: the rollups (folded ones
 * together with what is not folded yet) in cost, requests, tokens and images, and what its shards say was spent, as a whole
 * and key by key. No differences: the ledger is right to the nano-dollar.
 */
export async function checkLedger(db: Db, accountId: AccountId, period: Period): Promise<LedgerCheck> {
  const rows = await transaction(
    db,
    async client => {
      const answer = await client.query<SumRow>(sumsSql, [
        accountId,
        startOf(period).toISOString(),
        endOf(period).toISOString(),
        period,
      ])
      return answer.rows
    },
    { isolation: 'repeatable read' },
  )
  const rowOf = (source: LedgerSource) => {
    const row = rows.find(each => each.source === source)
    if (!row) throw new Error('a sum without rows is still a row')
    return row
  }
  const costOf = (source: LedgerSource) => BigInt(rowOf(source).cost)
  const events = rowOf('events')
  return {
    totalNanos: costOf('events'),
    costs: {
      events: costOf('events'),
      base: costOf('base'),
      hourly: costOf('hourly'),
      daily: costOf('daily'),
      'account shards': costOf('account shards'),
      'key shards': costOf('key shards'),
    },
    differences: rows.flatMap(row => [...differencesOf(events, row)]),
  }
}

const quantities = ['cost', 'input_cost', 'requests', 'input_tokens', 'output_tokens', 'images'] as const
type Quantity = (typeof quantities)[number]
/** Null where that source does not keep that quantity. */
type SumRow = { readonly source: LedgerSource } & Readonly<Record<Quantity, string>>

function* differencesOf(events: SumRow, row: SumRow): Generator<Difference> {
  for (const quantity of quantities) {
    if (row[quantity] === null || row[quantity] === events[quantity]) continue
    const what = `${row.source} ${quantity.replace('_', ' ')}`
    yield { what, expected: BigInt(events[quantity]), actual: BigInt(row[quantity]) }
  }
}

const rollupSums = `coalesce(sum(cost_nanos), 0)::text AS cost, coalesce(sum(input_cost_nanos), 0)::text AS input_cost,
  coalesce(sum(requests), 0)::text AS requests, coalesce(sum(input_tokens), 0)::text AS input_tokens,
  coalesce(sum(output_tokens), 0)::text AS output_tokens, coalesce(sum(images), 0)::text AS images`
const summed = 'cost_nanos, input_cost_nanos, requests, input_tokens, output_tokens, images'
const span = `account_id = $1 AND bucket >= $2::timestamptz AND bucket < $3::timestamptz`

function folded(source: LedgerSource, table: string, until: string): string {
  return `SELECT '${source}' AS source, ${rollupSums} FROM (
    SELECT ${summed} FROM ${table} WHERE ${span} AND bucket < (SELECT ${until} FROM ledger_state WHERE id = 1)
    UNION ALL SELECT ${summed} FROM usage_base WHERE ${span} AND bucket >= (SELECT ${until} FROM ledger_state WHERE id = 1)
  ) AS rollup`
}

function shards(source: LedgerSource, scopes: string): string {
  return `SELECT '${source}', coalesce(sum(spent_nanos), 0)::text, NULL, NULL, NULL, NULL, NULL
    FROM budget_shards WHERE account_id = $1 AND period = $4 AND ${scopes}`
}

const sumsSql = `
WITH events AS (
  SELECT key_id, cost_nanos, input_cost_nanos, 1 AS requests, input_tokens, output_tokens, images
  FROM usage_events WHERE account_id = $1 AND admitted_at >= $2::timestamptz AND admitted_at < $3::timestamptz
)
SELECT 'events' AS source, ${rollupSums} FROM events
UNION ALL SELECT 'base', ${rollupSums} FROM usage_base WHERE ${span}
UNION ALL ${folded('hourly', 'usage_hourly', 'hourly_until')}
UNION ALL ${folded('daily', 'usage_daily', 'daily_until')}
UNION ALL ${shards('account shards', `scope = 'account'`)}
UNION ALL ${shards('key shards', `scope <> 'account'`)}`
