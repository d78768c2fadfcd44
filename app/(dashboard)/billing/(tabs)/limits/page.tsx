import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { Card } from '@/components/ui/card'
import { Note } from '@/components/ui/alert'
import { mayWrite } from '@/lib/accounts/roles'
import { formatMoment, formatWeekday } from '@/lib/format'
import type { Outlook } from '@/lib/limits/outlook'
import { formatUsd, toUsdString } from '@/lib/money'
import { readKeysMonth } from '@/app/(dashboard)/keys/month'
import { listKeys } from '@/lib/keys/queries'
import { readOutlook } from '@/app/(dashboard)/billing/(tabs)/outlook'
import { KeyLimits } from './_components/key-limits'
import { LimitEditor } from './_components/limit-editor'
import { ThisMonth } from './_components/this-month'
import { WhatHappens } from './_components/what-happens'
import { WhereYouAre } from './_components/where-you-are'

export const metadata: Metadata = { title: 'Usage Limits' }

export default async function UsageLimitsPage() {
  const ctx = await requireMember()
  const [{ outlook, settings, inForce }, keys, month] = await Promise.all([
    readOutlook(ctx),
    listKeys(ctx),
    readKeysMonth(ctx),
  ])
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
      <KeyLimits keys={keys} month={month} />
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
        At the pace of the last seven days you reach the limit on <b>{formatWeekday(reachesLimitAt)}</b>,
        about {reachesLimitAt.toISOString().slice(11, 13)}:00 UTC.{' '}
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
