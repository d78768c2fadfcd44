import type { DbOrTx } from '@/db/client'
import { auditLog } from '@/db/schema'
import { newId, type AccountId, type UserId } from '@/lib/ids'

export interface AuditActor {
  readonly accountId: AccountId
  /** Null where the platform itself acted. */
  readonly actorUserId: UserId | null
  readonly now: Date
}

/** Writes down what was done to an account, in the transaction that does it. `action` reads `key.created`, `limit.changed`. Never a secret. */
export async function recordAudit(
  tx: DbOrTx,
  { accountId, actorUserId, now }: AuditActor,
  action: `${string}.${string}`,
  target: string | null,
  details: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  const id = newId('audit', now)
  await tx.insert(auditLog).values({ accountId, id, actorUserId, action, target, details, at: now })
}
