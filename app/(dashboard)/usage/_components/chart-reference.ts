import { formatUsd } from '@/lib/money'
import { endOf, periodOf, startOf } from '@/lib/period'
import type { Ctx } from '@/lib/ctx'
import { getEffectiveLimits } from '@/lib/limits/queries'
import type { TimeGrid } from '@/lib/usage/time-grid'
import { isFiltered, type UsageParams } from '@/app/(dashboard)/usage/usage-href'

const DAY_MS = 86_400_000n

/** The limit spread evenly over the days of the current month: only where the bars are days of all spend, for orientation. */
export async function chartReference(
  ctx: Ctx,
  params: UsageParams,
  range: TimeGrid,
): Promise<{ value: bigint; label: string } | undefined> {
  const period = periodOf(ctx.now)
  if (
    params.metric !== 'spend' ||
    range.bucket !== 'day' ||
    range.zone !== 'UTC' ||
    isFiltered(params) ||
    range.from < startOf(period)
  )
    return undefined
  const limits = await getEffectiveLimits(ctx.db, ctx.accountId, ['account'])
  const limit = limits.get('account')
  if (!limit || limit.limitNanos === null || limit.limitNanos === 0n) return undefined
  const days = BigInt(endOf(period).getTime() - startOf(period).getTime()) / DAY_MS
  const value = limit.limitNanos / days
  return { value, label: `Limit spread evenly, ${formatUsd(value)} a day` }
}
