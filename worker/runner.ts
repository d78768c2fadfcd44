import type { WorkerDeps } from '@/worker/deps'
import { pause } from '@/worker/pause'
import type { PeriodicJob, ScheduledJob } from '@/worker/schedule'

export interface JobStatus {
  readonly runs: number
  readonly lastRunAt: Date | null
  readonly lastMs: number | null
  /** Whether the last run failed; the log says why. */
  readonly failing: boolean
}

/** Runs jobs, never the same one twice at once within this process, and remembers how they went. */
export class Runner {
  private readonly statuses = new Map<string, JobStatus>()
  private readonly running = new Map<string, Promise<void>>()
  private readonly alarms = new Map<string, AbortController>()

  constructor(private readonly deps: WorkerDeps) {}

  /** Runs the job, after a run of it that is under way. Rejects with what it throws. */
  async run(job: ScheduledJob): Promise<void> {
    while (this.running.has(job.name)) await this.running.get(job.name)?.catch(() => undefined)
    const run = this.timed(job).finally(() => this.running.delete(job.name))
    this.running.set(job.name, run)
    await run
  }

  /**
   * Runs the job over and over, with a pause between that `wake` cuts short; a failure is logged and the next run comes all the same.
   */
  async repeat(job: PeriodicJob, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Set before the run: a call during it is not lost.
      const alarm = new AbortController()
      this.alarms.set(job.name, alarm)
      await this.run(job).catch((error: unknown) => {
        this.deps.log.error({ err: error, job: job.name }, 'a job failed')
      })
      await pause(job.everyMs, AbortSignal.any([signal, alarm.signal]))
    }
  }

  /** There is something to do for a periodic job: its next run comes at once. */
  wake(name: PeriodicJob['name']): void {
    this.alarms.get(name)?.abort()
  }

  status(): Record<string, JobStatus> {
    return Object.fromEntries(this.statuses)
  }

  private async timed(job: ScheduledJob): Promise<void> {
    const startedMs = performance.now()
    let failing = true
    try {
      await job.run(this.deps)
      failing = false
    } finally {
      this.statuses.set(job.name, {
        runs: (this.statuses.get(job.name)?.runs ?? 0) + 1,
        lastRunAt: new Date(),
        lastMs: Math.round(performance.now() - startedMs),
        failing,
      })
    }
  }
}
