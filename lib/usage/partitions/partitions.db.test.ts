import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { newId } from '@/lib/ids'
import { eventOf } from '@/lib/usage/testing'
import { settle } from '@/lib/usage/commands'
import { ensurePartitions } from './commands'
import { hasDefaultRows, listPartitionMonths, partitionsReady } from './queries'

const now = new Date('2026-11-22T10:00:00Z')

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const free = { costNanos: 0n, inputCostNanos: 0n }
const tableOf = async (id: string) => {
  const { rows } = await database.db.execute<{ name: string }>(
    sql`SELECT tableoid::regclass::text AS name FROM usage_events WHERE id = ${id}`,
  )
  return rows[0]?.name
}

describe('partitions', () => {
  it('are made once, three months ahead, by however many processes at once', async () => {
    expect(await partitionsReady(database.db, now)).toBe(false)
    const made = await Promise.all(Array.from({ length: 4 }, () => ensurePartitions(database.db, now)))
    expect(made.flatMap(({ created }) => created).sort()).toEqual([
      'usage_events_2026_11',
      'usage_events_2026_12',
      'usage_events_2027_01',
      'usage_events_2027_02',
    ])
    expect(await ensurePartitions(database.db, now)).toEqual({ created: [], defaultRows: false })
    expect(await partitionsReady(database.db, now)).toBe(true)
    expect(await partitionsReady(database.db, new Date('2027-02-20T00:00:00Z'))).toBe(false)
  })

  it('hold an event by when it was admitted, to the millisecond, and keep it from being stored twice', async () => {
    const [accountId, keyId] = [newId('account', now), newId('key', now)]
    const last = eventOf(accountId, keyId, { admittedAt: new Date('2026-11-30T23:59:59.999Z'), ...free })
    const first = eventOf(accountId, keyId, { admittedAt: new Date('2026-12-01T00:00:00.000Z'), ...free })
    for (let i = 0; i < 2; i += 1) await settle(database.db, 'jobs', [last, first], now)
    expect(await tableOf(last.id)).toBe('usage_events_2026_11')
    expect(await tableOf(first.id)).toBe('usage_events_2026_12')
    const { rows } = await database.db.execute(
      sql`SELECT 1 FROM usage_events WHERE account_id = ${accountId}`,
    )
    expect(rows).toHaveLength(2)
  })

  it('take over what strayed into the default one before they were made', async () => {
    const [accountId, keyId] = [newId('account', now), newId('key', now)]
    const early = eventOf(accountId, keyId, { admittedAt: new Date('2027-04-02T00:00:00Z'), ...free })
    await settle(database.db, 'jobs', [early], now)
    expect(await tableOf(early.id)).toBe('usage_events_default')
    expect(await ensurePartitions(database.db, now)).toEqual({ created: [], defaultRows: true })
    const moved = await ensurePartitions(database.db, new Date('2027-02-01T00:00:00Z'))
    expect(moved).toEqual({
      created: ['usage_events_2027_03', 'usage_events_2027_04', 'usage_events_2027_05'],
      defaultRows: false,
    })
    expect(await tableOf(early.id)).toBe('usage_events_2027_04')
    expect(await hasDefaultRows(database.db)).toBe(false)
    expect(await listPartitionMonths(database.db)).toHaveLength(7)
  })
})
