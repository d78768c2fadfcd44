import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
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
}

/** Opens a pool. Only entry points and tests call this; everything else is handed a `db`. Idle connections that break are dropped, not fatal. */
export function openDb(url: string, options: OpenOptions = {}): OpenDb {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'serika',
    options: '-c TimeZone=UTC',
  })
  pool.on('error', () => undefined)
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() }
}
