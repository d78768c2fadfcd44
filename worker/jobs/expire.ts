import { expireJobs } from '@/lib/jobs/commands'
import { announceUsage } from '@/lib/live/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Every few seconds: fails the image jobs that are past their deadline, whether or not their queue still knows them. */
export async function expireImageJobs({
  db,
  now,
  log,
}: Pick<WorkerDeps, 'db' | 'now' | 'log'>): Promise<void> {
  const { expired, failures } = await expireJobs(db, await now())
  if (expired.length > 0) {
    log.warn({ jobs: expired.length }, 'image jobs were not made in time; nothing is charged')
    await announceUsage(db, [...new Set(expired.map(({ accountId }) => accountId))])
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} jobs could not be expired`)
}
