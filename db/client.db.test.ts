import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDb } from '@/db/client'
import { createTestDatabase, type TestDatabase } from '@/db/testing'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('a transaction', () => {
  it('whose BEGIN fails gives its connection back: a pool of one goes on', async () => {
    const { db, pool, close } = openDb(database.url, { max: 1 })
    const client = await pool.connect()
    const query = client.query.bind(client)
    client.query = (() => Promise.reject(new Error('BEGIN failed'))) as typeof client.query
    client.release()
    await expect(db.transaction(tx => tx.execute(sql`SELECT 1`))).rejects.toThrow()
    client.query = query
    const { rows } = await db.transaction(tx => tx.execute(sql`SELECT 1 AS n`))
    expect(rows).toEqual([{ n: 1 }])
    await close()
  })

  it('that fails is rolled back, and its connection is used again', async () => {
    const { db, pool, close } = openDb(database.url, { max: 1 })
    const pid = async () =>
      (await db.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)).rows[0]?.pid
    const before = await pid()
    await pool.query('CREATE TABLE kept (n int)')
    const failing = db.transaction(async tx => {
      await tx.execute(sql`INSERT INTO kept VALUES (1)`)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await pool.query('SELECT * FROM kept')).rows).toEqual([])
    expect(await pid()).toBe(before)
    await close()
  })
})
