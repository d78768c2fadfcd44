import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { at, count, idText } from './columns'

/** A person. Reference table: `email` is unique across the platform (lower case, trimmed). We own the truth. */
export const users = pgTable(
  'users',
  {
    id: idText('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    image: text('image'),
    /** argon2id in PHC form; null for people who only sign in through a provider. */
    passwordHash: text('password_hash'),
    emailVerifiedAt: at('email_verified_at'),
    /** Operator of the platform: granted only by a command on the server. */
    isOperator: boolean('is_operator').notNull().default(false),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  t => [
    // One person per address, however it was typed.
    uniqueIndex('users_email_key').on(t.email),
    check('users_email_lower', sql`${t.email} = lower(${t.email})`),
  ],
)

/** A sign-in at GitHub or Google that belongs to a user. The provider owns the truth of `provider_account_id`. */
export const oauthAccounts = pgTable(
  'oauth_accounts',
  {
    provider: text('provider').notNull(),
    providerAccountId: text('provider_account_id').notNull(),
    userId: idText('user_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  t => [
    primaryKey({ name: 'oauth_accounts_pkey', columns: [t.provider, t.providerAccountId] }),
    foreignKey({ name: 'oauth_accounts_user_fk', columns: [t.userId], foreignColumns: [users.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** A signed-in browser. The JWT carries this id and every request checks the row, so a session can be ended at once. Real time. */
export const sessions = pgTable(
  'sessions',
  {
    id: idText('id').primaryKey(),
    userId: idText('user_id').notNull(),
    /** The account the switcher stands on; membership is checked on every request all the same. */
    accountId: idText('account_id'),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    userAgent: text('user_agent'),
    address: text('address'),
  },
  t => [
    foreignKey({ name: 'sessions_user_fk', columns: [t.userId], foreignColumns: [users.id] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * A mailed link for verifying an address or setting a new password. The link carries the id and a signature over it made
 * with LINK_SECRET, so nothing that opens an account is stored here or in the mail queue. Real time.
 */
export const authTokens = pgTable(
  'auth_tokens',
  {
    id: idText('id').primaryKey(),
    userId: idText('user_id').notNull(),
    purpose: text('purpose', { enum: ['verify_email', 'reset_password'] }).notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
  },
  t => [
    foreignKey({ name: 'auth_tokens_user_fk', columns: [t.userId], foreignColumns: [users.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** Counters of sign-in, sign-up, reset and key attempts, in the shape rate-limiter-flexible's Postgres store uses. */
export const attemptCounters = pgTable('attempt_counters', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  /** Unix milliseconds. */
  expire: count('expire'),
})
