import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { adminKeys, users } from '@/db/schema'
import { ADMIN_KEYS_MAX, type AdminKeySummary } from '@/lib/admin-keys/admin-key'
import type { Ctx } from '@/lib/ctx'
import type { AdminKeyId } from '@/lib/ids'
import { maskKey } from '@/lib/keys/mask'

/** The account's admin keys, newest first. Revoked ones never appear. */
export async function listAdminKeys({ db, accountId }: Ctx): Promise<AdminKeySummary[]> {
  const rows = await db
    .select()
    .from(adminKeys)
    .where(and(eq(adminKeys.accountId, accountId), isNull(adminKeys.revokedAt)))
    .orderBy(desc(adminKeys.createdAt), desc(adminKeys.id))
    .limit(ADMIN_KEYS_MAX)
  const creators = [...new Set(rows.map(row => row.createdBy))]
  const people = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, creators))
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return rows.map(row => ({
    id: row.id as AdminKeyId,
    name: row.name,
    masked: maskKey(row),
    createdBy: names.get(row.createdBy) ?? null,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
  }))
}
