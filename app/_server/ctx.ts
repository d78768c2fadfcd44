import { cache } from 'react'
import { getDb } from '@/app/_server/db'
import { requireUser } from '@/app/_server/session'
import { getTimes } from '@/app/_server/times'
import { ensureOwnAccount } from '@/lib/accounts/commands'
import { getMembership, listAccountIds, type AccountSummary } from '@/lib/accounts/queries'
import type { LiveSession } from '@/lib/accounts/sessions/queries'
import type { MemberCtx } from '@/lib/ctx'

/** What every page and action of the dashboard starts from: who asks, in which account, as what, and at which platform time. */
export interface MemberContext extends MemberCtx {
  readonly account: AccountSummary
  readonly user: LiveSession['user']
}

/** Session and membership, both checked in the database, once per request; without a session off to the sign-in page. */
export const requireMember = cache(async (): Promise<MemberContext> => {
  const { user, accountId: preferred } = await requireUser()
  const db = getDb()
  const { platformNow: now } = await getTimes()
  const own = await listAccountIds(db, user.id)
  const accountId =
    (preferred && own.includes(preferred) ? preferred : own[0]) ?? (await ensureOwnAccount(db, user.id, now))
  const membership = await getMembership(db, user.id, accountId)
  if (!membership) throw new Error(`${user.id} is listed under ${accountId} without being a member of it`)
  return { db, accountId, userId: user.id, now, user, ...membership }
})
