import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { formatDateTime } from '@/lib/format'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { toInvoiceState } from '@/lib/invoices/status'
import { formatCents, formatUsdExact } from '@/lib/money'

/** From the metered sum to what was paid: every step that changes the figure. */
export function AmountCard({ invoice }: { invoice: InvoiceRow }) {
  const state = toInvoiceState(invoice)
  const { appliedBalanceCents, carriedCents, amountDueCents, amountPaidCents } = invoice
  const { creditedCents, refundedCents } = invoice
  const issued = invoice.stripeInvoiceId !== null
  return (
    <Card className="p-4">
      <p className="text-13 text-2">Total</p>
      <p className="text-28 font-medium tnum">{formatCents(invoice.totalCents)}</p>
      <p className="mt-1 text-13 text-2">
        From {formatUsdExact(invoice.totalNanos)} metered, rounded once to the cent.
      </p>
      <dl className="mt-4 border-t border-line text-13">
        {appliedBalanceCents === 0 ? null : (
          <Row term={appliedBalanceCents > 0 ? 'Carried over from before' : 'Credit applied'}>
            {formatCents(appliedBalanceCents)}
          </Row>
        )}
        {carriedCents === 0 ? null : (
          <Row term="Carried into the next month">{formatCents(carriedCents)}</Row>
        )}
        {issued ? <Row term="Amount due">{formatCents(amountDueCents)}</Row> : null}
        {issued && state !== 'carried' ? <Row term="Received">{formatCents(amountPaidCents)}</Row> : null}
        {invoice.issuedAt ? <Row term="Issued">{formatDateTime(invoice.issuedAt)}</Row> : null}
        {invoice.paidAt && amountPaidCents > 0 ? (
          <Row term="Paid">{formatDateTime(invoice.paidAt)}</Row>
        ) : null}
        {creditedCents === 0 ? null : (
          <Row term="Given back by credit notes">{formatCents(creditedCents)}</Row>
        )}
        {refundedCents === 0 ? null : <Row term="Refunded to the card">{formatCents(refundedCents)}</Row>}
        {invoice.lastPaymentError && (state === 'failed' || state === 'unconfirmed') ? (
          <Row term="Last attempt">{invoice.lastPaymentError}</Row>
        ) : null}
      </dl>
    </Card>
  )
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt className="text-2">{term}</dt>
      <dd className="ml-auto text-right tnum">{children}</dd>
    </div>
  )
}
