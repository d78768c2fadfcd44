import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { ExportMenu } from '@/components/export-menu'
import { Badge } from '@/components/ui/badge'
import { detailExports } from '@/app/(dashboard)/billing/invoices/_components/detail-exports'
import { InvoiceHead } from '@/app/(dashboard)/billing/invoices/_components/invoice-head'
import { LinesCard } from '@/app/(dashboard)/billing/invoices/_components/lines-card'
import { readUpcoming } from '@/app/(dashboard)/billing/invoices/_components/upcoming'
import { parseOpening, type RawParams } from '@/app/(dashboard)/billing/invoices/search-params'
import { readOpened } from '@/lib/invoices/detail/opened/queries'
import { getRunningBill } from '@/lib/invoices/queries'
import { UpcomingCard } from './_components/upcoming-card'

export const metadata: Metadata = { title: 'Running invoice' }

const path = '/billing/invoices/running'

/** The invoice of the current month as it would be made now, by the code that makes the final one. */
export default async function RunningInvoicePage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireMember()
  const opening = parseOpening(await searchParams)
  const bill = await getRunningBill(ctx)
  const [opened, upcoming] = await Promise.all([readOpened(ctx, bill, opening), readUpcoming(ctx, bill)])
  return (
    <>
      <InvoiceHead
        period={bill.period}
        number={null}
        badge={<Badge>Running</Badge>}
        actions={
          bill.lines.length > 0 ? <ExportMenu choices={detailExports(path, bill.period)} /> : undefined
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_304px]">
        <LinesCard bill={bill} opening={opening} opened={opened} path={path} running />
        <UpcomingCard bill={bill} upcoming={upcoming} now={ctx.now} />
      </div>
    </>
  )
}
