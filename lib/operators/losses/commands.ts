import { and, eq, isNull } from 'drizzle-orm'
import { settlementFailures } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import type { OperatorCtx } from '@/lib/ctx'
import type { AccountId } from '@/lib/ids'
import { err, ok, type Result } from '@/lib/result'

/** Says that somebody has looked at an event that could not be stored, and what came of it. The event itself is kept. */
export async function resolveFailure(
  { db, userId, now }: OperatorCtx,
  {
    accountId,
    requestId,
    note,
  }: { readonly accountId: AccountId; readonly requestId: string; readonly note: string },
): Promise<Result<'resolved', 'unknown_failure'>> {
  return db.transaction(async tx => {
    const resolved = await tx
      .update(settlementFailures)
      .set({ resolvedAt: now })
      .where(
        and(
          eq(settlementFailures.accountId, accountId),
          eq(settlementFailures.requestId, requestId),
          isNull(settlementFailures.resolvedAt),
        ),
      )
      .returning({ requestId: settlementFailures.requestId })
    if (resolved.length === 0) return err('unknown_failure', 'There is no such failure that is still open.')
    await recordAudit(tx, { accountId, actorUserId: userId, now }, 'settlement_failure.resolved', requestId, {
      note,
    })
    return ok('resolved')
  })
}
