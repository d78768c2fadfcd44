import { ExternalLink } from 'lucide-react'
import { stateNote, stateWords } from '@/app/(dashboard)/billing/(tabs)/invoices/_components/state-words'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { buttonStyle } from '@/components/ui/button-style'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { formatDate } from '@/lib/format'
import { creditableCents, givenBackCents } from '@/lib/invoices/credits/credit'
import type { CreditRow } from '@/lib/invoices/credits/queries'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { formatCents } from '@/lib/money'
import { formatPeriod, toPeriod } from '@/lib/period'
import { CreditInvoice } from './credit-invoice'
import type { Subject } from './subject'

export interface InvoicesCardProps {
  subject: Subject
  invoices: readonly InvoiceRow[]
  credits: readonly CreditRow[]
  /** Stripe's id of the account; null: it never set up billing. */
  customerId: string | null
}

/** The account's latest invoices, each with what can be given back of it. */
export function InvoicesCard({ subject, invoices, credits, customerId }: InvoicesCardProps) {
  return (
    <Card>
      <CardHeader
        title="Invoices"
        actions={customerId ? <span className="truncate font-mono text-12">{customerId}</span> : null}
      />
      {invoices.length === 0 ? (
        <CardBody className="text-13 text-2">The account was never billed.</CardBody>
      ) : (
        <Table caption="Invoices" density="tall">
          <thead>
            <tr>
              <Th>Period</Th>
              <Th>Number</Th>
              <Th>Status</Th>
              <Th>Issued</Th>
              <Th numeric>Total</Th>
              <Th numeric>Received</Th>
              <Th numeric>Given back</Th>
              <Th>
                <span className="sr-only">Acts</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {invoices.map(invoice => (
              <Row key={invoice.id} subject={subject} invoice={withCredits(invoice, credits)} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}

type CreditedInvoice = ReturnType<typeof withCredits>

function withCredits(invoice: InvoiceRow, credits: readonly CreditRow[]) {
  const elsewhere = credits.filter(
    ({ invoiceId, status, to }) => invoiceId === invoice.id && status === 'issued' && to !== 'refund',
  )
  return {
    ...invoice,
    creditedElsewhereCents: elsewhere.reduce((cents, { amountCents }) => cents + amountCents, 0),
  }
}

function Row({ subject, invoice }: { subject: Subject; invoice: CreditedInvoice }) {
  const { label, tone } = stateWords(invoice)
  const month = formatPeriod(toPeriod(invoice.period))
  const { leftCents, refundableCents } = creditableCents(invoice)
  const backCents = givenBackCents(invoice)
  const note = stateNote(invoice)
  return (
    <Tr>
      <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
        {month}
      </th>
      <Td className="font-mono text-12">{invoice.number ?? <None />}</Td>
      <Td>
        <StatusDot tone={tone}>{label}</StatusDot>
        {note === '' ? null : (
          <span className="block max-w-[240px] truncate pl-3.5 text-12 text-2" title={note}>
            {note}
          </span>
        )}
      </Td>
      <Td>{invoice.issuedAt ? formatDate(invoice.issuedAt) : <None />}</Td>
      <Td numeric>{formatCents(invoice.totalCents)}</Td>
      <Td numeric>{invoice.amountPaidCents === 0 ? <None /> : formatCents(invoice.amountPaidCents)}</Td>
      <Td numeric>{backCents === 0 ? <None /> : formatCents(backCents)}</Td>
      <Td className="text-right">
        <span className="inline-flex gap-1.5">
          {leftCents > 0 ? (
            <CreditInvoice
              subject={subject}
              invoiceId={invoice.id}
              month={month}
              paid={invoice.status === 'paid'}
              left={formatCents(leftCents)}
              refundable={refundableCents > 0 ? formatCents(refundableCents) : null}
            />
          ) : null}
          {invoice.hostedUrl ? (
            <a
              href={invoice.hostedUrl}
              target="_blank"
              rel="noreferrer"
              aria-label={`${month} at Stripe`}
              className={buttonStyle({ size: 'sm', icon: true, variant: 'ghost' })}
            >
              <ExternalLink aria-hidden="true" />
            </a>
          ) : null}
        </span>
      </Td>
    </Tr>
  )
}
