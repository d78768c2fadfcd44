import { Download } from 'lucide-react'
import Link from 'next/link'
import { Money } from '@/components/money'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { buttonStyle } from '@/components/ui/button-style'
import { formatDate } from '@/lib/format'
import type { Bill } from '@/lib/invoices/lines'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { formatCents } from '@/lib/money'
import { endOf, formatPeriod, toPeriod, type Period } from '@/lib/period'
import { stateNote, stateWords } from './state-words'

const DAY_MS = 86_400_000

export interface InvoicesTableProps {
  invoices: readonly InvoiceRow[]
  /** The current month so far; null on the pages after the first. */
  running: (Bill & { period: Period }) | null
  now: Date
}

/** The running month first, then what was billed, newest first. */
export function InvoicesTable({ invoices, running, now }: InvoicesTableProps) {
  return (
    <Table caption="Invoices">
      <thead>
        <tr>
          <Th>Period</Th>
          <Th wideOnly>Number</Th>
          <Th>Status</Th>
          <Th wideOnly>Note</Th>
          <Th wideOnly>Issued</Th>
          <Th wideOnly>Paid</Th>
          <Th numeric>Amount</Th>
          <Th>
            <span className="sr-only">PDF</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {running ? <RunningRow running={running} now={now} /> : null}
        {invoices.map(invoice => (
          <InvoiceRowView key={invoice.id} invoice={invoice} />
        ))}
      </tbody>
    </Table>
  )
}

function RunningRow({ running, now }: { running: Bill & { period: Period }; now: Date }) {
  const days = Math.round(
    (endOf(running.period).getTime() - new Date(`${running.period}-01T00:00:00Z`).getTime()) / DAY_MS,
  )
  return (
    <Tr>
      <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
        {formatPeriod(running.period)}
      </th>
      <Td wideOnly>
        <None />
      </Td>
      <Td>
        <StatusDot>Running</StatusDot>
      </Td>
      <Td wideOnly className="text-2">
        {now.getUTCDate()} of {days} days so far
      </Td>
      <Td wideOnly className="text-3">
        {formatDate(endOf(running.period))}
      </Td>
      <Td wideOnly>
        <None />
      </Td>
      <Td numeric className="text-2">
        <Money nanos={running.totalNanos} />
      </Td>
      <Td />
    </Tr>
  )
}

function InvoiceRowView({ invoice }: { invoice: InvoiceRow }) {
  const { label, tone } = stateWords(invoice)
  const name = formatPeriod(toPeriod(invoice.period))
  return (
    <Tr>
      <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
        <Link href={`/billing/invoices/${invoice.id}`} className="rounded-xs hover:underline">
          {name}
        </Link>
      </th>
      <Td wideOnly className="font-mono text-12">
        {invoice.number ?? <None />}
      </Td>
      <Td>
        <StatusDot tone={tone}>{label}</StatusDot>
      </Td>
      <Td wideOnly className="text-2">
        {stateNote(invoice)}
      </Td>
      <Td wideOnly>{invoice.issuedAt ? formatDate(invoice.issuedAt) : <None />}</Td>
      <Td wideOnly>
        {invoice.paidAt && invoice.amountPaidCents > 0 ? formatDate(invoice.paidAt) : <None />}
      </Td>
      <Td numeric>{formatCents(invoice.totalCents)}</Td>
      <Td className="w-12 text-right">
        {invoice.pdfUrl ? (
          <a
            href={`/billing/invoices/${invoice.id}/pdf`}
            download
            aria-label={`Download the PDF of ${name}`}
            className={buttonStyle({ size: 'sm', icon: true, variant: 'ghost' })}
          >
            <Download aria-hidden="true" />
          </a>
        ) : null}
      </Td>
    </Tr>
  )
}
