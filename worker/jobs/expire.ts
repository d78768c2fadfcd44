import { expireJobs } from '@/lib/jobs/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Every few seconds: fails the image jobs that are past their deadline, whether or not their queue still knows them. */
export async function expireImageJobs({ db, now, log }: WorkerDeps): Promise<void> {
  const expired = await expireJobs(db, await now())
  if (expired > 0) log.warn({ jobs: expired }, 'image jobs were not made in time; nothing is charged')
}
