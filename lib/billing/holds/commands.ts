import { eq } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts } from '@/db/schema'
import { recordAudit, type AuditActor } from '@/lib/accounts/audit/commands'
import { lockAccount, updateStanding } from '@/lib/billing/commands'
import { awaitGateways, recordControlChange } from '@/lib/control/commands'
import type { UserId } from '@/lib/ids'

type Operator = AuditActor & { readonly actorUserId: UserId }

/** Refuses an account all generation, whatever its standing, until the hold is lifted. For operators; returns when it is in force. */
export function holdAccount(db: Db, operator: Operator, reason: string): Promise<void> {
  return setHold(db, operator, { heldAt: operator.now, holdReason: reason })
}

/** Lifts an operator's hold. Disputes hold by themselves: see `clearDispute`. Returns when it is in force. */
export function liftHold(db: Db, operator: Operator): Promise<void> {
  return setHold(db, operator, { heldAt: null, holdReason: null })
}

async function setHold(
  db: Db,
  { accountId, actorUserId, now }: Operator,
  hold: { readonly heldAt: Date | null; readonly holdReason: string | null },
): Promise<void> {
  const epoch = await db.transaction(async tx => {
    const before = await lockAccount(tx, accountId)
    if (hold.heldAt === null && before.heldAt === null) return null
    await tx.update(accounts).set(hold).where(eq(accounts.accountId, accountId))
    const action = hold.heldAt === null ? 'account.hold_lifted' : 'account.held'
    await recordAudit(tx, { accountId, actorUserId, now }, action, accountId, {
      reason: hold.holdReason ?? before.holdReason,
    })
    await updateStanding(tx, accountId, now)
    // Gateways know a hold by itself, whatever it does to the standing.
    return recordControlChange(tx, { kind: 'account', accountId })
  })
  if (epoch !== null) await awaitGateways(db, epoch)
}
