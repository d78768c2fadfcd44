import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { accountId, at, idText, nanos } from './columns'
import { users } from './identity'

export const standings = ['free', 'active', 'past_due', 'suspended'] as const
export const roles = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const

/**
 * A customer: who owns keys, usage and invoices. `standing` is derived (invoices, payment method, disputes, hold) and
 * stored for the gateways; only `recomputeStanding` writes it. Stripe owns the truth about cards and customers.
 */
export const accounts = pgTable('accounts', {
  accountId: idText('account_id').primaryKey(),
  name: text('name').notNull(),
  standing: text('standing', { enum: standings }).notNull().default('free'),
  standingSince: at('standing_since').notNull(),
  /** When the oldest unpaid invoice first failed; the grace of seven days runs from here. */
  pastDueSince: at('past_due_since'),
  /** Held by an operator (fraud, dispute): generation is refused whatever the standing. */
  heldAt: at('held_at'),
  holdReason: text('hold_reason'),
  /** The operator's ceiling on a month's spend; the effective limit is the lower of it and the account's own. */
  ceilingNanos: nanos('ceiling_nanos').notNull(),
  stripeCustomerId: text('stripe_customer_id'),
  /** The customer's balance as Stripe last said, in cents: positive is owed, negative is credit. What a deleted one had goes to its successor. Null: not known yet. */
  stripeBalanceCents: integer('stripe_balance_cents'),
  /** Gets documents (invoices, credits, receipts) instead of the owners, admins and billing members, and all other mail about money beside them; null: nobody else does. */
  billingEmail: text('billing_email'),
  billingSince: at('billing_since'),
  createdAt: at('created_at').notNull(),
})

/** A person's place in an account. */
export const members = pgTable(
  'members',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    userId: idText('user_id').notNull(),
    role: text('role', { enum: roles }).notNull(),
    createdAt: at('created_at').notNull(),
  },
  t => [
    primaryKey({ name: 'members_pkey', columns: [t.accountId, t.id] }),
    // A person has one role per account.
    uniqueIndex('members_account_user_key').on(t.accountId, t.userId),
    foreignKey({ name: 'members_account_fk', columns: [t.accountId], foreignColumns: [accounts.accountId] }),
    foreignKey({ name: 'members_user_fk', columns: [t.userId], foreignColumns: [users.id] }),
  ],
)

/** Which accounts a person belongs to: the look-up from user to tenant, written with the member row. */
export const userAccounts = pgTable(
  'user_accounts',
  { userId: idText('user_id').notNull(), accountId: accountId() },
  t => [
    primaryKey({ name: 'user_accounts_pkey', columns: [t.userId, t.accountId] }),
    foreignKey({ name: 'user_accounts_user_fk', columns: [t.userId], foreignColumns: [users.id] }),
  ],
)

/** What people and operators did. Append only. */
export const auditLog = pgTable(
  'audit_log',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    /** Null where the platform itself acted (month close, dunning). */
    actorUserId: idText('actor_user_id'),
    action: text('action').notNull(),
    target: text('target'),
    details: jsonb('details').$type<Record<string, string | number | boolean | null>>().notNull().default({}),
    at: at('at').notNull(),
  },
  t => [
    primaryKey({ name: 'audit_log_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'audit_log_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
    index('audit_log_at_idx').on(t.accountId, t.at, t.id),
    // Operators read it across accounts: all of it, by what was done, and by who did it.
    index('audit_log_time_idx').on(t.at, t.id),
    index('audit_log_action_idx').on(t.action, t.at, t.id),
    index('audit_log_actor_idx').on(t.actorUserId, t.at, t.id),
  ],
)
