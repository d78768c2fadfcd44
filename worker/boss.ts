import { PgBoss } from 'pg-boss'
import type { WorkerDeps } from '@/worker/deps'
import { hearInbox } from '@/worker/ears'
import { workImageJobs } from '@/worker/jobs/queue'
import { drainMail, workMail } from '@/worker/mail'
import type { Runner } from '@/worker/runner'
import { schedule, type CronJob, type PeriodicJob } from '@/worker/schedule'

/** How long a stop waits for jobs that are under way. */
const DRAIN_MS = 20_000

const isCron = (job: (typeof schedule)[number]): job is CronJob => 'cron' in job
const isPeriodic = (job: (typeof schedule)[number]): job is PeriodicJob => 'everyMs' in job

export interface RunningJobs {
  /** Runs everything that is due, to its end, in the schedule's order, mails last. Rejects with the first failure, after all have run. */
  tick(): Promise<void>
  stop(): Promise<void>
}

/** Starts the schedule: cron jobs by pg-boss, so that of several workers one runs each; periodic ones in this process. */
export async function startJobs(databaseUrl: string, deps: WorkerDeps, runner: Runner): Promise<RunningJobs> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 6,
    migrate: false,
    useListenNotify: true,
    // How soon the jobs of a worker that died are seen to be nobody's.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  })
  boss.on('error', (error: Error) => deps.log.error({ err: error }, 'pg-boss reports an error'))
  await boss.start()
  for (const job of schedule.filter(isCron)) {
    await boss.schedule(job.name, job.cron, null, { tz: 'UTC', missed: 'once' })
    await boss.work(job.name, { pollingIntervalSeconds: 2 }, () => runner.run(job))
    // Whatever fell due while no worker was there.
    await boss.send(job.name)
  }
  await workMail(boss, deps)
  const stopping = new AbortController()
  await workImageJobs(boss, deps, stopping.signal)
  const loops = schedule.filter(isPeriodic).map(job => runner.repeat(job, stopping.signal))
  loops.push(hearInbox(databaseUrl, () => runner.wake('inbox'), deps.log, stopping.signal))
  return {
    tick: () => tick(boss, deps, runner),
    stop: async () => {
      stopping.abort()
      await Promise.all([...loops, boss.stop({ graceful: true, timeout: DRAIN_MS })])
    },
  }
}

async function tick(boss: PgBoss, deps: WorkerDeps, runner: Runner): Promise<void> {
  const failures: unknown[] = []
  for (const job of schedule)
    await runner.run(job).catch((error: unknown) => {
      deps.log.error({ err: error, job: job.name }, 'a job failed')
      failures.push(error)
    })
  await drainMail(boss, deps)
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} jobs failed`)
}
