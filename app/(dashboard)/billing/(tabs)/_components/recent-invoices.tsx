import { ChevronRight, FileText } from 'lucide-react'
import Link from 'next/link'
import { EmptyState } from '@/components/empty-state'
import { StatusDot } from '@/components/ui/badge'
import { Card, CardHeader } from '@/components/ui/card'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { formatCents } from '@/lib/money'
import { formatPeriod, nextPeriod, toPeriod, type Period } from '@/lib/period'
import { stateWords } from '@/app/(dashboard)/billing/(tabs)/invoices/_components/state-words'

/** The last few invoices, or when the first one comes. */
export function RecentInvoices({ invoices, period }: { invoices: readonly InvoiceRow[]; period: Period }) {
  return (
    <Card>
      <CardHeader
        title="Invoices"
        actions={
          invoices.length > 0 ? (
            <Link
              href="/billing/invoices"
              className="inline-flex items-center gap-1 rounded-xs hover:text-ink"
            >
              All invoices <ChevronRight className="size-3" aria-hidden="true" />
            </Link>
          ) : undefined
        }
      />
      {invoices.length === 0 ? (
        <EmptyState icon={<FileText aria-hidden="true" />} title="No invoices yet">
          The first one appears on 1 {formatPeriod(nextPeriod(period)).split(' ')[0]} if you use the API in{' '}
          {formatPeriod(period).split(' ')[0]}. Months without use have no invoice.
        </EmptyState>
      ) : (
        <ul>
          {invoices.map(invoice => {
            const { label, tone } = stateWords(invoice)
            return (
              <li key={invoice.id} className="border-b border-line last:border-b-0">
                <Link
                  href={`/billing/invoices/${invoice.id}`}
                  className="grid h-9 grid-cols-[minmax(0,1fr)_minmax(0,0.8fr)_6rem] items-center gap-3 px-4 text-13 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <span className="truncate">{formatPeriod(toPeriod(invoice.period))}</span>
                  <StatusDot tone={tone}>{label}</StatusDot>
                  <span className="text-right tnum">{formatCents(invoice.totalCents)}</span>
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
