import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { ExportMenu } from '@/components/export-menu'
import { Card, CardHeader } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { getRunningBill, listInvoices } from '@/lib/invoices/queries'
import { parsePeriod, periodOf } from '@/lib/period'
import { invoiceExports } from './_components/invoice-exports'
import { InvoicesTable } from './_components/invoices-table'

export const metadata: Metadata = { title: 'Invoices' }

const PAGE = 24

export default async function InvoicesPage({
  searchParams,
}: {
  searchParams: Promise<{ before?: string | string[] }>
}) {
  const ctx = await requireMember()
  const { before: raw } = await searchParams
  const parsed = typeof raw === 'string' ? parsePeriod(raw) : undefined
  const before = parsed?.ok ? parsed.value : null
  const [rows, running] = await Promise.all([
    listInvoices(ctx, { limit: PAGE + 1, before }),
    before === null ? getRunningBill(ctx) : null,
  ])
  const shown = rows.slice(0, PAGE)
  const last = shown.at(-1)
  const older = rows.length > PAGE && last ? `/billing/invoices?before=${last.period}` : undefined

  return (
    <>
      <Card>
        <CardHeader
          title="Invoices by month"
          actions={<ExportMenu choices={invoiceExports(shown, periodOf(ctx.now))} />}
        />
        <InvoicesTable invoices={shown} running={running} now={ctx.now} />
      </Card>
      {before !== null || older ? (
        <Pagination
          label="Invoices, pages"
          className="mt-3"
          said={`${shown.length} invoices${before === null ? '' : ` before ${before}`}`}
          {...(before === null ? {} : { previousHref: '/billing/invoices' })}
          {...(older ? { nextHref: older } : {})}
        />
      ) : null}
      <p className="mt-4 text-13 text-2">
        Invoices are made on the 1st (UTC) for the month before. A month of less than $0.50 is carried into
        the next one.
      </p>
    </>
  )
}
