import { FileText } from 'lucide-react'
import type { Metadata } from 'next'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { EmptyState } from '@/components/empty-state'
import { ExportMenu } from '@/components/export-menu'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { readUpcoming } from '@/app/(dashboard)/billing/invoices/_components/upcoming'
import { formatCount, formatDate } from '@/lib/format'
import { isNarrowed } from '@/lib/invoices/list/filter'
import { findInvoices, listInvoiceYears, type FoundInvoices } from '@/lib/invoices/list/queries'
import { getRunningBill } from '@/lib/invoices/queries'
import { formatCents } from '@/lib/money'
import { endOf, periodOf, toPeriod } from '@/lib/period'
import { InvoiceFilters } from './_components/invoice-filters'
import { invoiceExports } from './_components/invoice-exports'
import { InvoicesTable, type RunningMonth } from './_components/invoices-table'
import { invoicesHref, parseInvoicesParams, type InvoicesParams, type RawParams } from './search-params'

export const metadata: Metadata = { title: 'Invoices' }

const PAGE = 24

export default async function InvoicesPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireMember()
  const params = parseInvoicesParams(await searchParams)
  const [found, years, running] = await Promise.all([
    findInvoices(ctx, params, { before: params.before, limit: PAGE }),
    listInvoiceYears(ctx),
    showsRunning(params, ctx.now) ? readRunning(ctx) : null,
  ])
  const isNew = years.length === 0 && (running === null || running.bill.lines.length === 0)
  if (isNew) return <NoInvoices first={endOf(periodOf(ctx.now))} />
  const nothing = found.rows.length === 0 && running === null
  return (
    <>
      {years.length > 0 ? <InvoiceFilters params={params} years={years} /> : null}
      <Card>
        <CardHeader
          title="Invoices by month"
          note={wordsOf(found, params)}
          actions={<ExportMenu choices={invoiceExports(found.rows, periodOf(ctx.now))} />}
        />
        {nothing ? (
          <EmptyState
            title="Nothing matches"
            actions={
              <ButtonLink size="sm" href="/billing/invoices">
                Clear filters
              </ButtonLink>
            }
          >
            No invoice has this status, year, number or amount.
          </EmptyState>
        ) : (
          <InvoicesTable invoices={found.rows} running={running} now={ctx.now} />
        )}
      </Card>
      <Pages found={found} params={params} />
      <p className="mt-4 text-13 text-2">
        Invoices are made on the 1st (UTC) for the month before. A month of less than $0.50 is carried into
        the next one.
      </p>
    </>
  )
}

/** Before the first request: what will stand here, and when. */
function NoInvoices({ first }: { first: Date }) {
  return (
    <Card>
      <CardHeader title="Invoices by month" />
      <EmptyState icon={<FileText aria-hidden="true" />} title="No invoices yet">
        The first one comes on {formatDate(first)} (UTC) if you use the API this month. Months without use
        have no invoice; less than $0.50 is carried into the next one.
      </EmptyState>
    </Card>
  )
}

/** The running month is none of the invoices that a status or a number tells apart. */
function showsRunning({ status, year, search, before }: InvoicesParams, now: Date): boolean {
  return (
    status === null && search === '' && before === null && (year === null || year === now.getUTCFullYear())
  )
}

async function readRunning(ctx: MemberContext): Promise<RunningMonth> {
  const bill = await getRunningBill(ctx)
  return { bill, upcoming: await readUpcoming(ctx, bill) }
}

function wordsOf({ count, receivedCents }: FoundInvoices, params: InvoicesParams): string | undefined {
  if (count === 0) return undefined
  const invoices = `${formatCount(count)} ${count === 1 ? 'invoice' : 'invoices'}`
  return `${invoices}${isNarrowed(params) ? ' found' : ''}, ${formatCents(receivedCents)} received`
}

function Pages({ found, params }: { found: FoundInvoices; params: InvoicesParams }) {
  const last = found.rows.at(-1)
  if (params.before === null && !found.more) return null
  return (
    <Pagination
      label="Invoices, pages"
      className="mt-3"
      said={`${found.rows.length} of ${formatCount(found.count)}${params.before === null ? '' : `, before ${params.before}`}`}
      {...(params.before === null ? {} : { previousHref: invoicesHref({ ...params, before: null }) })}
      {...(found.more && last
        ? { nextHref: invoicesHref({ ...params, before: toPeriod(last.period) }) }
        : {})}
    />
  )
}
