import type { Ctx } from '@/lib/ctx'
import { effectiveLimit, type EffectiveLimit } from '@/lib/limits/limit'
import { PACE_WINDOW_MS, toOutlook, type Outlook } from '@/lib/limits/outlook'
import { getLimitSettings, type LimitSettings } from '@/lib/limits/settings/queries'
import { periodOf, previousPeriod, startOf } from '@/lib/period'
import { getSpend, listDailySpend } from '@/lib/usage/queries'

const HOUR_MS = 3_600_000

/** Where the account's month stands against its limit, for the pages of the Billing section. */
export async function readOutlook(
  ctx: Ctx,
): Promise<{ outlook: Outlook; settings: LimitSettings; inForce: EffectiveLimit }> {
  const nextHour = new Date(Math.floor(ctx.now.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS)
  const [settings, days, paceNanos] = await Promise.all([
    getLimitSettings(ctx),
    listDailySpend(ctx, startOf(previousPeriod(periodOf(ctx.now))), nextHour),
    getSpend(ctx, new Date(nextHour.getTime() - PACE_WINDOW_MS), nextHour),
  ])
  const inForce = effectiveLimit(settings.ownNanos, settings.ceilingNanos)
  return {
    settings,
    inForce,
    outlook: toOutlook({ now: ctx.now, limitNanos: inForce.limitNanos, days, paceNanos }),
  }
}
