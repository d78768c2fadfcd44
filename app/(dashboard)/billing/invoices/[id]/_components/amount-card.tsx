import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { formatDate } from '@/lib/format'
import { nameMonths, type Carry } from '@/lib/invoices/balance/carry'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { toInvoiceState } from '@/lib/invoices/status'
import { formatCents, formatUsdExact } from '@/lib/money'

export interface AmountCardProps {
  invoice: InvoiceRow
  carry: Carry
  /** A charge that money came by, so that Stripe has a receipt. */
  hasReceipt: boolean
}

/** What the invoice comes to, where that amount comes from, what was received, and what changes the figure. */
export function AmountCard({ invoice, carry, hasReceipt }: AmountCardProps) {
  const state = toInvoiceState(invoice)
  const { carriedCents, amountDueCents, amountPaidCents, creditedCents, refundedCents } = invoice
  const { disputedCents, chargedBackCents } = invoice
  const issued = invoice.stripeInvoiceId !== null && invoice.issuedAt !== null
  const settled = ['void', 'carried', 'credited', 'nothing_due'].includes(state)
  return (
    <Card className="p-4">
      <p className="text-13 text-2">Total</p>
      <p className="text-28 font-medium tnum">{formatCents(invoice.totalCents)}</p>
      <p className="mt-1 text-13 text-2">
        From {formatUsdExact(invoice.totalNanos)} metered, rounded once to the cent.
      </p>
      <dl className="mt-4 border-t border-line text-13">
        {carry.fromCents === 0 ? null : (
          <Row term={<>Carried from {linksTo(carry, invoice.period)}</>}>{formatCents(carry.fromCents)}</Row>
        )}
        {carry.creditCents === 0 ? null : (
          <Row term={carry.creditCents < 0 ? 'Credit applied' : 'Balance from before'}>
            {formatCents(carry.creditCents)}
          </Row>
        )}
        {carriedCents === 0 ? null : (
          <Row
            term={
              carry.to ? <>Carried to {linkTo(carry.to, invoice.period)}</> : 'Carried to the next invoice'
            }
          >
            {formatCents(carriedCents)}
          </Row>
        )}
        {issued ? (
          <Row term={settled ? 'Charged' : 'Amount due'}>
            {formatCents(state === 'void' ? amountPaidCents : amountDueCents)}
          </Row>
        ) : null}
        {issued && !settled ? <Row term="Received">{formatCents(amountPaidCents)}</Row> : null}
        {invoice.paidAt && amountPaidCents > 0 ? (
          <Row term="Payment date">
            {formatDate(invoice.paidAt)}
            {hasReceipt ? (
              <>
                {' · '}
                <a
                  href={`/billing/invoices/${invoice.id}/receipt`}
                  target="_blank"
                  rel="noreferrer"
                  className="link"
                >
                  Receipt
                </a>
              </>
            ) : null}
          </Row>
        ) : null}
        {creditedCents === 0 ? null : (
          <Row term="Given back by credit notes">{formatCents(creditedCents)}</Row>
        )}
        {refundedCents === 0 ? null : <Row term="Refunded to the card">{formatCents(refundedCents)}</Row>}
        {disputedCents === 0 ? null : <Row term="Held back by the bank">{formatCents(disputedCents)}</Row>}
        {chargedBackCents === 0 ? null : (
          <Row term="Taken back by the bank">{formatCents(chargedBackCents)}</Row>
        )}
      </dl>
    </Card>
  )
}

function linksTo({ from }: Carry, period: string): ReactNode {
  const [only] = from
  return only && from.length === 1 ? linkTo(only, period) : nameMonths(from, period)
}

function linkTo(invoice: Carry['from'][number], period: string): ReactNode {
  return (
    <Link href={`/billing/invoices/${invoice.id}`} className="link">
      {nameMonths([invoice], period)}
    </Link>
  )
}

function Row({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt className="text-2">{term}</dt>
      <dd className="ml-auto text-right tnum">{children}</dd>
    </div>
  )
}
