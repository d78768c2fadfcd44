import { CreditCard, ExternalLink, FileText } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { ExportMenu } from '@/components/export-menu'
import { Badge } from '@/components/ui/badge'
import { buttonStyle } from '@/components/ui/button-style'
import { stateWords } from '@/app/(dashboard)/billing/(tabs)/invoices/_components/state-words'
import { detailExports } from '@/app/(dashboard)/billing/invoices/_components/detail-exports'
import { InvoiceHead } from '@/app/(dashboard)/billing/invoices/_components/invoice-head'
import { LinesCard } from '@/app/(dashboard)/billing/invoices/_components/lines-card'
import { parseOpening, type RawParams } from '@/app/(dashboard)/billing/invoices/search-params'
import { getCarry } from '@/lib/invoices/balance/queries'
import { listCredits } from '@/lib/invoices/credits/queries'
import { readOpened } from '@/lib/invoices/detail/opened/queries'
import { toTimeline } from '@/lib/invoices/detail/timeline'
import { listAttempts, listDisputes, listRefunds } from '@/lib/invoices/payments/queries'
import { getInvoice, type InvoiceRow, type InvoiceWithLines } from '@/lib/invoices/queries'
import { toPeriod } from '@/lib/period'
import { AmountCard } from './_components/amount-card'
import { BilledToCard } from './_components/billed-to-card'
import { CreditsCard } from './_components/credits-card'
import { RefreshOnReturn } from './_components/refresh-on-return'
import { TimelineCard } from './_components/timeline-card'

export const metadata: Metadata = { title: 'Invoice' }

export interface InvoicePageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<RawParams>
}

export default async function InvoicePage({ params, searchParams }: InvoicePageProps) {
  const ctx = await requireMember()
  const invoice = await getInvoice(ctx, (await params).id)
  if (!invoice) notFound()
  const period = toPeriod(invoice.period)
  const path = `/billing/invoices/${invoice.id}`
  const opening = parseOpening(await searchParams)
  const { label, tone } = stateWords(invoice)
  const [opened, facts] = await Promise.all([
    readOpened(ctx, { period, lines: invoice.lines }, opening),
    readFacts(ctx, invoice),
  ])
  return (
    <>
      <InvoiceHead
        period={period}
        number={invoice.number}
        badge={<Badge tone={tone}>{label}</Badge>}
        actions={<Actions invoice={invoice} path={path} />}
      />
      {invoice.status === 'open' ? <RefreshOnReturn /> : null}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_304px]">
        <LinesCard bill={invoice} opening={opening} opened={opened} path={path} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <AmountCard invoice={invoice} carry={facts.carry} hasReceipt={facts.hasReceipt} />
          <TimelineCard entries={facts.entries} />
          <CreditsCard credits={facts.credits} creditedCents={invoice.creditedCents} />
          {invoice.billedTo ? <BilledToCard billedTo={invoice.billedTo} /> : null}
        </div>
      </div>
    </>
  )
}

async function readFacts(ctx: MemberContext, invoice: InvoiceRow) {
  const { id } = invoice
  const [carry, attempts, refunds, credits, disputes] = await Promise.all([
    getCarry(ctx, invoice),
    listAttempts(ctx, id),
    listRefunds(ctx, id),
    listCredits(ctx, id),
    listDisputes(ctx, id),
  ])
  return {
    carry,
    credits,
    hasReceipt: attempts.some(({ receiptUrl }) => receiptUrl !== null),
    entries: toTimeline({ invoice, attempts, refunds, credits, disputes }),
  }
}

function Actions({ invoice, path }: { invoice: InvoiceWithLines; path: string }) {
  const owed = invoice.status === 'open' || invoice.status === 'uncollectible'
  return (
    <>
      {invoice.lines.length > 0 ? (
        <ExportMenu choices={detailExports(path, toPeriod(invoice.period))} />
      ) : null}
      {invoice.pdfUrl ? (
        <a href={`${path}/pdf`} download className={buttonStyle({ collapse: true })}>
          <FileText aria-hidden="true" />
          <span>Download PDF</span>
        </a>
      ) : null}
      {invoice.hostedUrl ? (
        <a
          href={`${path}/stripe`}
          target="_blank"
          rel="noreferrer"
          className={buttonStyle({ collapse: true, variant: owed ? 'primary' : 'secondary' })}
        >
          {owed ? <CreditCard aria-hidden="true" /> : <ExternalLink aria-hidden="true" />}
          <span>{owed ? payWords(invoice) : 'View at Stripe'}</span>
        </a>
      ) : null}
    </>
  )
}

function payWords({ needsAuthentication }: InvoiceRow): string {
  return needsAuthentication ? 'Confirm payment' : 'Pay now'
}
