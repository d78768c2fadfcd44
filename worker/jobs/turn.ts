import { claimJob, finishJob, putJobBack, acceptJob, type StoredJob } from '@/lib/jobs/commands'
import { expired, type JobOutcome, type JobResult } from '@/lib/jobs/job'
import { jobProtocolOf } from '@/lib/jobs/providers'
import type { JobRef } from '@/lib/jobs/ref'
import { readJobBody } from '@/lib/jobs/request'
import { announceUsage } from '@/lib/live/commands'
import { never } from '@/lib/result'
import { pause } from '@/worker/pause'
import type { WorkerDeps } from '@/worker/deps'
import type { ImageCall, ImageProviders } from '@/worker/jobs/image-providers'
import type { Reply } from '@/worker/jobs/reply'

export interface TurnDeps extends Pick<WorkerDeps, 'db' | 'log' | 'now'> {
  readonly images: Pick<ImageProviders, 'submit' | 'poll' | 'draw'>
}

/** A job that takes longer lets others have its place, and comes again. */
const TURN_MS = 20_000
const FIRST_POLL_MS = 200
const LONGEST_POLL_MS = 2_000

/**
 * One turn at a job: takes it up, brings it forward, and ends it if it can be ended. Every step is stored before the next, so
 * a turn may break off anywhere and the next one goes on from there. `again`: not done, or another worker is at it.
 */
export async function takeTurn(
  deps: TurnDeps,
  ref: JobRef,
  stopping: AbortSignal,
): Promise<'finished' | 'again'> {
  const claimed = await claimJob(deps.db, ref)
  if (claimed.kind !== 'claimed') return claimed.kind === 'finished' ? 'finished' : 'again'
  const { job } = claimed
  let over = false
  try {
    const outcome = await makeImage(deps, ref, job, stopping)
    if (outcome) {
      const finished = await finishJob(deps.db, ref, outcome, await deps.now())
      over = true
      if (finished) await tell(deps, ref, job, finished.outcome)
    }
  } finally {
    // Best effort: a claim that stays runs out by itself.
    if (!over) await putJobBack(deps.db, ref, job.attempts).catch(() => undefined)
  }
  return over ? 'finished' : 'again'
}

/** Null: not done yet. */
async function makeImage(
  deps: TurnDeps,
  ref: JobRef,
  job: StoredJob,
  stopping: AbortSignal,
): Promise<JobOutcome | null> {
  if ((await deps.now()) >= job.deadlineAt) return { kind: 'failed', error: expired }
  const { provider, requestId } = job
  const call = { provider, requestId, body: readJobBody(job.request) }
  const reply =
    jobProtocolOf(provider) === 'job'
      ? await runRemotely(deps, ref, job, call, stopping)
      : await deps.images.draw(call)
  switch (reply.kind) {
    case 'ok':
      return reply.value && { kind: 'completed', result: reply.value }
    case 'failed':
      return reply
    case 'fault':
      deps.log.warn(
        { ...idsOf(job), cause: reply.cause },
        'a provider of images failed; the job is tried again',
      )
      return null
    default:
      return never(reply)
  }
}

/** Submits the job to its provider, unless an earlier turn has, and asks for it until it is done or the turn is over. */
async function runRemotely(
  { db, images, log }: TurnDeps,
  ref: JobRef,
  job: StoredJob,
  call: ImageCall,
  stopping: AbortSignal,
): Promise<Reply<JobResult | null>> {
  let upstreamJobId = job.upstreamJobId
  if (upstreamJobId === null) {
    const submitted = await images.submit(call)
    if (submitted.kind !== 'ok') return submitted
    upstreamJobId = await acceptJob(db, ref, submitted.value)
    log.debug({ ...idsOf(job), upstreamJobId }, 'a provider has taken a job on')
  }
  const endsMs = performance.now() + TURN_MS
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_POLL_MS)) {
    const reply = await images.poll(call, upstreamJobId)
    if (reply.kind !== 'ok' || reply.value) return reply
    if (stopping.aborted || performance.now() + pauseMs > endsMs) return reply
    await pause(pauseMs, stopping)
  }
}

/** The log, and whoever watches a page of the account. The job is over, whether they hear of it or not. */
async function tell({ db, log }: TurnDeps, ref: JobRef, job: StoredJob, outcome: JobOutcome): Promise<void> {
  const failed = outcome.kind === 'failed' ? { errorCode: outcome.error.code } : {}
  log.info({ ...idsOf(job), outcome: outcome.kind, ...failed }, 'an image job is over')
  await announceUsage(db, [ref.accountId]).catch((error: unknown) =>
    log.warn({ err: error, ...idsOf(job) }, 'a finished job could not be announced'),
  )
}

function idsOf({ id, requestId, provider, modelId, attempts }: StoredJob): object {
  return { jobId: id, requestId, provider, model: modelId, attempt: attempts }
}
