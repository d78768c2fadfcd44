import type { Tone } from '@/components/ui/badge'
import { formatCents } from '@/lib/money'
import type { InvoiceRow } from '@/lib/invoices/queries'
import type { StatusChoice } from '@/lib/invoices/list/filter'
import { toInvoiceState, type InvoiceState } from '@/lib/invoices/status'

const words: Record<InvoiceState, { label: string; tone: Tone }> = {
  preparing: { label: 'Being made', tone: 'info' },
  open: { label: 'Open', tone: 'caution' },
  failed: { label: 'Payment failed', tone: 'danger' },
  unconfirmed: { label: 'Confirm payment', tone: 'caution' },
  paid: { label: 'Paid', tone: 'positive' },
  carried: { label: 'Carried over', tone: 'info' },
  credited: { label: 'Credited', tone: 'info' },
  refunded: { label: 'Refunded', tone: 'neutral' },
  disputed: { label: 'Disputed', tone: 'caution' },
  charged_back: { label: 'Charged back', tone: 'danger' },
  uncollectible: { label: 'Uncollectible', tone: 'danger' },
  void: { label: 'Void', tone: 'neutral' },
  nothing_due: { label: 'Nothing due', tone: 'neutral' },
}

/** What the list can be narrowed to. */
export const statusWords: Record<StatusChoice, string> = {
  to_pay: 'Not paid',
  paid: 'Paid',
  carried: 'Carried over',
  credited: 'Credited',
  refunded: 'Refunded',
  disputed: 'Disputed',
  void: 'Void',
  uncollectible: 'Uncollectible',
  nothing_due: 'Nothing due',
}

/** What an invoice is called, and its weight. */
export function stateWords(invoice: InvoiceRow): { label: string; tone: Tone } {
  return words[toInvoiceState(invoice)]
}

/** What a line of the list has to say beside the status; empty for the ordinary month. */
export function stateNote(invoice: InvoiceRow): string {
  const state = toInvoiceState(invoice)
  if (state === 'carried') return 'Under $0.50, carried to the next invoice'
  if (state === 'failed' || state === 'unconfirmed')
    return invoice.lastPaymentError ?? 'The card was declined'
  if (state === 'nothing_due') return 'No usage that comes to a cent'
  if (state === 'charged_back') return `The bank took back ${formatCents(invoice.chargedBackCents)}`
  if (state === 'disputed') return `The bank holds back ${formatCents(invoice.disputedCents)}`
  if (state === 'credited' && invoice.creditedCents === 0) return 'Taken from the balance'
  if (invoice.refundedCents > 0) return `${formatCents(invoice.refundedCents)} refunded`
  if (invoice.creditedCents > 0) return `${formatCents(invoice.creditedCents)} credited`
  if (invoice.appliedBalanceCents > 0)
    return `Includes ${formatCents(invoice.appliedBalanceCents)} carried over`
  return ''
}
