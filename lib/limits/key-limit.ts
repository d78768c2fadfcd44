import type { LimitSetBy } from '@/lib/limits/limit'
import { remaining } from '@/lib/limits/limit'
import type { Nanos } from '@/lib/money'

/** How much of a limit is used up. From four fifths on it is near; a limit of nothing is reached from the start. */
export type LimitUse = 'unlimited' | 'within' | 'near' | 'reached'

export function limitUse(spentNanos: Nanos, limitNanos: Nanos | null): LimitUse {
  if (limitNanos === null) return 'unlimited'
  if (spentNanos >= limitNanos) return 'reached'
  return spentNanos * 5n > limitNanos * 4n ? 'near' : 'within'
}

/** The part of a limit that is used up, 0 to 1, for a meter's width alone: money is never computed from it. */
export function partOf(spentNanos: Nanos, limitNanos: Nanos): number {
  if (spentNanos >= limitNanos) return 1
  return Number((spentNanos * 10_000n) / limitNanos) / 10_000
}

/** What bounds the account that a key belongs to, this month. */
export interface AccountBound {
  readonly spentNanos: Nanos
  /** What is in force, the operator's ceiling included; null: nothing. */
  readonly limitNanos: Nanos | null
  readonly setBy: LimitSetBy
}

/**
 * What a person should know before a key gets that limit. `blocked`: nothing is left of it, so every request that costs is
 * refused from the moment it is in force. `account_first`: less is left of the account's limit, which will stop the key earlier.
 */
export type KeyLimitRemark = 'blocked' | 'account_first'

export function remarkOnKeyLimit(
  limitNanos: Nanos | null,
  spentNanos: Nanos,
  account: AccountBound,
): KeyLimitRemark | null {
  const left = remaining(limitNanos, spentNanos)
  if (left === null) return null
  if (left === 0n) return 'blocked'
  const accountLeft = remaining(account.limitNanos, account.spentNanos)
  return accountLeft !== null && accountLeft < left ? 'account_first' : null
}
