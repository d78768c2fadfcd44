import { and, asc, eq, gt, lte } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { accounts } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { noteStanding } from '@/lib/billing/dunning/commands'
import { getStandingFacts } from '@/lib/billing/queries'
import { GRACE_MS, toStanding, type StandingView } from '@/lib/billing/standing'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { AccountId } from '@/lib/ids'

/**
 * Writes where the account stands into its row: the only writer of `standing`. The row is locked before the facts are read, so
 * the last writer knew everything. The account's people are told what it means to them. Returns whether anything changed that gateways act on; the caller then records the control
 * change, last in its transaction. `now` is platform time.
 */
export async function updateStanding(
  tx: Tx,
  accountId: AccountId,
  now: Date,
): Promise<{ view: StandingView; changed: boolean }> {
  const account = await lockAccount(tx, accountId)
  const view = toStanding(await getStandingFacts(tx, accountId), now)
  const changed = view.standing !== account.standing
  if (changed || view.pastDueSince?.getTime() !== account.pastDueSince?.getTime()) {
    await tx
      .update(accounts)
      .set({
        standing: view.standing,
        standingSince: changed ? now : account.standingSince,
        pastDueSince: view.pastDueSince,
      })
      .where(eq(accounts.accountId, accountId))
  }
  if (changed)
    await recordAudit(tx, { accountId, actorUserId: null, now }, 'standing.changed', accountId, {
      from: account.standing,
      to: view.standing,
      reason: view.reason,
    })
  await noteStanding(tx, account, view, now)
  return { view, changed }
}

/** As `updateStanding`, with the control change that follows: returns its number, to be announced after the commit. Call it last. */
export async function recordStanding(tx: Tx, accountId: AccountId, now: Date): Promise<number | null> {
  const { changed } = await updateStanding(tx, accountId, now)
  return changed ? recordControlChange(tx, { kind: 'account', accountId }) : null
}

/** Recomputes one account's standing and makes it known to the gateways; returns when it is in force. */
export async function recomputeStanding(db: Db, accountId: AccountId, now: Date): Promise<StandingView> {
  const { view, epoch } = await db.transaction(async tx => {
    const { view, changed } = await updateStanding(tx, accountId, now)
    return { view, epoch: changed ? await recordControlChange(tx, { kind: 'account', accountId }) : null }
  })
  if (epoch !== null) await awaitGateways(db, epoch)
  return view
}

/** Suspends the accounts whose grace has run out, with no event to tell of it: time alone does that. Returns how many. */
export async function suspendOverdue(db: Db, now: Date): Promise<number> {
  const page = 500
  let count = 0
  for (let after = ''; ;) {
    const due = await db
      .select({ id: accounts.accountId })
      .from(accounts)
      .where(
        and(
          eq(accounts.standing, 'past_due'),
          lte(accounts.pastDueSince, new Date(now.getTime() - GRACE_MS)),
          gt(accounts.accountId, after),
        ),
      )
      .orderBy(asc(accounts.accountId))
      .limit(page)
    for (const { id } of due) await recomputeStanding(db, id as AccountId, now)
    count += due.length
    const last = due.at(-1)
    if (!last || due.length < page) return count
    after = last.id
  }
}

/** Locks the account's row against other writers of billing state, not against rows that refer to it. */
export async function lockAccount(tx: Tx, accountId: AccountId) {
  const [account] = await tx
    .select()
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
    .for('no key update')
  if (!account) throw new Error(`there is no account ${accountId}`)
  return account
}
