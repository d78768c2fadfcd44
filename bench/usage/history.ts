import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { breadth, fillAccount, fillEvents, prepare, repeatDays, type Breadth } from '@/bench/usage/account'
import { openDb, type Db } from '@/db/client'
import { startEmbeddedPostgres } from '@/db/embedded'
import { migrate } from '@/db/migrate'
import { formatCount } from '@/lib/format'
import type { AccountId } from '@/lib/ids'
import { addDays, startOfDay } from '@/lib/usage/buckets'
import { ensurePartitions } from '@/lib/usage/partitions/commands'
import { foldRollups } from '@/lib/usage/rollups/commands'

/** So many whole days are made and folded, and today; earlier days repeat them. */
const TEMPLATE_DAYS = 1
/** Longer than any span that is shown by single requests. */
const EVENT_HOURS = 25

/** An account with a long history. */
export interface Heavy {
  readonly accountId: AccountId
  readonly breadth: Breadth
  /** Of all its hours, how many have something of each combination. */
  readonly percent: number
}

/** How many days of an account at a hundred per cent have so many rows by hour. */
export function daysFor(rows: number): number {
  const { keyIds, endpoints, modelIds } = breadth
  const perDay = keyIds.length * endpoints.length * modelIds.length * 24
  return Math.min(90, Math.max(2, Math.round(rows / perDay)))
}

/** A migrated PostgreSQL of the bench's own, gone with this process. */
export async function startDatabase(): Promise<{ db: Db; url: string; stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'serika-bench-'))
  const server = await startEmbeddedPostgres({ dir, logFile: join(dir, 'postgres.log'), throwaway: dir })
  await migrate(server.url())
  const { db, close } = openDb(server.url(), { name: 'serika-bench', max: 6 })
  const stop = async () => {
    await close()
    await server.stop()
  }
  return { db, url: server.url(), stop }
}

/** Histories of so many days up to `now`, rollups and all, with single requests of the last hours. Says what was made. */
export async function makeHistories(db: Db, heavy: readonly Heavy[], days: number, now: Date): Promise<void> {
  const startedMs = performance.now()
  await ensurePartitions(db, now)
  await prepare(db, addDays(startOfDay(now), -TEMPLATE_DAYS))
  for (const { accountId, breadth: wide, percent } of heavy) {
    await fillAccount(db, accountId, wide, { percent, days: TEMPLATE_DAYS, until: now })
    await fillEvents(db, accountId, EVENT_HOURS, now)
  }
  await foldRollups(db, now)
  await repeatDays(db, TEMPLATE_DAYS, days, now)
  await db.$client.query('VACUUM (ANALYZE)')
  const hours = await Promise.all(heavy.map(({ accountId }) => countHours(db, accountId)))
  const seconds = Math.round((performance.now() - startedMs) / 1_000)
  console.log(`built in ${seconds} s: ${hours.join(' and ')} hours in ${days} days`)
}

/** Rows of `usage_hourly`. */
async function countHours(db: Db, accountId: AccountId): Promise<string> {
  const { rows } = await db.$client.query<{ hours: string }>(
    'SELECT count(*) AS hours FROM usage_hourly WHERE account_id = $1',
    [accountId],
  )
  return formatCount(Number(rows[0]?.hours ?? 0))
}
