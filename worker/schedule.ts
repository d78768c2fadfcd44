import type { WorkerDeps } from '@/worker/deps'
import { cardExpiry } from '@/worker/card-expiry'
import { closeMonths } from '@/worker/close-month'
import { fold } from '@/worker/fold'
import { inbox } from '@/worker/inbox'
import { expireImageJobs } from '@/worker/jobs/expire'
import { notices } from '@/worker/notices'
import { partitions } from '@/worker/partitions'
import { reclaim } from '@/worker/reclaim'
import { standing } from '@/worker/standing'
import { sweep } from '@/worker/sweep'

interface Named {
  readonly name: string
  /** Safe to repeat, and to run in several workers at once. */
  run(deps: WorkerDeps): Promise<void>
}
/** Runs in every worker, this long after it last ended. */
export type PeriodicJob = Named & { readonly everyMs: number }
/** Runs in one worker at a time, through a queue of its name in `db/queues.ts`; a failure is tried again as that queue says. */
export type CronJob = Named & {
  readonly name: 'partitions' | 'fold' | 'close-month' | 'standing' | 'sweep' | 'card-expiry'
  readonly cron: string
}
export type ScheduledJob = PeriodicJob | CronJob

/** Everything that happens by itself, in the order in which a move of the demo clock runs it. Times are UTC. */
export const schedule: readonly ScheduledJob[] = [
  { name: 'partitions', cron: '17 * * * *', run: partitions },
  { name: 'reclaim', everyMs: 5_000, run: reclaim },
  { name: 'expire-image-jobs', everyMs: 5_000, run: expireImageJobs },
  { name: 'fold', cron: '* * * * *', run: fold },
  { name: 'close-month', cron: '5 * * * *', run: closeMonths },
  { name: 'inbox', everyMs: 2_000, run: inbox },
  { name: 'sweep', cron: '40 3 * * *', run: sweep },
  { name: 'standing', cron: '* * * * *', run: standing },
  { name: 'card-expiry', cron: '20 6 * * *', run: cardExpiry },
  { name: 'notices', everyMs: 2_000, run: notices },
]
