import { ScrollText } from 'lucide-react'
import type { Metadata } from 'next'
import { requireOperator } from '@/app/_server/operator'
import { AddressSelect } from '@/app/(operator)/operator/_components/address-select'
import { SearchBox } from '@/app/(operator)/operator/_components/search-box'
import type { RawParams } from '@/app/(operator)/operator/search-params'
import { EmptyState } from '@/components/empty-state'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardFooter } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { actWords, knownActs } from '@/lib/operators/acts'
import { actorKinds, type ActorKind } from '@/lib/operators/audit/entries'
import { listAuditEntries } from '@/lib/operators/audit/queries'
import { AuditTable } from './_components/audit-table'
import { auditHref, keptBySearch, parseAuditParams, type AuditParams } from './search-params'

export const metadata: Metadata = { title: 'Audit log' }

const PAGE_SIZE = 50

/** What people, operators and the platform did. */
export default async function AuditPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const { db, now } = await requireOperator()
  const params = parseAuditParams(await searchParams)
  const found = await listAuditEntries(db, { ...params, limit: PAGE_SIZE + 1 })
  const entries = found.slice(0, PAGE_SIZE)
  const last = entries.at(-1)
  return (
    <>
      <PageHead
        title="Audit log"
        description="What members, operators and the platform itself did, in every account."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Filters params={params} />
        <Card>
          {entries.length === 0 ? (
            <EmptyState
              as="h2"
              icon={<ScrollText aria-hidden="true" />}
              title="No entry matches"
              actions={<ButtonLink href="/operator/audit">Show all entries</ButtonLink>}
            >
              The search looks into names of accounts and into names and addresses of people.
            </EmptyState>
          ) : (
            <AuditTable entries={entries} now={now} />
          )}
          {params.before || found.length > PAGE_SIZE ? (
            <CardFooter>
              <Pagination
                label="Entries, pages"
                className="w-full"
                said={params.before ? 'Older entries' : 'The latest entries'}
                {...(params.before ? { previousHref: auditHref({ ...params, before: null }) } : {})}
                {...(found.length > PAGE_SIZE && last
                  ? { nextHref: auditHref({ ...params, before: { at: last.at, id: last.id } }) }
                  : {})}
              />
            </CardFooter>
          ) : null}
        </Card>
      </div>
    </>
  )
}

const kinds: Readonly<Record<ActorKind, string>> = {
  all: 'Everyone',
  operators: 'Operators',
  members: 'Members',
  platform: 'The platform',
}

function Filters({ params }: { params: AuditParams }) {
  const { action } = params
  const to = (change: Partial<AuditParams>) => auditHref({ ...params, ...change, before: null })
  const acts = [...new Set([...knownActs, ...(action === null ? [] : [action])])]
  return (
    <div className="flex flex-wrap gap-2">
      <SearchBox
        path="/operator/audit"
        params={keptBySearch(params)}
        value={params.search}
        label="Account or person"
      />
      <SegmentedLinks
        label="By whom"
        options={actorKinds.map(by => ({ href: to({ by }), label: kinds[by], active: params.by === by }))}
      />
      <AddressSelect
        label="Act"
        value={action ?? 'all'}
        options={[
          { value: 'all', label: 'All acts', href: to({ action: null }) },
          ...acts.map(value => ({ value, label: actWords(value), href: to({ action: value }) })),
        ]}
        className="w-56!"
      />
    </div>
  )
}
