import { foreignKey, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { members } from './accounts'
import { accountId, at, idText } from './columns'

/** A state of the usage page that a member gave a name: theirs alone, gone with the membership. The page owns what the query means. */
export const savedViews = pgTable(
  'saved_views',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    userId: idText('user_id').notNull(),
    name: text('name').notNull(),
    /** The page's query string; empty for its default state. */
    query: text('query').notNull(),
    createdAt: at('created_at').notNull(),
  },
  t => [
    primaryKey({ name: 'saved_views_pkey', columns: [t.accountId, t.id] }),
    // A name leads a member to one view; saving under it again replaces what it leads to.
    uniqueIndex('saved_views_name_key').on(t.accountId, t.userId, t.name),
    foreignKey({
      name: 'saved_views_member_fk',
      columns: [t.accountId, t.userId],
      foreignColumns: [members.accountId, members.userId],
    }).onDelete('cascade'),
  ],
)
