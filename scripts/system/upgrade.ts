import { openDb } from '@/db/client'
import { migrate } from '@/db/migrate'
import { syncCatalog } from '@/lib/catalog/commands'
import { syncCharacters } from '@/lib/characters/commands'
import { getClock } from '@/lib/clock/queries'
import type { Env } from '@/lib/env'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

/** Brings a database to what this version of the project expects: its schema, models and price book, characters, partitions
 * for the months to come. Safe to repeat. */
export async function upgradeDatabase({ databaseMigrationUrl, mode }: Env): Promise<void> {
  await migrate(databaseMigrationUrl)
  const { db, close } = openDb(databaseMigrationUrl, { name: 'serika-upgrade', max: 2 })
  try {
    const { now } = await getClock(db, mode)
    await syncCatalog(db, now)
    await syncCharacters(db, now)
    await ensurePartitions(db, now)
  } finally {
    await close()
  }
}
