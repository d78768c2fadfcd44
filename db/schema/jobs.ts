import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import { accountId, at, idText, nanos } from './columns'

export const jobStatuses = ['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED'] as const

/**
 * An asynchronous image job: reserved at submission in the shard of gateway `jobs`, charged on completion, released on failure
 * or after 60 minutes. Ids sort by the time of submission. The worker alone changes a row, in the transaction that also
 * settles its event.
 */
export const jobs = pgTable(
  'jobs',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    /** The event it becomes, and what the provider knows it by. */
    requestId: idText('request_id').notNull(),
    keyId: idText('key_id').notNull(),
    modelId: idText('model_id').notNull(),
    /** The price at admission. */
    priceId: idText('price_id').notNull(),
    provider: text('provider').notNull(),
    status: text('status', { enum: jobStatuses }).notNull(),
    /** What the provider is sent, prompt included; gone with the end of the job. */
    request: jsonb('request').$type<Record<string, unknown>>(),
    result: jsonb('result').$type<{ url: string; width: number; height: number; seed: number }>(),
    errorCode: text('error_code'),
    error: text('error'),
    /** How often a worker took it up. */
    attempts: integer('attempts').notNull().default(0),
    /** Real time until which one worker has it to itself; null: none has. */
    claimedUntil: at('claimed_until'),
    /** The provider's own id of the job: from then on it is asked for, not submitted again. */
    upstreamJobId: text('upstream_job_id'),
    reservedNanos: nanos('reserved_nanos').notNull(),
    /** Platform time; decides the period. */
    admittedAt: at('admitted_at').notNull(),
    deadlineAt: at('deadline_at').notNull(),
    finishedAt: at('finished_at'),
  },
  t => [
    primaryKey({ name: 'jobs_pkey', columns: [t.accountId, t.id] }),
    foreignKey({ name: 'jobs_account_fk', columns: [t.accountId], foreignColumns: [accounts.accountId] }),
    // Expiry and the close of a period look for open jobs, over all accounts; there are never many.
    index('jobs_open_idx')
      .on(t.admittedAt)
      .where(sql`status in ('QUEUED', 'PROCESSING')`),
    check('jobs_prompt_not_kept', sql`${t.request} is null or ${t.status} in ('QUEUED', 'PROCESSING')`),
    check('jobs_result_if_completed', sql`(${t.result} is not null) = (${t.status} = 'COMPLETED')`),
  ],
)
