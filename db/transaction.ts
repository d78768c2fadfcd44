import pg from 'pg'
import type { Db } from './client'

/** Anything that runs a statement with bound values: a connection inside `transaction`, or the pool for a lone statement. */
export type Sql = Pick<pg.PoolClient, 'query'>

export interface AdvisoryLock {
  readonly key: number
  readonly mode: 'shared' | 'exclusive'
}

export interface TransactionOptions {
  /**
   * Takes an advisory lock in the same round trip as BEGIN, before any statement of `work` takes its snapshot. Every
   * statement of `work` then sees what the lock's last exclusive holder committed. `isLocked` is true from then on.
   */
  readonly lock?: AdvisoryLock
  readonly isolation?: 'read committed' | 'repeatable read'
  /**
   * Longest wait for the next statement, in milliseconds; then the server ends the transaction, so that a process that is
   * stopped in the middle of `work` does not hold the ledger's locks. 0: `work` waits for more than the database.
   */
  readonly idleMs?: number
}

const mostIdleMs = 10_000

/**
 * Runs `work` in one transaction on one connection, with plain SQL: for the ledger's statements, which are written by hand,
 * prepared once per connection, and must cost as few round trips as they can. Whatever `work` throws rolls back.
 * An error of COMMIT itself means that the outcome is not known.
 */
export async function transaction<T>(
  db: Db,
  work: (sql: Sql) => Promise<T>,
  { lock, isolation = 'read committed', idleMs = mostIdleMs }: TransactionOptions = {},
): Promise<T> {
  const client = await db.$client.connect()
  const isBounded = 0 < idleMs && idleOf(db) <= idleMs
  let broken: Error | undefined
  try {
    await client.query(opening(isolation, lock, isBounded ? null : idleMs))
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

/**
 * Runs one statement in a transaction of its own under an advisory lock. Where the pool's connections are pipelined, all of it
 * is sent together, one round trip instead of three; nobody can step in between, so the statement itself has to raise where it
 * must not be committed, also where the lock is not held (`isLocked`). An error of COMMIT itself means that the outcome is not
 * known.
 */
export async function lockedStatement<Row extends pg.QueryResultRow>(
  db: Db,
  lock: AdvisoryLock,
  statement: pg.QueryConfig,
): Promise<Row[]> {
  if (!db.$client.options.pipeline)
    return transaction(db, async client => (await client.query<Row>(statement)).rows, { lock })
  const client = await db.$client.connect()
  const [begun, answered, committed] = await Promise.allSettled([
    client.query(opening('read committed', lock, null)),
    client.query<Row>(statement),
    client.query('COMMIT'),
  ])
  client.release(committed.status === 'rejected')
  const { rows } = unwrap(answered)
  unwrap(begun)
  unwrap(committed)
  return rows
}

function unwrap<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

/** In SQL: whether this transaction took the lock as it began. */
export function isLocked(key: number): string {
  return `current_setting('serika.lock', true) = '${key}'`
}

/** What the connections of the pool bear anyway; 0 is for ever. */
function idleOf({ $client: { options } }: Db): number {
  return Number(options.idle_in_transaction_session_timeout) || Infinity
}

function opening(
  isolation: NonNullable<TransactionOptions['isolation']>,
  lock: TransactionOptions['lock'],
  idleMs: number | null,
): string {
  const idle = idleMs === null ? '' : `; SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`
  const begin = `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}${idle}`
  if (!lock) return begin
  if (!Number.isSafeInteger(lock.key)) throw new Error('an advisory lock is a whole number')
  const take = lock.mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock'
  return `${begin}; SELECT ${take}(${lock.key}), set_config('serika.lock', '${lock.key}', true)`
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
