import { Download } from 'lucide-react'
import Link from 'next/link'
import { Money } from '@/components/money'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { buttonStyle } from '@/components/ui/button-style'
import { formatDate } from '@/lib/format'
import type { Upcoming } from '@/lib/invoices/balance/upcoming'
import type { Bill } from '@/lib/invoices/lines'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { toInvoiceState, type InvoiceState } from '@/lib/invoices/status'
import { formatCents } from '@/lib/money'
import { endOf, formatPeriod, startOf, toPeriod, type Period } from '@/lib/period'
import { stateNote, stateWords } from './state-words'

const DAY_MS = 86_400_000
/** Money came for it, and no bank wants it back. */
const hasMoney: ReadonlySet<InvoiceState> = new Set<InvoiceState>(['paid', 'refunded'])

/** The current month so far, and what its invoice is going to be. */
export interface RunningMonth {
  readonly bill: Bill & { readonly period: Period }
  readonly upcoming: Upcoming
}

export interface InvoicesTableProps {
  invoices: readonly InvoiceRow[]
  /** Null on the pages after the first, and where filters leave it out. */
  running: RunningMonth | null
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

function RunningRow({ running: { bill, upcoming }, now }: { running: RunningMonth; now: Date }) {
  const end = endOf(bill.period)
  const days = Math.round((end.getTime() - startOf(bill.period).getTime()) / DAY_MS)
  return (
    <Tr>
      <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
        <Link href="/billing/invoices/running" className="rounded-xs hover:underline">
          {formatPeriod(bill.period)}
        </Link>
      </th>
      <Td wideOnly>
        <None />
      </Td>
      <Td>
        <StatusDot>Running</StatusDot>
      </Td>
      <Td wideOnly className="text-2">
        {now.getUTCDate()} of {days} days, forecast {formatCents(Math.max(0, upcoming.forecastCents))}
      </Td>
      <Td wideOnly className="text-3">
        {formatDate(end)}
      </Td>
      <Td wideOnly>
        <None />
      </Td>
      <Td numeric className="text-2">
        <Money nanos={bill.totalNanos} />
      </Td>
      <Td />
    </Tr>
  )
}

function InvoiceRowView({ invoice }: { invoice: InvoiceRow }) {
  const { label, tone } = stateWords(invoice)
  const state = toInvoiceState(invoice)
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
      <Td wideOnly>{invoice.paidAt && hasMoney.has(state) ? formatDate(invoice.paidAt) : <None />}</Td>
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
