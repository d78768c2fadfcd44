import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import { accountId, at, count, idText, nanos } from './columns'

/** The only source of limits. `scope` is `account` or a key's id; `limit_nanos` null: unlimited, 0: nothing may be spent. */
export const spendLimits = pgTable(
  'spend_limits',
  {
    accountId: accountId(),
    scope: idText('scope').notNull(),
    limitNanos: nanos('limit_nanos'),
    updatedAt: at('updated_at').notNull(),
    updatedBy: idText('updated_by'),
  },
  t => [
    primaryKey({ name: 'spend_limits_pkey', columns: [t.accountId, t.scope] }),
    foreignKey({
      name: 'spend_limits_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
    check('spend_limits_not_negative', sql`${t.limitNanos} >= 0`),
  ],
)

/** How much of a scope's limit is handed out to gateways in a period; the sum of its shards' `granted_nanos`. Created when first needed. */
export const budgets = pgTable(
  'budgets',
  {
    accountId: accountId(),
    scope: idText('scope').notNull(),
    period: text('period').notNull(),
    allocatedNanos: nanos('allocated_nanos').notNull(),
  },
  t => [
    primaryKey({ name: 'budgets_pkey', columns: [t.accountId, t.scope, t.period] }),
    check('budgets_not_negative', sql`${t.allocatedNanos} >= 0`),
  ],
)

/** One gateway's part of a budget. Never deleted: `spent_nanos` is history. Lease and give-back carry the `seq` they saw and apply at most once. */
export const budgetShards = pgTable(
  'budget_shards',
  {
    accountId: accountId(),
    scope: idText('scope').notNull(),
    period: text('period').notNull(),
    gatewayId: idText('gateway_id').notNull(),
    grantedNanos: nanos('granted_nanos').notNull(),
    spentNanos: nanos('spent_nanos').notNull(),
    seq: count('seq').notNull(),
  },
  t => [
    primaryKey({ name: 'budget_shards_pkey', columns: [t.accountId, t.scope, t.period, t.gatewayId] }),
    foreignKey({
      name: 'budget_shards_budget_fk',
      columns: [t.accountId, t.scope, t.period],
      foreignColumns: [budgets.accountId, budgets.scope, budgets.period],
    }),
    // Reclaiming starts from the gateway. Grants and spend are not indexed, so updates stay cheap.
    index('budget_shards_gateway_idx').on(t.gatewayId, t.accountId),
    // What every account has spent in a month, for operators.
    index('budget_shards_period_idx')
      .on(t.period, t.accountId)
      .where(sql`scope = 'account'`),
    check('budget_shards_within_grant', sql`${t.spentNanos} >= 0 and ${t.spentNanos} <= ${t.grantedNanos}`),
  ],
)

/** A gateway process, from its start to its end; the row `jobs` stands for the worker's. All times are real time. */
export const gateways = pgTable('gateways', {
  id: idText('id').primaryKey(),
  kind: text('kind', { enum: ['gateway', 'jobs'] }).notNull(),
  startedAt: at('started_at').notNull(),
  heartbeatAt: at('heartbeat_at').notNull(),
  /** Set once: by itself on a clean stop, by others when its heartbeat stayed away. A fenced gateway may not lease, settle or give back. */
  fencedAt: at('fenced_at'),
  /** Its unspent grants went back. */
  reclaimedAt: at('reclaimed_at'),
  /** The last control change it has applied. */
  ackedEpoch: count('acked_epoch').notNull(),
  /** The oldest period it holds a reservation of, as of `acked_epoch`; null: none. */
  oldestReservedPeriod: text('oldest_reserved_period'),
  /** How long it may stay silent, agreed at its start: it ends itself in that time, others fence it after. Null: never (`jobs`). */
  fenceAfterMs: integer('fence_after_ms'),
})

/** What a gateway says of the rates it grants, for the other gateways; of the last minute, and worth nothing after it. */
export const gatewayRates = pgTable('gateway_rates', {
  gatewayId: idText('gateway_id').primaryKey(),
  /** By meter: units granted and wanted, and milliseconds until none are left in the minute. */
  reports: jsonb('reports').notNull(),
  at: at('at').notNull(),
})

/** A billing period's life: `closing` bars new reservations, `closed` waives whatever comes later. No row: open. */
export const periods = pgTable('periods', {
  period: text('period').primaryKey(),
  state: text('state', { enum: ['open', 'closing', 'closed'] }).notNull(),
  closingAt: at('closing_at'),
  /** The control change that barred it: a gateway that has acknowledged it reserves nothing more here. */
  closingEpoch: count('closing_epoch'),
  closedAt: at('closed_at'),
  /** When every account's bill of the period was issued or found to be nothing: the month close has no more to do here. */
  invoicedAt: at('invoiced_at'),
})

/** The platform's one control row: how far its time is ahead of the database's (0 in live mode), and the number of the last control change. */
export const controlState = pgTable('control_state', {
  id: integer('id').primaryKey(),
  clockOffsetMs: count('clock_offset_ms').notNull(),
  epoch: count('epoch').notNull(),
})

/** What changed under the gateways' feet: written with the change, numbered under the control row's lock, so that numbers appear in order. */
export const controlChanges = pgTable('control_changes', {
  epoch: count('epoch').primaryKey(),
  kind: text('kind', { enum: ['account', 'clock', 'period', 'catalog'] }).notNull(),
  /** Null for changes that concern everyone. */
  accountId: idText('account_id'),
  at: at('at').notNull(),
})

/**
 * How often a free account read characters on the day (of UTC, its start) that it last did: one row per account, which begins anew with the day.
 */
export const characterReads = pgTable(
  'character_reads',
  {
    accountId: accountId(),
    day: at('day').notNull(),
    reads: integer('reads').notNull(),
  },
  t => [
    primaryKey({ name: 'character_reads_pkey', columns: [t.accountId] }),
    foreignKey({
      name: 'character_reads_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
  ],
)
