import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { is } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schema from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'

const root = join(import.meta.dirname, '..')
const tables = Object.values(schema)
  .filter(value => is(value, PgTable))
  .map(table => getTableConfig(table))

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('schema and migrations', () => {
  it('agree: there is nothing left to generate', () => {
    const out = mkdtempSync(join(tmpdir(), 'serika-migrations-'))
    try {
      cpSync(join(root, 'db/migrations'), out, { recursive: true })
      const before = readdirSync(out)
      const generated = spawnSync(
        process.execPath,
        [
          join(root, 'node_modules/drizzle-kit/bin.cjs'),
          'generate',
          '--dialect=postgresql',
          '--schema=./db/schema/index.ts',
          `--out=${relative(root, out)}`,
        ],
        { cwd: root, encoding: 'utf8' },
      )
      expect(generated.stdout + generated.stderr).toContain('No schema changes')
      expect(readdirSync(out)).toEqual(before)
    } finally {
      rmSync(out, { recursive: true })
    }
  })

  it('agree: a migrated database has the columns of the schema, hand-written migrations included', async () => {
    const { rows } = await database.pool.query<{
      name: string
      column: string
      type: string
      required: boolean
    }>(
      `SELECT c.relname AS name, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND a.attnum > 0 AND NOT a.attisdropped`,
    )
    const actual = rows.map(row => `${row.name}.${row.column} ${row.type}${row.required ? ' not null' : ''}`)
    const expected = tables.flatMap(({ name, columns }) =>
      columns.map(
        column => `${name}.${column.name} ${typeOf(column.getSQLType())}${column.notNull ? ' not null' : ''}`,
      ),
    )
    expect(actual.sort()).toEqual(expected.sort())
  })

  it('agree: every primary key, unique key and index is there', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public'`,
    )
    const actual = new Set(rows.map(row => row.name))
    const named = tables.flatMap(({ indexes, primaryKeys }) => [
      ...indexes.map(index => index.config.name),
      ...primaryKeys.map(key => key.getName()),
    ])
    expect(named.filter(name => name !== undefined && !actual.has(name))).toEqual([])
  })

  it('keep every tenant’s rows under the tenant: account_id leads their primary keys', () => {
    const lookups = [
      'user_accounts',
      'key_lookup',
      'admin_key_lookup',
      'stripe_lookup',
      'sessions',
      'control_changes',
      'stripe_events',
    ]
    const tenant = tables.filter(
      ({ name, columns }) => !lookups.includes(name) && columns.some(c => c.name === 'account_id'),
    )
    for (const { name, columns, primaryKeys } of tenant) {
      const first = primaryKeys[0]?.columns[0]?.name ?? columns.find(column => column.primary)?.name
      expect(`${name}: ${first}`).toBe(`${name}: account_id`)
    }
    expect(tenant.length).toBeGreaterThan(15)
  })
})

/** Postgres's own names for the types, without the collation, which is no part of them. */
function typeOf(sqlType: string): string {
  return sqlType
    .replace(' COLLATE "C"', '')
    .replace(/^timestamp \((\d)\) with time zone$/, 'timestamp($1) with time zone')
}
