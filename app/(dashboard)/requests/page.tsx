import type { Metadata } from 'next'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { EmptyState } from '@/components/empty-state'
import { ExportMenu } from '@/components/export-menu'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardFooter } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { LiveUpdates } from '@/app/(dashboard)/_components/live-updates'
import { toFilterOptions } from '@/app/(dashboard)/usage/_components/filter-choices'
import { FirstRequest } from '@/app/(dashboard)/usage/_components/first-request'
import { naming } from '@/app/(dashboard)/usage/_components/names'
import { UsageFilters } from '@/app/(dashboard)/usage/_components/usage-filters'
import { daysOf, resolvePeriodOrMonth, spanInWords, zoomInWords } from '@/app/(dashboard)/usage/period'
import type { RawParams } from '@/app/(dashboard)/usage/search-params'
import {
  filterOf,
  isFiltered,
  requestsExportHref,
  unfiltered,
  widerThan,
} from '@/app/(dashboard)/usage/usage-href'
import { loadCatalog } from '@/lib/catalog/queries'
import { listKeyNames } from '@/lib/keys/names/queries'
import { listRequests, type LogPage, type LogQuestion } from '@/lib/usage/log/queries'
import { hasUsage } from '@/lib/usage/queries'
import { listOptions } from '@/lib/usage/view/queries'
import { localDay } from '@/lib/usage/zone'
import { RequestPane } from './_components/request-pane'
import { RequestsTable } from './_components/requests-table'
import { logHref, pageBeside, parseLogParams, type LogParams } from './search-params'
import { description } from './words'

export const metadata: Metadata = { title: 'Requests' }

const PAGE_ROWS = 50

export default async function RequestsPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireMember()
  const params = parseLogParams(await searchParams)
  const { period, problem } = resolvePeriodOrMonth(params.usage, ctx.now)
  const filter = filterOf(params.usage)
  const [used, slice, options, keys, catalog] = await Promise.all([
    hasUsage(ctx),
    readPage(ctx, params, { span: period, filter, limit: PAGE_ROWS }),
    listOptions(ctx, period, filter),
    listKeyNames(ctx),
    loadCatalog(ctx.db),
  ])
  const nameOf = naming(keys, new Map([...catalog.models.values()].map(({ id, name }) => [id, name])))
  const range = `${spanInWords(period, period.zone)}, ${period.zone}${isFiltered(params.usage) ? ', as filtered' : ''}`
  const exports = [{ href: requestsExportHref(params.usage), label: 'Single requests, CSV', range }]
  // Older pages stay as they are: what is new has no place on them.
  const isNewest = params.from === undefined
  return (
    <>
      <PageHead
        title="Requests"
        description={description}
        actions={
          used ? (
            <>
              {isNewest ? <LiveUpdates /> : null}
              {problem ? null : <ExportMenu choices={exports} />}
            </>
          ) : null
        }
      />
      {used ? (
        <>
          <UsageFilters
            path="/requests"
            params={params.usage}
            days={daysOf(period, period.zone)}
            today={localDay(ctx.now, period.zone)}
            options={toFilterOptions(options, params.usage, nameOf)}
            zoomed={problem === null ? zoomInWords(params.usage, period) : undefined}
          />
          {problem ? (
            <p role="alert" className="mb-4 text-13 text-dan">
              {problem} This is the month to date instead.
            </p>
          ) : null}
          <Card data-live-hold>
            {slice.requests.length > 0 ? (
              <>
                <RequestsTable entries={slice.requests} params={params} nameOf={nameOf} zone={period.zone} />
                <CardFooter>
                  <Pages slice={slice} params={params} />
                </CardFooter>
              </>
            ) : (
              <NoneFound params={params} />
            )}
          </Card>
        </>
      ) : (
        <>
          <FirstRequest standing={ctx.account.standing} hasKey={keys.size > 0} />
          <LiveUpdates quiet />
        </>
      )}
      {params.open ? (
        <RequestPane
          id={params.open}
          entries={slice.requests}
          params={params}
          nameOf={nameOf}
          catalog={catalog}
        />
      ) : null}
    </>
  )
}

/** A page so near to the top that it would not be full is the newest one. */
async function readPage(ctx: MemberContext, { from }: LogParams, question: Omit<LogQuestion, 'from'>) {
  const page = await listRequests(ctx, from ? { ...question, from } : question)
  return from?.direction === 'newer' && !page.hasNewer ? listRequests(ctx, question) : page
}

function Pages({ slice, params }: { slice: LogPage; params: LogParams }) {
  const { requests: entries, hasNewer, hasOlder } = slice
  const [first, last] = [entries[0], entries.at(-1)]
  const said = `${entries.length} ${entries.length === 1 ? 'request' : 'requests'}${hasNewer ? '' : ', the newest'}`
  return (
    <Pagination
      label="Requests, pages"
      className="w-full"
      said={said}
      {...(hasNewer && first ? { previousHref: pageBeside(params, 'newer', first) } : {})}
      {...(hasOlder && last ? { nextHref: pageBeside(params, 'older', last) } : {})}
    />
  )
}

function NoneFound({ params }: { params: LogParams }) {
  const newest = { ...params, from: undefined, open: null }
  const filtered = isFiltered(params.usage)
  const wider = widerThan(params.usage)
  return (
    <EmptyState
      as="h2"
      title={filtered ? 'Nothing matches' : 'No requests in this period'}
      actions={
        filtered ? (
          <ButtonLink href={logHref({ ...newest, usage: unfiltered(params.usage) })}>
            Clear filters
          </ButtonLink>
        ) : wider ? (
          <ButtonLink href={logHref({ ...newest, usage: wider.params })}>Show {wider.days} days</ButtonLink>
        ) : undefined
      }
    >
      {filtered
        ? 'No request of this period passes the chosen filters. Another period or fewer filters may.'
        : 'No requests were made in these days.'}
    </EmptyState>
  )
}
