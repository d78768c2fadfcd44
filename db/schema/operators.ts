import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { at, idText } from './columns'

/** What concerns the platform and no one account: who became an operator, webhooks of nobody's that were replayed. Append only. Platform time. */
export const operatorLog = pgTable(
  'operator_log',
  {
    id: idText('id').primaryKey(),
    /** Null where it was done by a command on the server. */
    actorUserId: idText('actor_user_id'),
    action: text('action').notNull(),
    target: text('target'),
    details: jsonb('details').$type<Record<string, string | number | boolean | null>>().notNull().default({}),
    at: at('at').notNull(),
  },
  t => [index('operator_log_time_idx').on(t.at, t.id)],
)
