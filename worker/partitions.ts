import type { Db } from '@/db/client'
import type { Logger } from '@/lib/log'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

interface Deps {
  readonly db: Db
  readonly now: () => Promise<Date>
  readonly log: Logger
}

/** Every hour: makes the months ahead, and says so where events lie in none. */
export async function partitions({ db, now, log }: Deps): Promise<void> {
  const { created, defaultRows } = await ensurePartitions(db, await now())
  if (created.length > 0) log.info({ created }, 'partitions made')
  if (defaultRows) log.error('events lie in the default partition: their month had none when they came')
}
