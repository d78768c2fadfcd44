import { AlertStrip } from '@/components/ui/alert'
import { formatMoment } from '@/lib/format'
import type { Billing } from '@/lib/billing/queries'

/** What is wrong with the account's standing and the way out; nothing while all is well. */
export function StandingStrip({ billing }: { billing: Billing }) {
  const text = textOf(billing)
  if (text === null) return null
  const action = billing.owedInvoiceId ? (
    <a href={`/billing/invoices/${billing.owedInvoiceId}/stripe`} target="_blank" rel="noreferrer">
      {billing.authentication ? 'Confirm payment' : 'Pay now'}
    </a>
  ) : undefined
  return (
    <AlertStrip
      tone={billing.standing === 'past_due' ? 'caution' : 'danger'}
      rows={[{ id: 'standing', text, ...(action ? { action } : {}) }]}
    />
  )
}

function textOf({ reason, suspendsAt, authentication }: Billing): string | null {
  if (reason === 'payment_failed' && authentication)
    return `The bank asks you to confirm a payment. Confirm it, or the API stops${suspendsAt ? ` on ${formatMoment(suspendsAt)}` : ''}.`
  switch (reason) {
    case 'no_card':
    case 'paid_up':
      return null
    case 'payment_failed':
      return `A payment failed. Pay the open invoice or save another card, or the API stops${suspendsAt ? ` on ${formatMoment(suspendsAt)}` : ''}.`
    case 'grace_over':
      return 'An invoice has been unpaid for seven days: the API refuses requests that cost. It works again the moment it is paid.'
    case 'owes_without_card':
      return 'An invoice is unpaid and there is no card: the API refuses requests that cost. Save a card and pay the invoice.'
    case 'disputed':
      return 'A payment was disputed with the bank: the API refuses requests that cost until that is settled. Write to support to have it looked at.'
    case 'held':
      return 'The account is on hold: the API refuses requests that cost. Write to support to have it looked at.'
  }
}
