import type { Provider } from '@/lib/env-variables'
import type { AccountId, KeyId, RequestId } from '@/lib/ids'
import type { JobFacts } from '@/lib/jobs/event'
import type { JobStatus } from '@/lib/jobs/job'

/** Locks a job. Parameters: account, job. */
export const lockJobSql = `
SELECT account_id, key_id, request_id, model_id, price_id, provider, status, attempts, claimed_until, upstream_job_id,
  reserved_nanos, admitted_at, deadline_at
FROM jobs WHERE account_id = $1 AND id = $2 FOR UPDATE`

export interface JobRow {
  readonly account_id: AccountId
  readonly key_id: KeyId
  readonly request_id: RequestId
  readonly model_id: string
  readonly price_id: string
  readonly provider: Provider
  readonly status: JobStatus
  readonly attempts: number
  readonly claimed_until: Date | null
  readonly upstream_job_id: string | null
  readonly reserved_nanos: string
  readonly admitted_at: Date
  readonly deadline_at: Date
}

export function toJobFacts(row: JobRow): JobFacts {
  return {
    accountId: row.account_id,
    keyId: row.key_id,
    requestId: row.request_id,
    modelId: row.model_id,
    priceId: row.price_id,
    provider: row.provider,
    status: row.status,
    attempts: row.attempts,
    claimedUntil: row.claimed_until,
    upstreamJobId: row.upstream_job_id,
    reservedNanos: BigInt(row.reserved_nanos),
    admittedAt: row.admitted_at,
    deadlineAt: row.deadline_at,
  }
}
