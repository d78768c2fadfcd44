import { and, count, desc, eq, ne, or, sql, type SQL } from 'drizzle-orm'
import { apiKeys, users } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import type { KeyDetail, KeySummary } from '@/lib/keys/key'
import { maskKey } from '@/lib/keys/mask'
import { KEYS_MAX } from '@/lib/keys/key-input'
import { keyStatus } from '@/lib/keys/status'

export interface KeyCounts {
  readonly total: number
  readonly active: number
}

/** The account's keys, newest first; `search` looks into name, prefix and last four. Deleted ones never appear. */
export async function listKeys(ctx: Ctx, search = ''): Promise<KeySummary[]> {
  const rows = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(own(ctx), search === '' ? undefined : matches(search)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(KEYS_MAX)
  return rows.map(row => toSummary(row, ctx.now))
}

/** One key of the account, deleted ones included; null where there never was such a key here. */
export async function getKey(ctx: Ctx, id: KeyId): Promise<KeyDetail | null> {
  const [row] = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.accountId, ctx.accountId), eq(apiKeys.id, id)))
  if (!row) return null
  const [creator] = await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, row.createdBy))
  return { ...toSummary(row, ctx.now), createdBy: creator?.name ?? null, deletedAt: row.deletedAt }
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
  const { requestsPerMinute, tokensPerMinute } = row
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
    requestsPerMinute,
    tokensPerMinute,
  }
}
