import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import { openDb } from './client'
import { locks } from './locks'
import { createQueues } from './queues'

/** Brings the database at `url` to the newest schema, queues included. Safe to run twice, and from several processes at once. Throws what Postgres says. */
export async function migrate(url: string): Promise<void> {
  const { db, pool, close } = openDb(url, { max: 2, name: 'serika-migrate' })
  try {
    const lock = await pool.connect()
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [locks.migration])
      await applyMigrations(db, { migrationsFolder: `${import.meta.dirname}/migrations` })
      await createQueues(url)
      await lock.query('SELECT pg_advisory_unlock($1)', [locks.migration])
    } finally {
      lock.release()
    }
  } finally {
    await close()
  }
}
