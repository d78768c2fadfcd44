import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { isRetryable, transaction, type Sql } from '@/db/transaction'
import type { Db, Tx } from '@/db/client'
import { locks } from '@/db/locks'
import { jobs } from '@/db/schema'
import { forEachConcurrently } from '@/lib/concurrently'
import type { Provider } from '@/lib/env-variables'
import { JOBS_GATEWAY } from '@/lib/gateways/fenced'
import type { AccountId, JobId } from '@/lib/ids'
import { toJobEvent, type JobFacts } from '@/lib/jobs/event'
import {
  accept,
  claim,
  expired as outOfTime,
  finish,
  putBack,
  type Finish,
  type JobOutcome,
  type JobState,
} from '@/lib/jobs/job'
import { lockJobSql, toJobFacts, type JobRow } from '@/lib/jobs/row'
import { claimMsOf } from '@/lib/jobs/providers'
import type { JobRef } from '@/lib/jobs/ref'
import { returnTo } from '@/lib/jobs/reservation'
import { lockShards, storeShards } from '@/lib/limits/leases/commands'
import { periodOf } from '@/lib/period'
import { settleIn } from '@/lib/usage/commands'
import { ledgerLock } from '@/lib/usage/ledger-lock'

export type StoredJob = Omit<typeof jobs.$inferSelect, 'provider'> & { readonly provider: Provider }

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly job: StoredJob }
  | { readonly kind: 'busy' }
  | { readonly kind: 'finished' }

/** Takes a job up, for as long as `claimMsOf` says of its provider: until then no other worker gets it, unless it is put back. */
export async function claimJob(db: Db, ref: JobRef): Promise<ClaimOutcome> {
  return db.transaction(async tx => {
    const job = await lock(tx, ref)
    const claimed = claim(job, job.realNow, claimMsOf(job.provider))
    if (claimed.kind !== 'claimed') return claimed
    return { kind: 'claimed', job: await store(tx, job, claimed.state) }
  })
}

/** Keeps the provider's id of a job, so that from then on it is asked for and never submitted again. Answers with the id that counts. */
export async function acceptJob(db: Db, ref: JobRef, upstreamJobId: string): Promise<string> {
  return db.transaction(async tx => {
    const job = await lock(tx, ref)
    return (await store(tx, job, accept(job, upstreamJobId))).upstreamJobId ?? upstreamJobId
  })
}

/** Lets go of a job that is not done, for whoever takes it up next. */
export async function putJobBack(db: Db, ref: JobRef, attempt: number): Promise<void> {
  await db.transaction(async tx => {
    const job = await lock(tx, ref)
    await store(tx, job, putBack(job, attempt))
  })
}

/**
 * Ends a job in one transaction: its event, what it cost in the shards of gateway `jobs`, the rest of its reservation back to
 * its budgets, its row without the prompt. Null: it was over already, and nothing changes. One that ends after its period has
 * closed is recorded and waived. `now` is platform time.
 */
export async function finishJob(db: Db, ref: JobRef, outcome: JobOutcome, now: Date): Promise<Finish | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(db, client => finishIn(client, ref, outcome, now), {
        lock: { key: locks.ledger, mode: ledgerLock.settle },
      })
    } catch (error) {
      if (!isRetryable(error) || attempt === 5) throw error
    }
  }
}

/** Jobs that were failed now because their time was up, and what went wrong with those that could not be. */
export interface Expiry {
  readonly expired: readonly JobRef[]
  readonly failures: readonly unknown[]
}

/** Fails every job that is past its deadline, whoever has it or has lost it; one that cannot be failed keeps none of the others. */
export async function expireJobs(db: Db, now: Date): Promise<Expiry> {
  const expired: JobRef[] = []
  const failures: unknown[] = []
  for (;;) {
    const overdue = await listOverdue(db, now)
    await forEachConcurrently(overdue, 4, async ref => {
      try {
        if (await finishJob(db, ref, { kind: 'failed', error: outOfTime }, now)) expired.push(ref)
      } catch (error) {
        failures.push(error)
      }
    })
    if (failures.length > 0 || overdue.length < EXPIRED_AT_ONCE) return { expired, failures }
  }
}

const EXPIRED_AT_ONCE = 500

async function listOverdue(db: Db, now: Date): Promise<JobRef[]> {
  const rows = await db
    .select({ accountId: jobs.accountId, jobId: jobs.id })
    .from(jobs)
    .where(and(inArray(jobs.status, ['QUEUED', 'PROCESSING']), lte(jobs.deadlineAt, now)))
    .orderBy(asc(jobs.admittedAt), asc(jobs.id))
    .limit(EXPIRED_AT_ONCE)
  return rows.map(row => ({ accountId: row.accountId as AccountId, jobId: row.jobId as JobId }))
}

/** Lock order: the job, then gateway, budgets and shards as everywhere. */
async function finishIn(client: Sql, ref: JobRef, outcome: JobOutcome, now: Date): Promise<Finish | null> {
  const { rows } = await client.query<JobRow>({
    name: 'lock_job',
    text: lockJobSql,
    values: [ref.accountId, ref.jobId],
  })
  const [row] = rows
  if (!row) throw new Error(`${ref.jobId} does not exist`)
  const job = toJobFacts(row)
  const finished = finish(job, outcome, now)
  if (!finished) return null
  await settleAndReturn(client, job, finished, now)
  await client.query({
    name: 'finish_job',
    text: `UPDATE jobs SET status = $3, request = NULL, result = $4::jsonb, error_code = $5, error = $6,
        claimed_until = NULL, finished_at = $7 WHERE account_id = $1 AND id = $2`,
    values: [
      ref.accountId,
      ref.jobId,
      finished.state.status,
      ...endingOf(finished.outcome),
      now.toISOString(),
    ],
  })
  return finished
}

async function settleAndReturn(client: Sql, job: JobFacts, finished: Finish, now: Date): Promise<void> {
  const { accountId, keyId, requestId, admittedAt, reservedNanos } = job
  const part = { gatewayId: JOBS_GATEWAY, accountId, period: periodOf(admittedAt) } as const
  const scopes = (['account', keyId] as const).map(scope => ({ scope, seq: 1 }))
  const { states } = await lockShards(client, part, scopes)
  const settled = (await settleIn(client, JOBS_GATEWAY, [toJobEvent(job, finished, now)], now)).get(requestId)
  if (!settled || settled.duplicate) throw new Error(`${requestId} has an event although its job was open`)
  const after = states.map(state => ({ ...state, spentNanos: state.spentNanos + settled.costNanos }))
  await storeShards(client, part, returnTo(after, reservedNanos - settled.costNanos))
}

/** Result, code and message of the error, as they are bound. */
function endingOf(outcome: JobOutcome): [string | null, string | null, string | null] {
  return outcome.kind === 'completed'
    ? [JSON.stringify(outcome.result), null, null]
    : [null, outcome.error.code, outcome.error.message]
}

type LockedJob = StoredJob & { readonly realNow: Date }

async function lock(tx: Tx, { accountId, jobId }: JobRef): Promise<LockedJob> {
  const [row] = await tx
    .select({ job: jobs, realNow: sql<Date>`clock_timestamp()`.mapWith(jobs.admittedAt) })
    .from(jobs)
    .where(and(eq(jobs.accountId, accountId), eq(jobs.id, jobId)))
    .for('update')
  if (!row) throw new Error(`${jobId} does not exist`)
  // Only `submitJob` writes rows.
  return { ...row.job, provider: row.job.provider as Provider, realNow: row.realNow }
}

/** Stores what a step changed, and answers with the row as it is then. */
async function store(tx: Tx, job: LockedJob, state: JobState): Promise<StoredJob> {
  const { status, attempts, claimedUntil, upstreamJobId } = state
  const changes = { status, attempts, claimedUntil, upstreamJobId }
  if (state !== job)
    await tx
      .update(jobs)
      .set(changes)
      .where(and(eq(jobs.accountId, job.accountId), eq(jobs.id, job.id)))
  return { ...job, ...changes }
}
