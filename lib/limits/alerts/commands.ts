import type { Tx } from '@/db/client'
import { addNotice } from '@/lib/billing/notices/commands'
import type { Scope } from '@/lib/control/channel'
import type { AccountId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'
import { endOf, type Period } from '@/lib/period'

/** Percent of a limit at which the account's people are told. */
export const alertThresholds = [80, 100] as const

export interface LimitAlert {
  readonly accountId: AccountId
  readonly accountName: string
  readonly scope: Scope
  /** Of the key whose limit it is; null for the account's. */
  readonly keyName: string | null
  readonly period: Period
  readonly threshold: (typeof alertThresholds)[number]
  readonly spentNanos: Nanos
  readonly limitNanos: Nanos
  /** Whose figure is in force. */
  readonly setBy: 'account' | 'key' | 'operator'
}

/**
 * Tells an account's people that so much of a limit is spent: once per scope, period and threshold, however often the limit
 * changes. In the caller's transaction. Returns whether this was the time. `now` is platform time.
 */
export async function noteLimitReached(tx: Tx, alert: LimitAlert, now: Date): Promise<boolean> {
  const { accountId, accountName, scope, keyName, period, threshold, setBy } = alert
  return addNotice(
    tx,
    {
      accountId,
      kind: `limit_${threshold}`,
      cause: `${period}|${scope}`,
      template: 'limit_reached',
      data: {
        accountName,
        keyName,
        threshold,
        setBy,
        spentNanos: alert.spentNanos.toString(),
        limitNanos: alert.limitNanos.toString(),
        resetsAt: endOf(period).toISOString(),
      },
    },
    now,
  )
}
