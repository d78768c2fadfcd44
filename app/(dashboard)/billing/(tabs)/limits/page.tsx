import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { Card } from '@/components/ui/card'
import { Note } from '@/components/ui/alert'
import { mayWrite } from '@/lib/accounts/roles'
import { formatMoment } from '@/lib/format'
import { effectiveLimit } from '@/lib/limits/limit'
import { PACE_WINDOW_MS, toOutlook, type Outlook } from '@/lib/limits/outlook'
import { getLimitSettings } from '@/lib/limits/settings/queries'
import { formatUsd, toUsdString } from '@/lib/money'
import { periodOf, previousPeriod, startOf } from '@/lib/period'
import { getSpend, listDailySpend } from '@/lib/usage/queries'
import { LimitEditor } from './_components/limit-editor'
import { ThisMonth } from './_components/this-month'
import { WhatHappens } from './_components/what-happens'
import { weekday, WhereYouAre } from './_components/where-you-are'

export const metadata: Metadata = { title: 'Usage Limits' }

const HOUR_MS = 3_600_000

export default async function UsageLimitsPage() {
  const ctx = await requireMember()
  const nextHour = new Date(Math.floor(ctx.now.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS)
  const [settings, days, paceNanos] = await Promise.all([
    getLimitSettings(ctx),
    listDailySpend(ctx, startOf(previousPeriod(periodOf(ctx.now))), nextHour),
    getSpend(ctx, new Date(nextHour.getTime() - PACE_WINDOW_MS), nextHour),
  ])
  const inForce = effectiveLimit(settings.ownNanos, settings.ceilingNanos)
  const outlook = toOutlook({ now: ctx.now, limitNanos: inForce.limitNanos, days, paceNanos })
  const limit = inForce.limitNanos === null ? 'the limit' : formatUsd(inForce.limitNanos)

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Card className="grid md:grid-cols-[minmax(0,336px)_minmax(0,1fr)]">
        <div className="grid content-start gap-4 border-line p-5 max-md:border-b md:border-r">
          <p className="text-13 text-2">The most this account can spend in a calendar month, UTC.</p>
          <LimitEditor
            current={settings.ownNanos === null ? '' : toUsdString(settings.ownNanos, 2)}
            ceiling={formatUsd(settings.ceilingNanos)}
            canEdit={mayWrite(ctx.role, 'billing')}
          />
          <Pace outlook={outlook} now={ctx.now} />
        </div>
        <div className="p-5">
          <WhereYouAre outlook={outlook} limitNanos={inForce.limitNanos} now={ctx.now} />
        </div>
      </Card>
      <div className="grid gap-4 md:grid-cols-2">
        <WhatHappens limit={limit} resets={formatMoment(outlook.resetsAt)} />
        <ThisMonth outlook={outlook} settings={settings} inForce={inForce} />
      </div>
    </div>
  )
}

function Pace({ outlook, now }: { outlook: Outlook; now: Date }) {
  const { reachesLimitAt, remainingNanos, atEndNanos, resetsAt } = outlook
  if (remainingNanos === 0n)
    return (
      <Note tone="danger">
        The limit is reached: requests that cost are refused until {formatMoment(resetsAt)} or until you raise
        it.
      </Note>
    )
  if (reachesLimitAt)
    return (
      <Note tone="caution">
        At the pace of the last seven days you reach the limit on <b>{weekday(reachesLimitAt)}</b>, about{' '}
        {reachesLimitAt.toISOString().slice(11, 13)}:00 UTC.{' '}
        {now < reachesLimitAt ? `A limit of ${formatUsd(roundUp(atEndNanos))} would last the month.` : ''}
      </Note>
    )
  return outlook.spentNanos === 0n ? null : (
    <Note tone="neutral">
      At the pace of the last seven days the month comes to {formatUsd(atEndNanos)}: within the limit.
    </Note>
  )
}

/** To the next five dollars, so that the advice is not undone by the next request. */
function roundUp(nanos: bigint): bigint {
  const unit = 5_000_000_000n
  return ((nanos + unit - 1n) / unit) * unit
}
