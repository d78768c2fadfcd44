import type { Scope } from '@/lib/control/channel'
import type { AccountId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'
import { periodOf, type Period } from '@/lib/period'
import type { UsageEvent } from '@/lib/usage/event'

/** What events cost in one account's budgets of one period. */
export interface Funding {
  readonly accountId: AccountId
  readonly period: Period
  readonly needs: ReadonlyMap<Scope, Nanos>
}

/** What events cost, by account and period, in each of their scopes. */
export function fundingOf(events: readonly UsageEvent[]): Funding[] {
  const groups = new Map<string, Funding & { needs: Map<Scope, Nanos> }>()
  for (const { accountId, admittedAt, keyId, costNanos } of events) {
    const period = periodOf(admittedAt)
    const key = `${accountId} ${period}`
    const group = groups.get(key) ?? { accountId, period, needs: new Map<Scope, Nanos>() }
    for (const scope of ['account', keyId] as const)
      group.needs.set(scope, (group.needs.get(scope) ?? 0n) + costNanos)
    groups.set(key, group)
  }
  return [...groups.values()]
}
