import type { Db } from '@/db/client'
import { fenceStale, reclaimFenced } from '@/lib/gateways/commands'
import type { Logger } from '@/lib/log'

/** Every few seconds: fences gateways that went silent, and takes back what fenced ones were granted and did not spend. */
export async function reclaim({ db, log }: { db: Db; log: Logger }): Promise<void> {
  const fenced = await fenceStale(db)
  if (fenced.length > 0) log.warn({ gateways: fenced }, 'gateways went silent and are fenced')
  const { gateways, nanos } = await reclaimFenced(db)
  if (gateways > 0) log.info({ gateways, nanos: nanos.toString() }, 'grants of fenced gateways reclaimed')
}
