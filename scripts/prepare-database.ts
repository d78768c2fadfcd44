import { openDb } from '@/db/client'
import { migrate } from '@/db/migrate'
import { syncCatalog } from '@/lib/catalog/commands'
import { getPlatformNow } from '@/lib/clock/queries'
import type { Mode } from '@/lib/mode'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

/** Makes a database fit for this version: schema, catalogue and price book, partitions for the months to come. Safe to repeat. */
export async function prepareDatabase(url: string, mode: Mode): Promise<void> {
  await migrate(url)
  const { db, close } = openDb(url, { max: 2, name: 'serika-prepare' })
  try {
    const now = await getPlatformNow(db, mode)
    await syncCatalog(db, now)
    await ensurePartitions(db, now)
  } finally {
    await close()
  }
}
