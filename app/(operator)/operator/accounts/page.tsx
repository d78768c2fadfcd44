import { SearchX } from 'lucide-react'
import type { Metadata } from 'next'
import { requireOperator } from '@/app/_server/operator'
import { SearchBox } from '@/app/(operator)/operator/_components/search-box'
import { Tiles } from '@/app/(operator)/operator/_components/tiles'
import type { RawParams } from '@/app/(operator)/operator/search-params'
import { EmptyState } from '@/components/empty-state'
import { Money } from '@/components/money'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardFooter } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { formatCount } from '@/lib/format'
import { centsToNanos } from '@/lib/money'
import { countAccounts, listAccounts } from '@/lib/operators/accounts/queries'
import { getOpenPeriods, getTotalFigures } from '@/lib/operators/exposure/queries'
import { formatPeriod } from '@/lib/period'
import { AccountsTable } from './_components/accounts-table'
import { ViewLinks } from './_components/view-links'
import { accountsHref, keptBySearch, parseAccountsParams, type AccountsParams } from './search-params'

export const metadata: Metadata = { title: 'Accounts' }

const PAGE_SIZE = 50

export default async function AccountsPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const { db, now } = await requireOperator()
  const params = parseAccountsParams(await searchParams)
  const periods = await getOpenPeriods(db, now)
  const [rows, counts, total] = await Promise.all([
    listAccounts(db, { ...params, pageSize: PAGE_SIZE }, periods),
    countAccounts(db, params.search),
    getTotalFigures(db, periods),
  ])
  const month = formatPeriod(periods.current)
  const unbilled =
    periods.past.length === 0 ? month : `${month} and ${periods.past.map(formatPeriod).join(', ')}`
  return (
    <>
      <PageHead title="Accounts" description="Where every account stands, what it used and what it owes." />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Tiles
          tiles={[
            { label: `Used in ${month}`, value: <Money nanos={total.spentNanos} />, note: 'By all accounts' },
            { label: 'Not billed yet', value: <Money nanos={total.unbilledNanos} />, note: unbilled },
            {
              label: 'Unpaid',
              value: <Money nanos={centsToNanos(total.unpaidCents)} />,
              note: 'Invoices open or given up',
            },
            {
              label: 'Exposure',
              value: <Money nanos={total.exposureNanos} />,
              note: 'Not billed and unpaid',
            },
          ]}
        />
        <div className="flex flex-wrap gap-2">
          <SearchBox
            path="/operator/accounts"
            params={keptBySearch(params)}
            value={params.search}
            label="Name, address, account or Stripe id"
          />
          <ViewLinks params={params} counts={counts} />
        </div>
        <Card>
          {rows.length === 0 ? (
            <NoAccounts params={params} />
          ) : (
            <>
              <AccountsTable accounts={rows} params={params} month={month} now={now} />
              <Pages params={params} shown={rows.length} matching={counts[params.view]} />
            </>
          )}
        </Card>
      </div>
    </>
  )
}

function Pages({ params, shown, matching }: { params: AccountsParams; shown: number; matching: number }) {
  const { page } = params
  const first = (page - 1) * PAGE_SIZE
  return (
    <CardFooter>
      <Pagination
        label="Accounts, pages"
        className="w-full"
        said={`${formatCount(first + 1)} – ${formatCount(first + shown)} of ${formatCount(matching)}`}
        {...(page > 1 ? { previousHref: accountsHref({ ...params, page: page - 1 }) } : {})}
        {...(page * PAGE_SIZE < matching ? { nextHref: accountsHref({ ...params, page: page + 1 }) } : {})}
      />
    </CardFooter>
  )
}

function NoAccounts({ params: { search, view } }: { params: AccountsParams }) {
  const narrowed = search !== '' || view !== 'all'
  return (
    <EmptyState
      as="h2"
      icon={<SearchX aria-hidden="true" />}
      title={narrowed ? 'No account matches' : 'No accounts here'}
      actions={<ButtonLink href="/operator/accounts">Show all accounts</ButtonLink>}
    >
      {search === ''
        ? null
        : 'The search looks into names and members’ addresses, and takes whole ids of accounts and of Stripe’s customers, cards and invoices.'}
    </EmptyState>
  )
}
