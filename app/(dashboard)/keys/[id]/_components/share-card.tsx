import Link from 'next/link'
import type { Share } from '@/app/(dashboard)/keys/[id]/usage'
import { ShareBar } from '@/components/charts/share-bar'
import { Count } from '@/components/count'
import { Money } from '@/components/money'
import { Card, CardHeader } from '@/components/ui/card'
import { formatShare } from '@/lib/format'
import { partOf } from '@/lib/limits/key-limit'
import type { UsageTotals } from '@/lib/usage/view/question'

const KEEP = 5

export interface ShareCardProps {
  title: string
  /** `November`. */
  month: string
  /** All of them, most spent first. */
  shares: readonly Share[]
  total: UsageTotals
}

/** The largest parts of the month's spend; what is beyond them stands together, so that the rows add up. */
export function ShareCard({ title, month, shares, total }: ShareCardProps) {
  const rest = shares.slice(KEEP)
  const restNanos = rest.reduce((sum, { spentNanos }) => sum + spentNanos, 0n)
  return (
    <Card>
      <CardHeader title={title} note={`${month} so far`} actions={<Money nanos={total.costNanos} />} />
      {shares.length === 0 ? (
        <p className="px-4 py-6 text-13 text-2">No request with this key in {month} yet.</p>
      ) : (
        <ul className="grid gap-1 px-4 py-3">
          {shares.slice(0, KEEP).map(share => (
            <li key={share.id} className="py-1">
              <p className="flex items-baseline gap-3 text-13">
                <Link href={share.href} className="min-w-0 truncate rounded-xs hover:underline">
                  {share.label}
                </Link>
                <span className="ml-auto shrink-0 text-12 text-2">
                  <Count value={share.requests} unit={share.requests === 1 ? 'request' : 'requests'} />
                </span>
                <Money nanos={share.spentNanos} className="shrink-0" />
                <span className="w-11 shrink-0 text-right text-12 text-2 tnum">
                  {formatShare(share.spentNanos, total.costNanos)}
                </span>
              </p>
              <ShareBar
                className="mt-1"
                part={share.spentNanos === 0n ? 0 : partOf(share.spentNanos, total.costNanos)}
                color={share.color}
              />
            </li>
          ))}
          {rest.length > 0 ? (
            <li className="flex items-baseline gap-3 py-1 text-13 text-2">
              {rest.length} more
              <Money nanos={restNanos} className="ml-auto" />
              <span className="w-11 text-right text-12 tnum">{formatShare(restNanos, total.costNanos)}</span>
            </li>
          ) : null}
        </ul>
      )}
    </Card>
  )
}
