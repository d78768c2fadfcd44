import type { Provider } from '@/lib/env-variables'
import type { AccountId, KeyId, RequestId } from '@/lib/ids'
import { httpStatusOf, JOB_LIFE_MS, type Finish, type JobState } from '@/lib/jobs/job'
import type { UsageEvent } from '@/lib/usage/event'

/** A job, as far as its event and its budgets are concerned. */
export interface JobFacts extends JobState {
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly requestId: RequestId
  readonly modelId: string
  readonly priceId: string
  readonly provider: Provider
  readonly admittedAt: Date
}

/** The ledger's entry of a finished job: its one image at the price that was reserved, or nothing. */
export function toJobEvent(job: JobFacts, { outcome, chargedNanos }: Finish, now: Date): UsageEvent {
  const completed = outcome.kind === 'completed'
  return {
    accountId: job.accountId,
    admittedAt: job.admittedAt,
    id: job.requestId,
    keyId: job.keyId,
    endpoint: '/jobs/images',
    modelId: job.modelId,
    priceId: job.priceId,
    status: completed ? 'succeeded' : 'failed',
    httpStatus: httpStatusOf(outcome),
    errorCode: completed ? null : outcome.error.code,
    inputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    images: completed ? 1 : 0,
    costNanos: chargedNanos,
    inputCostNanos: 0n,
    reservedNanos: job.reservedNanos,
    absorbedNanos: 0n,
    estimated: false,
    streamed: false,
    provider: job.provider,
    upstreamId: job.upstreamJobId,
    // A clock that was moved on lets a job grow older than any can be.
    latencyMs: Math.min(Math.max(0, now.getTime() - job.admittedAt.getTime()), JOB_LIFE_MS),
    ttftMs: null,
  }
}
