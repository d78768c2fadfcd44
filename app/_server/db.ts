import { openDb, type Db, type OpenDb } from '@/db/client'
import { env } from '@/lib/env'

// A module is loaded anew per route bundle and at every hot reload; the process keeps its one pool.
const global = globalThis as typeof globalThis & { serikaWebDatabase?: OpenDb }

/** The web process's database, opened at first use. */
export function getDb(): Db {
  global.serikaWebDatabase ??= openDb(env().databaseUrl, { max: 20, name: 'serika-web' })
  return global.serikaWebDatabase.db
}
