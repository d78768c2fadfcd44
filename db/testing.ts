import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { openDb, type Db } from '@/db/client'
import { isLoopback } from '@/lib/env-modes'

export interface TestDatabase {
  readonly url: string
  readonly db: Db
  readonly pool: pg.Pool
  /** Closes `db` and deletes the database, whoever else is still connected. */
  drop(): Promise<void>
}

/**
 * A database of its own for a test file: a clone of the migrated template, made in some 50 ms.
 * @throws for a server that is not on this machine
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'))
  const host = `http://${template.hostname}`
  if (!isLoopback(host))
    throw new Error(`Tests use only a database on this machine, not ${template.hostname}`)
  const name = `test_${randomBytes(6).toString('hex')}`
  const from = template.pathname.slice(1)
  await administer(template, client => cloneWhenFree(client, name, from))
  const url = new URL(template)
  url.pathname = `/${name}`
  const { db, pool, close } = openDb(url.href, { name: 'test' })
  return {
    url: url.href,
    db,
    pool,
    drop: async () => {
      await close()
      await administer(template, client => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

/** Cloning needs the template without connections; another clone at the same moment may hold it for an instant. */
async function cloneWhenFree(client: pg.Client, name: string, from: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${client.escapeIdentifier(from)}`)
      return
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === '55006'
      if (!busy || attempt === 50) throw error
      await new Promise(resolve => setTimeout(resolve, 20 + Math.random() * 80))
    }
  }
}

async function administer<T>(server: URL, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(server)
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
