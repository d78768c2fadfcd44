import { afterAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'

const made: TestDatabase[] = []
afterAll(() => Promise.all(made.map(database => database.drop())))

test('many test databases can be made at once; each is migrated, and its own', async () => {
  made.push(...(await Promise.all(Array.from({ length: 6 }, () => createTestDatabase()))))
  const [one, two] = made
  if (!one || !two) expect.unreachable('two were made')
  await one.pool.query('CREATE TABLE only_here (n int)')
  const tables = `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY($1)`
  const here = await one.pool.query(tables, [['accounts', 'only_here']])
  const there = await two.pool.query(tables, [['accounts', 'only_here']])
  expect([here.rows, there.rows]).toEqual([[{ n: 2 }], [{ n: 1 }]])
})
