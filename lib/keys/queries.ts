import { and, count, desc, eq, ne, or, sql, type SQL } from 'drizzle-orm'
import { apiKeys } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import { maskKey } from '@/lib/keys/mask'
import type { Permission } from '@/lib/keys/permissions'
import { keyStatus, type KeyStatus } from '@/lib/keys/status'

export interface KeySummary {
  readonly id: KeyId
  readonly name: string
  /** `sk-Ab12…wxyz`. */
  readonly masked: string
  readonly permissions: readonly Permission[]
  readonly status: KeyStatus
  readonly expiresAt: Date | null
  readonly createdAt: Date
  readonly regeneratedAt: Date | null
  readonly lastUsedAt: Date | null
}

export interface KeyPage {
  readonly keys: readonly KeySummary[]
  /** How many match, over all pages. */
  readonly matching: number
}

export interface KeyCounts {
  readonly total: number
  readonly active: number
}

/** The account's keys, newest first, a page of them; `search` looks into name, prefix and last four. Deleted ones never appear. */
export async function listKeys(
  ctx: Ctx,
  { search = '', page = 1, pageSize }: { search?: string; page?: number; pageSize: number },
): Promise<KeyPage> {
  const where = and(own(ctx), search === '' ? undefined : matches(search))
  const [rows, [counted]] = await Promise.all([
    ctx.db
      .select()
      .from(apiKeys)
      .where(where)
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    ctx.db.select({ matching: count() }).from(apiKeys).where(where),
  ])
  return { keys: rows.map(row => toSummary(row, ctx.now)), matching: counted?.matching ?? 0 }
}

/** How many keys there are, and how many of them work. */
export async function countKeys(ctx: Ctx): Promise<KeyCounts> {
  const live = sql`${apiKeys.status} = 'active' AND (${apiKeys.expiresAt} IS NULL OR ${apiKeys.expiresAt} >= ${ctx.now.toISOString()})`
  const [row] = await ctx.db
    .select({ total: count(), active: sql<number>`count(*) FILTER (WHERE ${live})`.mapWith(Number) })
    .from(apiKeys)
    .where(own(ctx))
  return { total: row?.total ?? 0, active: row?.active ?? 0 }
}

function own(ctx: Ctx): SQL | undefined {
  return and(eq(apiKeys.accountId, ctx.accountId), ne(apiKeys.status, 'deleted'))
}

function matches(search: string): SQL | undefined {
  const wanted = search.toLowerCase()
  return or(
    sql`position(${wanted} in lower(${apiKeys.name})) > 0`,
    sql`position(${wanted} in lower(${apiKeys.secretPrefix} || '…' || ${apiKeys.secretLastFour})) > 0`,
  )
}

function toSummary(row: typeof apiKeys.$inferSelect, now: Date): KeySummary {
  const { name, permissions, expiresAt, createdAt, regeneratedAt, lastUsedAt } = row
  const status = row.status === 'active' ? 'active' : 'disabled'
  return {
    id: row.id as KeyId,
    name,
    masked: maskKey(row),
    permissions,
    status: keyStatus({ status, expiresAt }, now),
    expiresAt,
    createdAt,
    regeneratedAt,
    lastUsedAt,
  }
}
