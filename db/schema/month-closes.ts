import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { at, count, nanos } from './columns'

/**
 * How the closing of a period goes, or went: one row per period, of the latest run. What it says follows from
 * the invoices; it is kept to be looked at. Platform time.
 */
export const monthCloses = pgTable('month_closes', {
  period: text('period').primaryKey(),
  /** `incomplete`: some bills could not be brought to their end; the next run tries them again. */
  state: text('state', { enum: ['running', 'done', 'incomplete'] }).notNull(),
  startedAt: at('started_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  /** Accounts that are to be billed. */
  accounts: integer('accounts').notNull(),
  /** Of these, how many this run has been through so far. */
  processed: integer('processed').notNull(),
  /** Bills that this run made or finished. */
  changed: integer('changed').notNull(),
  totalNanos: nanos('total_nanos').notNull(),
  totalCents: count('total_cents').notNull(),
  /** What became of the bills: count and cents by state. */
  states: jsonb('states')
    .$type<Record<string, { readonly count: number; readonly cents: number }>>()
    .notNull(),
  failures: integer('failures').notNull(),
  /** The first hundred. */
  firstFailures: jsonb('first_failures')
    .$type<readonly { readonly accountId: string; readonly reason: string }[]>()
    .notNull(),
})
