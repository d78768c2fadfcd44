import { Card, CardHeader } from '@/components/ui/card'
import { formatDate } from '@/lib/format'
import type { CreditRow } from '@/lib/invoices/credits/queries'
import { formatCents } from '@/lib/money'

const reasons: Record<CreditRow['reason'], string> = {
  duplicate: 'Billed twice',
  fraudulent: 'Not used by you',
  order_change: 'Order changed',
  product_unsatisfactory: 'Service not as it should be',
}
const ways: Record<CreditRow['to'], string> = {
  due: 'Off what was due',
  balance: 'To your balance',
  refund: 'To the card',
}

export interface CreditsCardProps {
  credits: readonly CreditRow[]
  /** All that credit notes gave back, as Stripe says it. */
  creditedCents: number
}

/** Credit notes on the invoice, each with its amount and why it was given. Nothing where there are none. */
export function CreditsCard({ credits, creditedCents }: CreditsCardProps) {
  const given = credits.filter(({ status }) => status === 'issued' || status === 'void')
  const ours = given.filter(({ status }) => status === 'issued')
  const otherCents = creditedCents - ours.reduce((cents, { amountCents }) => cents + amountCents, 0)
  if (given.length === 0 && otherCents <= 0) return null
  return (
    <Card>
      <CardHeader title="Credit notes" />
      <ul className="px-4 text-13">
        {given.map(credit => (
          <li key={credit.id} className="border-b border-line py-2.5 last:border-b-0">
            <p className="flex gap-4">
              <span className="min-w-0 font-medium">
                {reasons[credit.reason]}
                {credit.status === 'void' ? <span className="font-normal text-2"> (taken back)</span> : null}
              </span>
              <span className="ml-auto tnum">{formatCents(credit.amountCents)}</span>
            </p>
            <p className="break-words text-2">{credit.memo}</p>
            <p className="mt-0.5 flex flex-wrap gap-x-3 text-12 text-3">
              <span>{ways[credit.to]}</span>
              {credit.issuedAt ? <span>{formatDate(credit.issuedAt)}</span> : null}
              {credit.number ? <span className="font-mono">{credit.number}</span> : null}
            </p>
          </li>
        ))}
        {otherCents > 0 ? (
          <li className="flex gap-4 py-2.5">
            <span className="min-w-0">
              <span className="font-medium">Given at Stripe</span>
              <span className="block text-2">The credit note is with the invoice there.</span>
            </span>
            <span className="ml-auto tnum">{formatCents(otherCents)}</span>
          </li>
        ) : null}
      </ul>
    </Card>
  )
}
