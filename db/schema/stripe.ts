import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import { accountId, at, idText, nanos } from './columns'

/** From a Stripe id to our account: the one place that knows it without the account. */
export const stripeLookup = pgTable('stripe_lookup', {
  stripeId: text('stripe_id').primaryKey(),
  kind: text('kind', {
    enum: ['customer', 'checkout_session', 'invoice', 'payment_method', 'tax_id'],
  }).notNull(),
  accountId: accountId(),
})

/** The webhook inbox: every verified event, known type or not. Stripe owns the payload; we refetch rather than trust it. Real time. */
export const stripeEvents = pgTable(
  'stripe_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    apiVersion: text('api_version'),
    /** The id of the object it tells of. */
    objectId: text('object_id'),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    createdAt: at('created_at').notNull(),
    receivedAt: at('received_at').notNull(),
    /** Set in the transaction of its work. */
    processedAt: at('processed_at'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull(),
    lastError: text('last_error'),
    /** `sweep`: no delivery of it ever came; the daily comparison found it. */
    source: text('source', { enum: ['webhook', 'sweep'] })
      .notNull()
      .default('webhook'),
    /** When an operator last had it processed again. */
    replayedAt: at('replayed_at'),
    replayedBy: idText('replayed_by'),
  },
  t => [
    index('stripe_events_due_idx').on(t.processedAt, t.nextAttemptAt),
    // One look at an object serves every event about it that is waiting.
    index('stripe_events_object_idx').on(t.objectId, t.processedAt),
    index('stripe_events_received_idx').on(t.receivedAt, t.id),
    index('stripe_events_type_idx').on(t.type, t.receivedAt, t.id),
  ],
)

/**
 * A comparison with Stripe that came to its end: every event that Stripe made until then and that the sweep asks for is in the
 * inbox. Append only. Platform time.
 */
export const stripeSweeps = pgTable('stripe_sweeps', {
  until: at('until').primaryKey(),
  missedEvents: integer('missed_events').notNull(),
  /** Accounts and invoices that were put right, and those that could not be compared. */
  repaired: integer('repaired').notNull(),
  failed: integer('failed').notNull(),
})

/** A set-up of billing that someone began: the return from Checkout finds its account here, never in the URL. */
export const setupSessions = pgTable(
  'setup_sessions',
  {
    accountId: accountId(),
    /** Stripe's `cs_…`. */
    id: text('id').notNull(),
    startedBy: idText('started_by').notNull(),
    status: text('status', { enum: ['open', 'complete', 'expired'] }).notNull(),
    /** The monthly limit chosen beside Set Up Billing, applied on completion; null: leave as it is. */
    initialLimitNanos: nanos('initial_limit_nanos'),
    createdAt: at('created_at').notNull(),
    completedAt: at('completed_at'),
  },
  t => [
    primaryKey({ name: 'setup_sessions_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'setup_sessions_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
  ],
)

/** A saved card as Stripe describes it; never its number. */
export const paymentMethods = pgTable(
  'payment_methods',
  {
    accountId: accountId(),
    /** Stripe's `pm_…`. */
    id: text('id').notNull(),
    brand: text('brand').notNull(),
    lastFour: text('last_four').notNull(),
    expMonth: integer('exp_month').notNull(),
    expYear: integer('exp_year').notNull(),
    isDefault: boolean('is_default').notNull(),
    createdAt: at('created_at').notNull(),
    detachedAt: at('detached_at'),
  },
  t => [
    primaryKey({ name: 'payment_methods_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'payment_methods_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
  ],
)

/** A tax id as Stripe describes it. */
export interface StoredTaxId {
  /** Stripe's `txi_…`. */
  readonly id: string
  /** `eu_vat`, … */
  readonly type: string
  readonly value: string
  /** What the tax office said of it; `unavailable` where none is asked. */
  readonly status: 'pending' | 'verified' | 'unverified' | 'unavailable'
}

/** What an account's coming invoices say of it: a copy of what stands at Stripe's customer, which owns the truth. An issued invoice keeps its own. */
export const billingDetails = pgTable(
  'billing_details',
  {
    accountId: accountId(),
    /** The name that invoices are made out to. */
    company: text('company'),
    line1: text('line1'),
    line2: text('line2'),
    city: text('city'),
    state: text('state'),
    postalCode: text('postal_code'),
    /** ISO 3166-1 alpha-2. */
    country: text('country'),
    taxIds: jsonb('tax_ids').$type<readonly StoredTaxId[]>().notNull().default([]),
    /** The customer's own order number, printed on every invoice. */
    poNumber: text('po_number'),
    updatedAt: at('updated_at').notNull(),
  },
  t => [
    primaryKey({ name: 'billing_details_pkey', columns: [t.accountId] }),
    foreignKey({
      name: 'billing_details_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
  ],
)
