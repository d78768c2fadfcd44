import { transaction, type Sql } from '@/db/transaction'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import type { Period } from '@/lib/period'
import { missingMonths, partitionOf } from '@/lib/usage/partitions/partition'
import { hasDefaultRows, listPartitionMonths } from '@/lib/usage/partitions/queries'

/**
 * Makes the partitions of `usage_events` that are missing up to three months ahead of `now` (platform time). Events that
 * landed in the default partition meanwhile move to their own. Safe to repeat, and from several processes at once.
 * `defaultRows`: something still lies in the default partition, which an operator has to look at.
 */
export async function ensurePartitions(
  db: Db,
  now: Date,
): Promise<{ created: string[]; defaultRows: boolean }> {
  const created: string[] = []
  for (const month of missingMonths(await listPartitionMonths(db), now)) {
    const isNew = await transaction(db, client => createPartition(client, month), {
      lock: { key: locks.partitions, mode: 'exclusive' },
    })
    if (isNew) created.push(partitionOf(month).name)
  }
  return { created, defaultRows: await hasDefaultRows(db) }
}

/** Identifiers and bounds of DDL cannot be bound; these are made from a month, by `partitionOf`. */
async function createPartition(client: Sql, month: Period): Promise<boolean> {
  const { name, from, to } = partitionOf(month)
  const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [name])
  if (rows[0]?.found != null) return false
  const bounds = [from.toISOString(), to.toISOString()]
  await client.query('LOCK TABLE usage_events_default IN ACCESS EXCLUSIVE MODE')
  await client.query(`CREATE TABLE ${name} (LIKE usage_events INCLUDING ALL)`)
  await client.query(
    `WITH strayed AS (DELETE FROM usage_events_default WHERE admitted_at >= $1 AND admitted_at < $2 RETURNING *)
     INSERT INTO ${name} SELECT * FROM strayed`,
    bounds,
  )
  await client.query(
    `ALTER TABLE usage_events ATTACH PARTITION ${name} FOR VALUES FROM ('${bounds[0]}') TO ('${bounds[1]}')`,
  )
  return true
}
