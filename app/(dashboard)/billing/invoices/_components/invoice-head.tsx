import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { PageHead } from '@/components/shell/page-head'
import { formatDate } from '@/lib/format'
import { endOf, formatPeriod, startOf, type Period } from '@/lib/period'

export interface InvoiceHeadProps {
  period: Period
  /** Stripe's; null while there is none. */
  number: string | null
  badge: ReactNode
  actions?: ReactNode
}

/** The head of an invoice's page, issued or running. */
export function InvoiceHead({ period, number, badge, actions }: InvoiceHeadProps) {
  const lastDay = new Date(endOf(period).getTime() - 1)
  return (
    <PageHead
      crumb={
        <>
          <Link href="/billing/invoices" className="rounded-xs hover:text-ink">
            Invoices
          </Link>
          <ChevronRight className="size-3.5 text-3" aria-hidden="true" />
          <span className="font-mono text-12">{number ?? period}</span>
        </>
      }
      title={
        <span className="flex flex-wrap items-center gap-2.5">
          {formatPeriod(period)} {badge}
        </span>
      }
      description={`${number === null ? 'Usage' : `Invoice ${number},`} for ${formatDate(startOf(period))} to ${formatDate(lastDay)}, UTC.`}
      actions={actions}
    />
  )
}
