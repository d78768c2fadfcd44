import { Landmark } from 'lucide-react'
import type { Metadata } from 'next'
import { requireOperator } from '@/app/_server/operator'
import type { RawParams } from '@/app/(operator)/operator/search-params'
import { EmptyState } from '@/components/empty-state'
import { PageHead } from '@/components/shell/page-head'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { listLosses, listLossesByAccount, listSettlementFailures } from '@/lib/operators/losses/queries'
import { formatPeriod } from '@/lib/period'
import { AccountLossesTable } from './_components/account-losses-table'
import { FailuresTable } from './_components/failures-table'
import { LossesTable } from './_components/losses-table'
import { parseSettlementParams, settlementHref } from './search-params'

export const metadata: Metadata = { title: 'Settlement' }

const PAGE_SIZE = 50
const MONTHS = 24

/** What the platform bore itself, and usage that could not be stored. */
export default async function SettlementPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const { db, now } = await requireOperator()
  const params = parseSettlementParams(await searchParams)
  const { resolved, before } = params
  const [losses, found] = await Promise.all([
    listLosses(db, MONTHS),
    listSettlementFailures(db, { openOnly: !resolved, accountId: null, limit: PAGE_SIZE + 1, before }),
  ])
  const month = params.month ?? losses[0]?.period ?? null
  const bearers = month === null ? [] : await listLossesByAccount(db, month, PAGE_SIZE)
  const failures = found.slice(0, PAGE_SIZE)
  const last = failures.at(-1)
  return (
    <>
      <PageHead
        title="Settlement"
        description="What the platform bore itself, and usage that could not be stored."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          <CardHeader title="Borne by the platform" note="By month (UTC)" />
          {losses.length === 0 ? (
            <EmptyState as="h3" icon={<Landmark aria-hidden="true" />} title="Nothing so far">
              Every request cost at most what was reserved for it, was settled in its month, and could be
              stored.
            </EmptyState>
          ) : (
            <LossesTable losses={losses} month={month} params={params} />
          )}
        </Card>
        {month !== null && bearers.length > 0 ? (
          <Card>
            <CardHeader title={`By account, ${formatPeriod(month)}`} note="Most first" />
            <AccountLossesTable losses={bearers} month={month} />
          </Card>
        ) : null}
        <Card>
          <CardHeader
            title="Settlement failures"
            note="Usage that could not be stored: its client got an error"
            actions={
              <SegmentedLinks
                label="Failures"
                size="sm"
                options={[
                  {
                    href: settlementHref({ ...params, resolved: false, before: null }),
                    label: 'Open',
                    active: !resolved,
                  },
                  {
                    href: settlementHref({ ...params, resolved: true, before: null }),
                    label: 'All',
                    active: resolved,
                  },
                ]}
              />
            }
          />
          <FailuresTable failures={failures} now={now} withAccount />
          {before || found.length > PAGE_SIZE ? (
            <CardFooter>
              <Pagination
                label="Failures, pages"
                className="w-full"
                said={before ? 'Older failures' : 'The latest failures'}
                {...(before ? { previousHref: settlementHref({ ...params, before: null }) } : {})}
                {...(found.length > PAGE_SIZE && last
                  ? {
                      nextHref: settlementHref({
                        ...params,
                        before: { at: last.failedAt, id: last.requestId },
                      }),
                    }
                  : {})}
              />
            </CardFooter>
          ) : null}
        </Card>
      </div>
    </>
  )
}
