import { FileText } from 'lucide-react'
import Link from 'next/link'
import { requireMember } from '@/app/_server/ctx'
import { findInvoice } from '@/lib/invoices/queries'
import { formatPeriod, periodOf } from '@/lib/period'
import type { LoggedRequest } from '@/lib/usage/log/queries'
import { Part } from './part'

/** The invoice that it stands on, or will. */
export async function BillPart({ event, modelName }: { event: LoggedRequest; modelName: string }) {
  return (
    <Part>
      <div className="flex items-center gap-2">
        <FileText className="size-3.5 shrink-0 text-3" strokeWidth={1.75} aria-hidden="true" />
        <span className="min-w-0 flex-1">
          <Bill event={event} />
        </span>
        <span className="max-w-36 truncate text-2">{modelName}</span>
      </div>
    </Part>
  )
}

async function Bill({ event }: { event: LoggedRequest }) {
  const { db, accountId, now } = await requireMember()
  if (event.waivedNanos > 0n) return 'Waived: on no invoice'
  if (event.costNanos === 0n) return 'Free: on no invoice'
  const period = periodOf(event.admittedAt)
  if (period === periodOf(now))
    return (
      <>
        On the{' '}
        <Link href="/billing/invoices/running" className="link font-medium text-accent-text">
          {formatPeriod(period)} draft
        </Link>
      </>
    )
  const invoice = await findInvoice(db, accountId, period)
  if (!invoice) return `On the bill of ${formatPeriod(period)}, which is not made yet`
  return (
    <>
      On{' '}
      <Link href={`/billing/invoices/${invoice.id}`} className="link font-medium text-accent-text">
        {invoice.number === null ? `the invoice of ${formatPeriod(period)}` : `invoice ${invoice.number}`}
      </Link>
    </>
  )
}
