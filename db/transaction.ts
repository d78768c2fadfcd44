import pg from 'pg'
import type { Db } from './client'

/** Anything that runs a statement with bound values: a connection inside `transaction`, or the pool for a lone statement. */
export type Sql = Pick<pg.PoolClient, 'query'>

export interface TransactionOptions {
  /**
   * Takes an advisory lock in the same round trip as BEGIN, before any statement of `work` takes its snapshot. Every
   * statement of `work` then sees what the lock's last exclusive holder committed.
   */
  readonly lock?: { readonly key: number; readonly mode: 'shared' | 'exclusive' }
  readonly isolation?: 'read committed' | 'repeatable read'
}

/**
 * Runs `work` in one transaction on one connection, with plain SQL: for the ledger's statements, which are written by hand,
 * prepared once per connection, and must cost as few round trips as they can. Whatever `work` throws rolls back.
 * An error of COMMIT itself means that the outcome is not known.
 */
export async function transaction<T>(
  db: Db,
  work: (sql: Sql) => Promise<T>,
  { lock, isolation = 'read committed' }: TransactionOptions = {},
): Promise<T> {
  const client = await db.$client.connect()
  let broken: Error | undefined
  try {
    await client.query(opening(isolation, lock))
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error('rollback failed', { cause: failure })
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function opening(
  isolation: NonNullable<TransactionOptions['isolation']>,
  lock: TransactionOptions['lock'],
): string {
  const begin = `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`
  if (!lock) return begin
  if (!Number.isSafeInteger(lock.key)) throw new Error('an advisory lock is a whole number')
  return `${begin}; SELECT ${lock.mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock'}(${lock.key})`
}

/** The SQLSTATE behind an error, however deeply a driver or query builder wrapped it; null where Postgres did not answer. */
export function sqlStateOf(error: unknown): string | null {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth += 1) {
    if (e instanceof pg.DatabaseError && e.code) return e.code
  }
  return null
}

/** Whether the statement failed by what it carried (bad value, broken constraint), not by the state of the database. */
export function isDataError(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state !== null && (state.startsWith('22') || state.startsWith('23'))
}

/** Whether the same transaction may well succeed when tried again: serialization failure, deadlock. */
export function isRetryable(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === '40001' || state === '40P01'
}
