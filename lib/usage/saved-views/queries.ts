import { and, asc, eq } from 'drizzle-orm'
import { savedViews } from '@/db/schema'
import type { MemberCtx } from '@/lib/ctx'
import type { SavedViewId } from '@/lib/ids'
import { SAVED_VIEWS_MAX, type SavedView } from '@/lib/usage/saved-views/saved-view'

/** The member's own views of this account, by name. */
export async function listSavedViews({ db, accountId, userId }: MemberCtx): Promise<SavedView[]> {
  const rows = await db
    .select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
    .from(savedViews)
    .where(and(eq(savedViews.accountId, accountId), eq(savedViews.userId, userId)))
    .orderBy(asc(savedViews.name), asc(savedViews.id))
    .limit(SAVED_VIEWS_MAX)
  return rows.map(row => ({ ...row, id: row.id as SavedViewId }))
}
