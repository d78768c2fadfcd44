import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import { accountId, at, idText, nanos } from './columns'

/** An asynchronous image job: reserved at submission in the shard of gateway `jobs`, charged on completion, released on failure or after 60 minutes. */
export const jobs = pgTable(
  'jobs',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    requestId: idText('request_id').notNull(),
    keyId: idText('key_id').notNull(),
    modelId: idText('model_id').notNull(),
    priceId: idText('price_id').notNull(),
    status: text('status', { enum: ['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED'] }).notNull(),
    request: jsonb('request').$type<Record<string, unknown>>().notNull(),
    result: jsonb('result').$type<{ url: string; width: number; height: number; seed: number }>(),
    error: text('error'),
    attempts: integer('attempts').notNull().default(0),
    reservedNanos: nanos('reserved_nanos').notNull(),
    /** Platform time; decides the period. */
    admittedAt: at('admitted_at').notNull(),
    deadlineAt: at('deadline_at').notNull(),
    finishedAt: at('finished_at'),
  },
  t => [
    primaryKey({ name: 'jobs_pkey', columns: [t.accountId, t.id] }),
    foreignKey({ name: 'jobs_account_fk', columns: [t.accountId], foreignColumns: [accounts.accountId] }),
    index('jobs_newest_idx').on(t.accountId, t.admittedAt, t.id),
  ],
)
