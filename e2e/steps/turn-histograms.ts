import { openDb } from '@/db/client'
import { env } from '@/lib/env'

/**
 * Run beside a system (`attached`): turns the sign of a key's durations, which are never negative, so that its account's usage
 * cannot be read; run again, it can.
 */
const { db, close } = openDb(env().databaseUrl, { name: 'serika-e2e', max: 1 })
const { rowCount } = await db.$client.query(
  'UPDATE usage_base SET latency_histogram = -latency_histogram WHERE key_id = $1',
  [process.argv[2]],
)
await close()
if (!rowCount) throw new Error('this key has no usage')
