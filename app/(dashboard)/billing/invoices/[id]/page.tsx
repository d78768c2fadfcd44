import { ChevronRight, Download, ExternalLink } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { PageHead } from '@/components/shell/page-head'
import { Badge } from '@/components/ui/badge'
import { buttonStyle } from '@/components/ui/button-style'
import { stateWords } from '@/app/(dashboard)/billing/(tabs)/invoices/_components/state-words'
import { formatDate } from '@/lib/format'
import { getInvoice } from '@/lib/invoices/queries'
import { endOf, formatPeriod, startOf, toPeriod } from '@/lib/period'
import { AmountCard } from './_components/amount-card'
import { LinesCard } from './_components/lines-card'

export const metadata: Metadata = { title: 'Invoice' }

export default async function InvoicePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireMember()
  const invoice = await getInvoice(ctx, (await params).id)
  if (!invoice) notFound()
  const period = toPeriod(invoice.period)
  const { label, tone } = stateWords(invoice)
  const lastDay = new Date(endOf(period).getTime() - 1)
  return (
    <>
      <PageHead
        crumb={
          <>
            <Link href="/billing/invoices" className="rounded-xs hover:text-ink">
              Invoices
            </Link>
            <ChevronRight className="size-3.5 text-3" aria-hidden="true" />
            <span className="font-mono text-12">{invoice.number ?? invoice.period}</span>
          </>
        }
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {formatPeriod(period)} <Badge tone={tone}>{label}</Badge>
          </span>
        }
        description={`${invoice.number === null ? 'Usage' : `Invoice ${invoice.number},`} for ${formatDate(startOf(period))} to ${formatDate(lastDay)}, UTC.`}
        actions={
          <>
            {invoice.hostedUrl ? (
              <a
                href={`/billing/invoices/${invoice.id}/stripe`}
                target="_blank"
                rel="noreferrer"
                className={buttonStyle({ collapse: true })}
              >
                <ExternalLink aria-hidden="true" />
                <span>{invoice.status === 'open' ? 'Pay at Stripe' : 'View at Stripe'}</span>
              </a>
            ) : null}
            {invoice.pdfUrl ? (
              <a
                href={`/billing/invoices/${invoice.id}/pdf`}
                download
                className={buttonStyle({ collapse: true })}
              >
                <Download aria-hidden="true" />
                <span>Download PDF</span>
              </a>
            ) : null}
          </>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_280px]">
        <LinesCard lines={invoice.lines} totalCents={invoice.totalCents} />
        <AmountCard invoice={invoice} />
      </div>
    </>
  )
}
