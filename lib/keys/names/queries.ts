import { eq } from 'drizzle-orm'
import { apiKeys } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'

/** Key id → name of every key the account ever had, deleted ones marked as such: their history keeps its name. */
export async function listKeyNames(ctx: Ctx): Promise<Map<string, string>> {
  const rows = await ctx.db
    .select({ id: apiKeys.id, name: apiKeys.name, status: apiKeys.status })
    .from(apiKeys)
    .where(eq(apiKeys.accountId, ctx.accountId))
    .orderBy(apiKeys.id)
    .limit(10_000)
  return new Map(rows.map(({ id, name, status }) => [id, status === 'deleted' ? `${name} (deleted)` : name]))
}
