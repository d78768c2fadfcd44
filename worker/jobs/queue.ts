import type { PgBoss } from 'pg-boss'
import { readJobRef } from '@/lib/jobs/ref'
import { takeTurn, type TurnDeps } from '@/worker/jobs/turn'

/** Jobs that one worker brings forward at the same time. */
const WIDTH = 16

/** What its queue is told of a job that is not done: it comes again after a moment. */
class NotDone extends Error {
  override name = 'NotDone'
}

/**
 * Takes image jobs from their queue, woken by each new one. `stopping` ends turns early; what is not done is left for later. A
 * place that was free for less than `lookEverySeconds` looks for more of a backlog only then.
 */
export async function workImageJobs(
  boss: PgBoss,
  deps: TurnDeps,
  stopping: AbortSignal,
  lookEverySeconds = 1,
): Promise<void> {
  const every = { pollingIntervalSeconds: lookEverySeconds, notifyPollingIntervalSeconds: lookEverySeconds }
  const options = { localConcurrency: WIDTH, ...every }
  await boss.work<unknown>('image-jobs', options, async ([message]) => {
    if (!message) return
    const outcome = await takeTurn(deps, readJobRef(message.data), stopping)
    if (outcome === 'again') throw new NotDone('not done yet')
  })
}
