import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '@/db/client'
import { operatorActs } from '@/lib/operators/acts'
import type { AuditEntry, AuditFilter } from '@/lib/operators/audit/entries'

/** What people, operators and the platform did, in every account and to the platform itself, latest first. */
export async function listAuditEntries(db: Db, filter: AuditFilter): Promise<AuditEntry[]> {
  const { limit } = filter
  const found = filter.search === '' ? null : await findSubjects(db, filter.search)
  const where = (own: SQL) => sql`${actedBy(filter)} AND ${after(filter)} AND ${own}`
  const accounts = found === null ? sql`true` : anyOf(found.accountIds, found.userIds)
  const platform = found === null ? sql`true` : among(sql`l.actor_user_id`, found.userIds)
  const { rows } = await db.execute<EntryRow>(sql`
    SELECT e.*, a.name AS account_name, u.name AS actor_name, u.email AS actor_email FROM (
      (SELECT l.account_id, l.id, l.actor_user_id, l.action, l.target, l.details, l.at
        FROM audit_log l WHERE ${where(accounts)} ORDER BY l.at DESC, l.id DESC LIMIT ${limit})
      UNION ALL
      (SELECT NULL, l.id, l.actor_user_id, l.action, l.target, l.details, l.at
        FROM operator_log l WHERE ${where(platform)} ORDER BY l.at DESC, l.id DESC LIMIT ${limit})
    ) AS e
    LEFT JOIN accounts a ON a.account_id = e.account_id LEFT JOIN users u ON u.id = e.actor_user_id
    ORDER BY e.at DESC, e.id DESC LIMIT ${limit}`)
  return rows.map(toEntry)
}

/** Accounts and people that a search means; at most 200 of each. */
async function findSubjects(db: Db, search: string): Promise<{ accountIds: string[]; userIds: string[] }> {
  if (/^acc_[0-9a-f]{32}$/.test(search)) return { accountIds: [search], userIds: [] }
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await db.execute<{ account_id: string | null; user_id: string | null }>(sql`
    (SELECT account_id, NULL AS user_id FROM accounts WHERE name ILIKE ${pattern} ORDER BY account_id LIMIT 200)
    UNION ALL
    (SELECT NULL, id FROM users WHERE email ILIKE ${pattern} OR name ILIKE ${pattern} ORDER BY id LIMIT 200)`)
  return {
    accountIds: rows.flatMap(row => row.account_id ?? []),
    userIds: rows.flatMap(row => row.user_id ?? []),
  }
}

function actedBy({ by, action }: AuditFilter): SQL {
  const named = action === null ? sql`true` : sql`l.action = ${action}`
  const operators = sql`l.action IN ${[...operatorActs]}`
  switch (by) {
    case 'all':
      return named
    case 'operators':
      return sql`${named} AND ${operators}`
    case 'members':
      return sql`${named} AND l.actor_user_id IS NOT NULL AND NOT (${operators})`
    case 'platform':
      return sql`${named} AND l.actor_user_id IS NULL AND NOT (${operators})`
  }
}

function after({ before }: AuditFilter): SQL {
  return before === null
    ? sql`true`
    : sql`(l.at, l.id) < (${before.at.toISOString()}::timestamptz, ${before.id})`
}

function anyOf(accountIds: readonly string[], userIds: readonly string[]): SQL {
  return sql`(${among(sql`l.account_id`, accountIds)} OR ${among(sql`l.actor_user_id`, userIds)})`
}

function among(column: SQL, ids: readonly string[]): SQL {
  return ids.length === 0 ? sql`false` : sql`${column} IN ${[...ids]}`
}

const detailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

interface EntryRow extends Record<string, unknown> {
  readonly account_id: string | null
  readonly account_name: string | null
  readonly id: string
  readonly actor_user_id: string | null
  readonly actor_name: string | null
  readonly actor_email: string | null
  readonly action: string
  readonly target: string | null
  readonly details: unknown
  readonly at: string
}

function toEntry(row: EntryRow): AuditEntry {
  const { id, action, target } = row
  return {
    id,
    at: new Date(row.at),
    action,
    target,
    details: detailsSchema.parse(row.details),
    account:
      row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? row.account_id },
    actor:
      row.actor_user_id === null
        ? null
        : { name: row.actor_name ?? row.actor_user_id, email: row.actor_email ?? '' },
  }
}
