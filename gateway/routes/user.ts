import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { callerOf, requirePermission } from '@/gateway/middleware/authenticate'
import { effectiveLimit, remaining } from '@/lib/limits/limit'
import { getLimitSettings } from '@/lib/limits/settings/queries'
import { toUsdString } from '@/lib/money'
import { endOf, periodOf, startOf } from '@/lib/period'
import { getSpend } from '@/lib/usage/queries'

/** GET /user: the account behind the key, and how its month stands by the ledger. Answers at the limit too. */
export function user({ db, clock }: Pick<Gateway, 'db' | 'clock'>) {
  return async (c: GatewayContext): Promise<Response> => {
    const caller = callerOf(c)
    requirePermission(caller, 'user_info')
    const now = clock.now()
    const ctx = { db, accountId: caller.account.id, now }
    const period = periodOf(now)
    const [spentNanos, settings] = await Promise.all([
      getSpend(ctx, startOf(period), endOf(period)),
      getLimitSettings(ctx),
    ])
    const limit = effectiveLimit(settings.ownNanos, settings.ceilingNanos)
    const left = remaining(limit.limitNanos, spentNanos)
    return c.json({
      object: 'user',
      account: { id: caller.account.id, name: caller.account.name },
      tier: caller.account.standing === 'free' ? 'free' : 'billing',
      standing: caller.account.heldAt === null ? caller.account.standing : 'on_hold',
      period,
      spend_usd: toUsdString(spentNanos, 2),
      limit_usd: limit.limitNanos === null ? null : toUsdString(limit.limitNanos, 2),
      limit_set_by: limit.setBy,
      remaining_usd: left === null ? null : toUsdString(left, 2),
      resets_at: endOf(period).toISOString(),
    })
  }
}
