import { and, count, eq, ne } from 'drizzle-orm'
import { members, savedViews } from '@/db/schema'
import type { MemberCtx } from '@/lib/ctx'
import { newId, type SavedViewId } from '@/lib/ids'
import { err, ok, type Result } from '@/lib/result'
import { SAVED_VIEWS_MAX, type SavedView } from '@/lib/usage/saved-views/saved-view'

/** Keeps a state of the usage page for the member. A view of theirs that has the name already leads to the new state from now on. */
export async function saveView(
  ctx: MemberCtx,
  { name, query }: Pick<SavedView, 'name' | 'query'>,
): Promise<Result<null, 'too_many_views'>> {
  const { accountId, userId } = ctx
  const own = and(eq(savedViews.accountId, accountId), eq(savedViews.userId, userId))
  return await ctx.db.transaction(async tx => {
    // Two at once cannot pass the most together.
    await tx
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.accountId, accountId), eq(members.userId, userId)))
      .for('update')
    const [others] = await tx
      .select({ views: count() })
      .from(savedViews)
      .where(and(own, ne(savedViews.name, name)))
    if ((others?.views ?? 0) >= SAVED_VIEWS_MAX)
      return err('too_many_views', `You can keep ${SAVED_VIEWS_MAX} views. Remove one first.`)
    await tx
      .insert(savedViews)
      .values({ accountId, userId, id: newId('savedView', ctx.now), name, query, createdAt: ctx.now })
      .onConflictDoUpdate({
        target: [savedViews.accountId, savedViews.userId, savedViews.name],
        set: { query },
      })
    return ok(null)
  })
}

/** Forgets a view of the member's. One that is gone already, or another's, changes nothing. */
export async function removeView(
  { db, accountId, userId }: MemberCtx,
  id: SavedViewId,
): Promise<Result<null>> {
  await db
    .delete(savedViews)
    .where(and(eq(savedViews.accountId, accountId), eq(savedViews.userId, userId), eq(savedViews.id, id)))
  return ok(null)
}
