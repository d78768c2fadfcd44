import { sql, type SQL } from 'drizzle-orm'
import type { Allowed, Grouping } from '@/lib/usage/filter'

/** SQL: whether a row `u`, of events or of anything summed from them, passes a filter. */
export function allows({ keyIds, endpoints, modelIds, statuses }: Allowed): SQL {
  const among = (column: string, values: readonly string[] | null) =>
    values && sql`${sql.raw(column)} = ANY (${sql.param([...values])}::text[])`
  const conditions = [
    among('u.key_id', keyIds),
    among('u.endpoint', endpoints),
    among('u.model_id', modelIds),
    among('u.status', statuses),
  ].filter(condition => condition !== null)
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `)
}

/** SQL: what a row `u` is grouped by; kinds are endpoints here. */
export function groupSql(group: Grouping | null): SQL {
  if (group === null) return sql`''`
  const columns = {
    key: 'key_id',
    endpoint: 'endpoint',
    model: 'model_id',
    kind: 'endpoint',
    status: 'status',
  }
  return sql.raw(`u.${columns[group]}`)
}

export function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}

export function instants(ats: readonly Date[]): SQL {
  return sql`${sql.param(ats.map(at => at.toISOString()))}::timestamptz[]`
}
