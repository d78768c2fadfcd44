import { enqueue, readyToEnqueue } from '@/db/queues'
import { isDataError, isRetryable, transaction, type Sql } from '@/db/transaction'
import type { Db } from '@/db/client'
import { locks } from '@/db/locks'
import type { Provider } from '@/lib/env-variables'
import { GatewayFenced, JOBS_GATEWAY } from '@/lib/gateways/fenced'
import type { AccountId, GatewayId, JobId, KeyId, RequestId } from '@/lib/ids'
import { JOB_LIFE_MS } from '@/lib/jobs/job'
import type { JobRef } from '@/lib/jobs/ref'
import type { JobBody } from '@/lib/jobs/request'
import { takeFrom, type Taking } from '@/lib/jobs/reservation'
import { isSame, type Rights } from '@/lib/jobs/rights'
import { lockShards, storeShards } from '@/lib/limits/leases/commands'
import type { Nanos } from '@/lib/money'
import { periodOf } from '@/lib/period'
import { ledgerLock } from '@/lib/usage/ledger-lock'

/** A job as it is taken on; every part of it is decided by then. */
export interface Submission {
  readonly id: JobId
  readonly requestId: RequestId
  readonly accountId: AccountId
  readonly keyId: KeyId
  /** By what the caller was let in. */
  readonly rights: Rights
  readonly modelId: string
  readonly priceId: string
  readonly provider: Provider
  readonly body: JobBody
  /** Its whole price, the one image at the price of its admission. */
  readonly nanos: Nanos
  /** Platform time. */
  readonly admittedAt: Date
}

export type SubmissionOutcome =
  | { readonly kind: 'submitted' }
  /** The period is closing or closed. */
  | { readonly kind: 'barred' }
  /** The account or the key is not what it was: judge it anew. */
  | { readonly kind: 'changed' }
  | Extract<Taking, { kind: 'short' }>

/** The ledger broke off in the middle of the commit: the job may have been taken on or not. */
export class SubmissionUnknown extends Error {
  override name = 'SubmissionUnknown'
}

const attempts = 5

/**
 * Takes a job on, in one transaction: its price moves from the account's and the key's budget into the shards of gateway
 * `jobs`, its row is written, its queue told. Rights and limits are those in force at the commit, held still until then; and
 * a period that is closing either waits for the job or bars it. The same submission twice is one job.
 * @throws GatewayFenced, SubmissionUnknown; after any other error there is no job
 */
export async function submitJob(
  db: Db,
  gatewayId: GatewayId,
  submission: Submission,
): Promise<SubmissionOutcome> {
  await readyToEnqueue(db)
  for (let attempt = 1, unknown = false; ; attempt += 1) {
    let committing = false
    try {
      return await transaction(
        db,
        async client => {
          const outcome = await submitIn(db, client, gatewayId, submission, unknown)
          committing = outcome.kind === 'submitted'
          return outcome
        },
        { lock: { key: locks.ledger, mode: ledgerLock.settle } },
      )
    } catch (error) {
      unknown ||= committing && !isRetryable(error) && !isDataError(error)
      if (isRetryable(error) && attempt < attempts) continue
      if (!unknown) throw error
      if (attempt > 1) throw new SubmissionUnknown('the outcome of a commit is not known', { cause: error })
    }
  }
}

async function submitIn(
  db: Db,
  client: Sql,
  gatewayId: GatewayId,
  submission: Submission,
  again: boolean,
): Promise<SubmissionOutcome> {
  const { accountId, keyId, id, nanos, admittedAt } = submission
  const rights = await lockRights(client, gatewayId, submission)
  const part = { gatewayId: JOBS_GATEWAY, accountId, period: periodOf(admittedAt) } as const
  const scopes = (['account', keyId] as const).map(scope => ({ scope, seq: 0 }))
  const { states, barred } = await lockShards(client, part, scopes)
  // An attempt whose commit was not answered held the budgets until then: by now its row is there, or never will be.
  if (again && (await exists(client, accountId, id))) return { kind: 'submitted' }
  if (!isSame(rights, submission.rights)) return { kind: 'changed' }
  if (barred) return { kind: 'barred' }
  const taking = takeFrom(states, nanos)
  if (taking.kind === 'short') return taking
  await storeShards(client, part, taking.states)
  await insert(client, submission)
  await enqueue(db, client, 'image-jobs', { accountId, jobId: id } satisfies JobRef)
  return { kind: 'submitted' }
}

/**
 * Locks the gateway against fencing, and what the caller's rights and the account's limits hang on against change: whoever
 * takes a right or lowers a limit changes one of these rows, and so comes before this submission or after it. Submissions of
 * an account come one after the other anyway, for its budget; were the locks shared, one of them would always hold them in a
 * flood, and whoever takes the right away would wait until it ends.
 */
async function lockRights(
  client: Sql,
  gatewayId: GatewayId,
  { accountId, keyId }: Submission,
): Promise<Rights> {
  const { rows } = await client.query<RightsRow>({
    name: 'lock_rights',
    text: `WITH gateway AS MATERIALIZED (SELECT id FROM gateways WHERE id = $1 AND fenced_at IS NULL FOR KEY SHARE)
      SELECT a.standing, a.held_at, k.status, k.expires_at, k.permissions, k.secret_hash
      FROM gateway CROSS JOIN accounts a JOIN api_keys k ON k.account_id = a.account_id
      WHERE a.account_id = $2 AND k.id = $3 FOR NO KEY UPDATE OF a, k`,
    values: [gatewayId, accountId, keyId],
  })
  const [row] = rows
  if (!row) throw new GatewayFenced(gatewayId)
  return {
    standing: row.standing,
    heldAt: row.held_at,
    status: row.status,
    expiresAt: row.expires_at,
    permissions: row.permissions,
    secretHash: row.secret_hash,
  }
}

async function exists(client: Sql, accountId: AccountId, id: JobId): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM jobs WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
  ])
  return rowCount === 1
}

async function insert(client: Sql, submission: Submission): Promise<void> {
  const { admittedAt } = submission
  await client.query({
    name: 'insert_job',
    text: `INSERT INTO jobs (account_id, id, request_id, key_id, model_id, price_id, provider, status, request,
        reserved_nanos, admitted_at, deadline_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'QUEUED', $8::jsonb, $9, $10, $11)`,
    values: [
      submission.accountId,
      submission.id,
      submission.requestId,
      submission.keyId,
      submission.modelId,
      submission.priceId,
      submission.provider,
      JSON.stringify(submission.body),
      submission.nanos.toString(),
      admittedAt.toISOString(),
      new Date(admittedAt.getTime() + JOB_LIFE_MS).toISOString(),
    ],
  })
}

interface RightsRow {
  readonly standing: Rights['standing']
  readonly held_at: Date | null
  readonly status: Rights['status']
  readonly expires_at: Date | null
  readonly permissions: readonly string[]
  readonly secret_hash: string
}
