import type { Db } from '@/db/client'
import type { Role } from '@/lib/accounts/roles'
import type { AccountId, UserId } from '@/lib/ids'

/** On whose behalf, and when: the first argument of everything that reads or writes what belongs to an account. */
export interface Ctx {
  readonly db: Db
  readonly accountId: AccountId
  /** Platform time. */
  readonly now: Date
}

/** A signed-in member of the account. */
export interface MemberCtx extends Ctx {
  readonly userId: UserId
  readonly role: Role
}

/** An operator of the platform, who works across accounts: what that allows stands in lib/operators alone. */
export interface OperatorCtx {
  readonly db: Db
  readonly userId: UserId
  /** Platform time. */
  readonly now: Date
}
