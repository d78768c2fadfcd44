import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { cutWhenSilent } from './silence'

/** Queries over a pool; the pool itself is `$client`. */
export type Db = NodePgDatabase & { readonly $client: pg.Pool }
/** The handle inside `db.transaction(async tx => …)`. Queries and commands that join a caller's transaction take this or a `Db`. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
export type DbOrTx = Db | Tx

export interface OpenDb {
  readonly db: Db
  readonly pool: pg.Pool
  close(): Promise<void>
}

export interface OpenOptions {
  /** Most connections of this process. */
  readonly max?: number
  /** Shown in pg_stat_activity. */
  readonly name?: string
  /**
   * A connection on which nothing moved for so long, or that could not be made in that time, is cut: its queries fail rather
   * than hang on a half-open socket. The server cuts it too once a transaction has waited so long for its next statement.
   */
  readonly silenceMs?: number
  /** Statements given to one connection are sent at once, not each after the answer to the one before: `lockedStatement`. */
  readonly pipeline?: boolean
}

/** Answers are due in milliseconds: compiling a plan, or starting processes for parts of it, takes longer than most take to run. */
const session = '-c TimeZone=UTC -c jit=off -c max_parallel_workers_per_gather=0'
/**
 * A transaction that waits longer for its next statement is ended by the server: a process that is stopped, or cut off, in the
 * middle of one would hold its locks for ever. Longer than a transaction waits for Stripe; one that only runs statements has
 * less (`transaction`).
 */
const mostIdleMs = 300_000

/** Opens a pool. Only entry points and tests call this; everything else is handed a `db`. Idle connections that break are dropped, not fatal. */
export function openDb(url: string, options: OpenOptions = {}): OpenDb {
  const { max = 10, name = 'serika', silenceMs, pipeline = false } = options
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    pipeline,
    options: session,
    idle_in_transaction_session_timeout: Math.ceil(silenceMs ?? mostIdleMs),
    ...(silenceMs === undefined ? {} : cutWhenSilent(silenceMs)),
  })
  pool.on('error', () => undefined)
  // The pool listens to idle connections only: one that breaks between two statements of a transaction would end the process.
  pool.on('connect', client => client.on('error', () => undefined))
  return { db: overPool(pool), pool, close: () => pool.end() }
}

/** Drizzle over a pool. A connection on which BEGIN fails goes back to be closed; Drizzle itself would keep it for ever. */
export function overPool(pool: pg.Pool): Db {
  const db = drizzle({ client: pool })
  db.transaction = async (work, config) => {
    const client = await pool.connect()
    let begun = false
    try {
      return await drizzle({ client }).transaction(tx => {
        begun = true
        return work(tx)
      }, config)
    } finally {
      client.release(!begun)
    }
  }
  return db
}
