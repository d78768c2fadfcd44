import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import { accountId, at, idText } from './columns'

export const permissions = ['text_generation', 'image_generation', 'character_info', 'user_info'] as const

/** An API key. The secret itself is never stored: only its hash (here and in `key_lookup`), prefix and last four. Deleted keys stay, for history. */
export const apiKeys = pgTable(
  'api_keys',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    name: text('name').notNull(),
    permissions: text('permissions', { enum: permissions }).array().notNull(),
    /** `active` and `disabled` switch back and forth; `deleted` is final. Expiry is judged by `expires_at`, not stored as a status. */
    status: text('status', { enum: ['active', 'disabled', 'deleted'] }).notNull(),
    /** SHA-256 of the secret, hex. */
    secretHash: text('secret_hash').notNull(),
    secretPrefix: text('secret_prefix').notNull(),
    secretLastFour: text('secret_last_four').notNull(),
    expiresAt: at('expires_at'),
    /** Lower rate limits than the account's; null: the account's. */
    requestsPerMinute: integer('requests_per_minute'),
    tokensPerMinute: integer('tokens_per_minute'),
    createdBy: idText('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    regeneratedAt: at('regenerated_at'),
    deletedAt: at('deleted_at'),
    /** Platform time, at the grain of a minute. */
    lastUsedAt: at('last_used_at'),
  },
  t => [
    primaryKey({ name: 'api_keys_pkey', columns: [t.accountId, t.id] }),
    foreignKey({ name: 'api_keys_account_fk', columns: [t.accountId], foreignColumns: [accounts.accountId] }),
  ],
)

/** From a secret's hash to its key: the one place that knows it without the account. Rows exist only for secrets that count. */
export const keyLookup = pgTable('key_lookup', {
  hash: text('hash').primaryKey(),
  accountId: accountId(),
  keyId: idText('key_id').notNull(),
})

/**
 * A key that reads an account's usage and costs, and opens nothing else. As with API keys, only hash, prefix and last four are
 * kept of the secret. Revoking is final; the row stays, for history.
 */
export const adminKeys = pgTable(
  'admin_keys',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    name: text('name').notNull(),
    /** SHA-256 of the secret, hex. */
    secretHash: text('secret_hash').notNull(),
    secretPrefix: text('secret_prefix').notNull(),
    secretLastFour: text('secret_last_four').notNull(),
    createdBy: idText('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    revokedAt: at('revoked_at'),
    /** Platform time, at the grain of a minute. */
    lastUsedAt: at('last_used_at'),
  },
  t => [
    primaryKey({ name: 'admin_keys_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'admin_keys_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
  ],
)

/** From an admin secret's hash to its key, as `key_lookup`. A table of its own: no query can take one kind of key for the other. */
export const adminKeyLookup = pgTable('admin_key_lookup', {
  hash: text('hash').primaryKey(),
  accountId: accountId(),
  adminKeyId: idText('admin_key_id').notNull(),
})
