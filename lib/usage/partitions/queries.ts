import type { Db } from '@/db/client'
import { periodOf, type Period } from '@/lib/period'
import { missingMonths, monthOf } from '@/lib/usage/partitions/partition'

/** The months that `usage_events` has a partition of. */
export async function listPartitionMonths(db: Db): Promise<Period[]> {
  const { rows } = await db.$client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'usage_events'::regclass ORDER BY 1`,
  )
  return rows.flatMap(row => monthOf(row.name) ?? [])
}

/** Whether anything landed in the default partition: events of a month that had none. */
export async function hasDefaultRows(db: Db): Promise<boolean> {
  const { rows } = await db.$client.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM usage_events_default) AS found',
  )
  return rows[0]?.found === true
}

/** Whether this month and the next have their partitions, and none lies between them and the newest: for readiness checks. */
export async function partitionsReady(db: Db, now: Date): Promise<boolean> {
  const months = await listPartitionMonths(db)
  const missing = missingMonths(months, now)
  const soon = [periodOf(now), periodOf(new Date(now.getTime() + 28 * 86_400_000))]
  return !missing.some(month => soon.includes(month))
}
