import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { cutWhenSilent } from './silence'
import * as schema from './schema'

/** A pool with the schema; the pool itself is `$client`. */
export type Db = NodePgDatabase<typeof schema> & { readonly $client: pg.Pool }
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
  /** A connection on which nothing moved for so long, or that could not be made in that time, is cut: its queries fail rather than hang on a half-open socket. */
  readonly silenceMs?: number
}

/** Opens a pool. Only entry points and tests call this; everything else is handed a `db`. Idle connections that break are dropped, not fatal. */
export function openDb(url: string, options: OpenOptions = {}): OpenDb {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'serika',
    options: '-c TimeZone=UTC',
    ...(options.silenceMs === undefined ? {} : cutWhenSilent(options.silenceMs)),
  })
  pool.on('error', () => undefined)
  // The pool listens to idle connections only: one that breaks between two statements of a transaction would end the process.
  pool.on('connect', client => client.on('error', () => undefined))
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() }
}
