import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { at, count, idText, nanos } from './columns'

/** Where two things that must be equal were not, as they were found. */
export interface StoredDifference {
  readonly accountId: string
  readonly what: string
  readonly expected: string
  readonly actual: string
}

/**
 * One comparison of a period's events, rollups, shards, invoices and Stripe's invoices, over all accounts: what was found, never
 * changed. Platform time.
 */
export const reconciliations = pgTable(
  'reconciliations',
  {
    id: idText('id').primaryKey(),
    period: text('period').notNull(),
    at: at('at').notNull(),
    /** Whether the period's invoices were out: before that only the ledger is compared. */
    invoiced: boolean('invoiced').notNull(),
    accounts: integer('accounts').notNull(),
    /** Sum over all accounts, to show how much was compared; the comparison itself is account by account. */
    totalNanos: nanos('total_nanos').notNull(),
    invoicedCents: count('invoiced_cents').notNull(),
    /** How many there are; `firstDifferences` holds the first hundred. */
    differences: integer('differences').notNull(),
    firstDifferences: jsonb('first_differences').$type<readonly StoredDifference[]>().notNull(),
  },
  // The latest of a period is looked up.
  t => [index('reconciliations_period_idx').on(t.period, t.at)],
)
