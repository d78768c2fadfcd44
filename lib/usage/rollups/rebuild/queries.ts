import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { toPeriod, type Period } from '@/lib/period'
import type { TimeSpan } from '@/lib/usage/time-grid'

const PAGE = 500

/** Where a rebuild that did not come to its end was: the last month and account that it had done. Null: none is under way. */
export async function getRebuildCursor(db: Db): Promise<{ period: Period; accountId: string } | null> {
  const { rows } = await db.$client.query<{ cursor: string | null }>(
    'SELECT rebuild_from AS cursor FROM ledger_state WHERE id = 1',
  )
  const [period, accountId] = rows[0]?.cursor?.split(' ') ?? []
  return period === undefined || accountId === undefined ? null : { period: toPeriod(period), accountId }
}

/** Accounts in the order of their ids, a page at a time. */
export async function listAccountsAfter(db: Db, accountId: string): Promise<AccountId[]> {
  const { rows } = await db.$client.query<{ id: AccountId }>(
    'SELECT account_id AS id FROM accounts WHERE account_id > $1 ORDER BY account_id LIMIT $2',
    [accountId, PAGE],
  )
  return rows.map(({ id }) => id)
}

/** How many rows an account has in a span, of quarter-hours, of hours or of events, whichever is most; counted up to a bound. */
export async function countRollupRows(
  db: Db,
  accountId: AccountId,
  { from, to }: TimeSpan,
  most: number,
): Promise<number> {
  const count = (table: string, time: string) =>
    `(SELECT count(*)::int FROM (SELECT 1 FROM ${table} WHERE account_id = $1 AND ${time} >= $2 AND ${time} < $3 LIMIT $4) AS found)`
  const { rows } = await db.$client.query<{ rows: number }>(
    `SELECT greatest(${count('usage_base', 'bucket')}, ${count('usage_hourly', 'bucket')}, ${count('usage_daily', 'bucket')},
       ${count('usage_day_courses', 'bucket')}, ${count('usage_events', 'admitted_at')}) AS rows`,
    [accountId, from.toISOString(), to.toISOString(), most],
  )
  return rows[0]?.rows ?? 0
}
