import { and, eq, ne } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import { operatorLog, users } from '@/db/schema'
import { newId, type UserId } from '@/lib/ids'
import { err, ok, type Result } from '@/lib/result'

export interface OperatorAct {
  /** Null where it was done by a command on the server. */
  readonly actorUserId: UserId | null
  readonly action: `${string}.${string}`
  readonly target: string | null
  readonly details?: Record<string, string | number | boolean | null>
}

/** Writes down what concerns the platform and no one account, in the transaction that does it. `now` is platform time. Never a secret. */
export async function recordOperatorAct(
  tx: DbOrTx,
  { actorUserId, action, target, details = {} }: OperatorAct,
  now: Date,
): Promise<void> {
  await tx
    .insert(operatorLog)
    .values({ id: newId('audit', now), actorUserId, action, target, details, at: now })
}

export type GrantOutcome = 'granted' | 'already_operator'
export type RevokeOutcome = 'revoked' | 'not_operator'

/**
 * Makes a person an operator of the platform, from their next request on. Only for somebody who has shown that the mailbox is
 * theirs: an address that anybody may have typed at sign-up says nothing of who is behind it.
 */
export async function grantOperator(
  db: Db,
  email: string,
  now: Date,
): Promise<Result<GrantOutcome, 'unknown_user' | 'unverified_user'>> {
  const user = await findUser(db, email)
  if (!user) return err('unknown_user', `Nobody has signed up as ${email}.`)
  if (!user.emailVerifiedAt)
    return err('unverified_user', `${email} has not been confirmed by its owner yet.`)
  return ok((await setOperator(db, { id: user.id, email }, true, now)) ? 'granted' : 'already_operator')
}

/** Takes the right away, from the next request on: sessions that live do not keep it. */
export async function revokeOperator(
  db: Db,
  email: string,
  now: Date,
): Promise<Result<RevokeOutcome, 'unknown_user'>> {
  const user = await findUser(db, email)
  if (!user) return err('unknown_user', `Nobody has signed up as ${email}.`)
  return ok((await setOperator(db, { id: user.id, email }, false, now)) ? 'revoked' : 'not_operator')
}

/** Whether that changed anything. */
async function setOperator(
  db: Db,
  { id, email }: { readonly id: string; readonly email: string },
  isOperator: boolean,
  now: Date,
): Promise<boolean> {
  return db.transaction(async tx => {
    const changed = await tx
      .update(users)
      .set({ isOperator })
      .where(and(eq(users.id, id), ne(users.isOperator, isOperator)))
      .returning({ id: users.id })
    if (changed.length === 0) return false
    const action = isOperator ? 'operator.granted' : 'operator.revoked'
    await recordOperatorAct(tx, { actorUserId: null, action, target: id, details: { email } }, now)
    return true
  })
}

async function findUser(db: Db, email: string) {
  const [user] = await db
    .select({ id: users.id, emailVerifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.email, email))
  return user
}
