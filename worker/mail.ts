import type { PgBoss } from 'pg-boss'
import type { WorkerDeps } from '@/worker/deps'

const BATCH = 10

/** Takes mails from their queue as they come; one that fails goes back and is tried again later. */
export async function workMail(boss: PgBoss, { mailer }: WorkerDeps): Promise<void> {
  const options = { pollingIntervalSeconds: 1, localConcurrency: 2 }
  await boss.work<unknown>('mail', options, async ([job]) => {
    if (job) await mailer.send(job.id, job.data)
  })
}

/** Sends what waits right now, and returns when that is done. */
export async function drainMail(boss: PgBoss, { mailer, log }: WorkerDeps): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch<unknown>('mail', { batchSize: BATCH })
    for (const { id, data } of jobs) {
      try {
        await mailer.send(id, data)
        await boss.complete('mail', id)
      } catch (error) {
        log.error({ err: error, mail: id }, 'a mail was not sent')
        await boss.fail('mail', id)
      }
    }
    if (jobs.length < BATCH) return
  }
}
