import type { Db } from '@/db/client'
import { foldRollups } from '@/lib/usage/rollups/commands'

/** Every minute: folds the quarter-hours that are over into hours and days. */
export async function fold({ db, now }: { db: Db; now: () => Promise<Date> }): Promise<void> {
  await foldRollups(db, await now())
}
