import { List } from 'lucide-react'
import Link from 'next/link'
import { ShareBar } from '@/components/charts/share-bar'
import { Money } from '@/components/money'
import { Card, CardHeader } from '@/components/ui/card'
import { formatShare } from '@/lib/format'
import type { UsageShare } from '@/lib/usage/view/question'
import { groupPlural } from '@/app/(dashboard)/usage/metrics'
import { requestsHref, usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import type { UsageView } from '@/app/(dashboard)/usage/usage-view'
import { narrowedToValue } from './filter-choices'
import type { NameOf } from './names'

const listed = ['key', 'model', 'endpoint'] as const
const MOST = 5

export interface TopListsProps {
  params: UsageParams
  view: UsageView
  nameOf: NameOf
  /** The grouping whose values have colours on this page, and those. */
  colored: { group: string; colors: ReadonlyMap<string, string> }
}

/** The keys, models and endpoints that most was spent with, each with its share; a click narrows to it. */
export function TopLists({ params, view, nameOf, colored }: TopListsProps) {
  const { costNanos } = view.now.totals
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-3">
      {listed.map(group => {
        const shares = view.shares[group]
        return (
          <Card key={group}>
            <CardHeader
              title={`Top ${groupPlural[group]}`}
              note={shares.length > MOST ? `${MOST} of ${shares.length}` : undefined}
            />
            <ol aria-label={`Top ${groupPlural[group]}`} className="px-4 pb-3">
              {shares.slice(0, MOST).map(share => (
                <Row
                  key={share.value}
                  share={share}
                  whole={costNanos}
                  label={nameOf(group, share.value)}
                  narrowed={narrowedToValue(params, group, share.value)}
                  color={colored.group === group ? colored.colors.get(share.value) : undefined}
                />
              ))}
            </ol>
          </Card>
        )
      })}
    </div>
  )
}

interface RowProps {
  share: UsageShare
  whole: bigint
  label: string
  narrowed: UsageParams
  color: string | undefined
}

function Row({ share, whole, label, narrowed, color }: RowProps) {
  return (
    <li className="py-1.5">
      <div className="flex items-baseline gap-3 text-13">
        <Link
          href={usageHref(narrowed)}
          scroll={false}
          prefetch={false}
          title={label}
          className="min-w-0 flex-1 truncate rounded-xs hover:underline"
        >
          {label}
        </Link>
        <Money nanos={share.costNanos} />
        <span className="w-11 text-right text-12 text-2 tnum">{formatShare(share.costNanos, whole)}</span>
        <Link
          href={requestsHref(narrowed)}
          prefetch={false}
          aria-label={`Requests of ${label}`}
          data-tip="View requests"
          className="self-center rounded-xs p-0.5 text-3 hover:text-ink"
        >
          <List aria-hidden="true" strokeWidth={1.75} className="size-3.5" />
        </Link>
      </div>
      <ShareBar
        className="mt-1.5"
        part={whole === 0n ? 0 : Number(share.costNanos) / Number(whole)}
        color={color}
      />
    </li>
  )
}
