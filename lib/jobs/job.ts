import type { Nanos } from '@/lib/money'

/** How long after its admission a job may still be charged, in platform time. */
export const JOB_LIFE_MS = 60 * 60_000

export type JobStatus = 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED'

export interface JobResult {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly seed: number
}

/** Why a job failed; never the customer's to pay. The message is for them. */
export interface JobError {
  readonly code: 'upstream_rejected' | 'upstream_error' | 'upstream_timeout'
  readonly message: string
}

export type JobOutcome =
  | { readonly kind: 'completed'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: JobError }

/** What decides a job's next step. */
export interface JobState {
  readonly status: JobStatus
  /** How often it was taken up; the number of the claim that holds it. */
  readonly attempts: number
  /** Real time until which that claim holds. */
  readonly claimedUntil: Date | null
  readonly upstreamJobId: string | null
  readonly reservedNanos: Nanos
  /** Platform time from which on nothing of it is charged any more. */
  readonly deadlineAt: Date
}

export type Claim =
  | { readonly kind: 'claimed'; readonly state: JobState }
  /** Another worker is at it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'finished' }

/** How a job ends: what is charged, the rest of its reservation being free again. */
export interface Finish {
  readonly state: JobState
  readonly outcome: JobOutcome
  readonly chargedNanos: Nanos
}

export function isOpen({ status }: Pick<JobState, 'status'>): boolean {
  return status === 'QUEUED' || status === 'PROCESSING'
}

/** Takes a job up for so long; a claim that ran out belongs to a worker that died. `realNow` is the database's clock. */
export function claim(state: JobState, realNow: Date, forMs: number): Claim {
  if (!isOpen(state)) return { kind: 'finished' }
  if (state.claimedUntil !== null && state.claimedUntil > realNow) return { kind: 'busy' }
  const claimedUntil = new Date(realNow.getTime() + forMs)
  return {
    kind: 'claimed',
    state: { ...state, status: 'PROCESSING', attempts: state.attempts + 1, claimedUntil },
  }
}

/** The provider has taken it on. The first id stays: a second submission of the same job made no other. */
export function accept(state: JobState, upstreamJobId: string): JobState {
  return isOpen(state) && state.upstreamJobId === null ? { ...state, upstreamJobId } : state
}

/** Lets go of a job that is not done; only the claim that holds it can. */
export function putBack(state: JobState, attempt: number): JobState {
  return isOpen(state) && state.attempts === attempt ? { ...state, claimedUntil: null } : state
}

/**
 * Ends a job, once: null where it is over already. Whatever comes at its deadline or later fails it at no cost, so that a
 * period waits for its jobs no longer than that. `now` is platform time.
 */
export function finish(state: JobState, outcome: JobOutcome, now: Date): Finish | null {
  if (!isOpen(state)) return null
  const counts: JobOutcome = now >= state.deadlineAt ? { kind: 'failed', error: expired } : outcome
  const completed = counts.kind === 'completed'
  return {
    state: { ...state, status: completed ? 'COMPLETED' : 'FAILED', claimedUntil: null },
    outcome: counts,
    chargedNanos: completed ? state.reservedNanos : 0n,
  }
}

/** What a job ends with that nobody finished in time. */
export const expired: JobError = {
  code: 'upstream_timeout',
  message: `The image was not made within ${JOB_LIFE_MS / 60_000} minutes. Nothing was charged; submit it again.`,
}

/** The HTTP status that stands on the event of a job that ended so. */
export function httpStatusOf(outcome: JobOutcome): number {
  return outcome.kind === 'completed' ? 200 : errorStatuses[outcome.error.code]
}

const errorStatuses: Readonly<Record<JobError['code'], number>> = {
  upstream_rejected: 400,
  upstream_error: 502,
  upstream_timeout: 504,
}
