import type { MemberContext } from '@/app/_server/ctx'
import { formatMoment } from '@/lib/format'
import type { KeyId } from '@/lib/ids'
import type { AccountBound } from '@/lib/limits/key-limit'
import { effectiveLimit } from '@/lib/limits/limit'
import { ratesOf } from '@/lib/limits/rates'
import { getLimitSettings, listKeyLimits } from '@/lib/limits/settings/queries'
import type { Nanos } from '@/lib/money'
import { endOf, formatPeriod, periodOf, startOf } from '@/lib/period'
import { listSpendByKey } from '@/lib/usage/queries'

/** What bounds all keys of an account together, for pages and dialogs. */
export interface AccountFacts extends AccountBound {
  /** `November`. */
  readonly month: string
  /** When spend starts over, `1 Dec, 00:00 UTC`. */
  readonly resets: string
  readonly requestsPerMinute: number
  readonly tokensPerMinute: number
}

/** The month's spend and limit of the account and of each of its keys. */
export interface KeysMonth {
  readonly account: AccountFacts
  readonly spent: ReadonlyMap<string, Nanos>
  readonly limits: ReadonlyMap<KeyId, Nanos>
}

export async function readKeysMonth(ctx: MemberContext): Promise<KeysMonth> {
  const period = periodOf(ctx.now)
  const [settings, limits, spent] = await Promise.all([
    getLimitSettings(ctx),
    listKeyLimits(ctx),
    listSpendByKey(ctx, startOf(period), endOf(period)),
  ])
  const { requestsPerMinute, tokensPerMinute } = ratesOf(ctx.account.standing)
  return {
    limits,
    spent,
    account: {
      ...effectiveLimit(settings.ownNanos, settings.ceilingNanos),
      spentNanos: [...spent.values()].reduce((sum, nanos) => sum + nanos, 0n),
      month: formatPeriod(period).split(' ')[0] ?? period,
      resets: formatMoment(endOf(period)),
      requestsPerMinute,
      tokensPerMinute,
    },
  }
}
