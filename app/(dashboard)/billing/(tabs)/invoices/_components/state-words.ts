import type { Tone } from '@/components/ui/badge'
import { formatCents } from '@/lib/money'
import type { InvoiceRow } from '@/lib/invoices/queries'
import { toInvoiceState, type InvoiceState } from '@/lib/invoices/status'
import { formatPeriod, nextPeriod, toPeriod } from '@/lib/period'

const words: Record<InvoiceState, { label: string; tone: Tone }> = {
  preparing: { label: 'Being made', tone: 'info' },
  open: { label: 'Open', tone: 'caution' },
  failed: { label: 'Payment failed', tone: 'danger' },
  unconfirmed: { label: 'Confirm payment', tone: 'caution' },
  paid: { label: 'Paid', tone: 'positive' },
  carried: { label: 'Carried over', tone: 'info' },
  uncollectible: { label: 'Uncollectible', tone: 'danger' },
  void: { label: 'Void', tone: 'neutral' },
  nothing_due: { label: 'Nothing due', tone: 'neutral' },
}

/** What an invoice is called, and its weight. */
export function stateWords(invoice: InvoiceRow): { label: string; tone: Tone } {
  return words[toInvoiceState(invoice)]
}

/** What a line of the list has to say beside the status; empty for the ordinary month. */
export function stateNote(invoice: InvoiceRow): string {
  const state = toInvoiceState(invoice)
  if (state === 'carried')
    return `Under $0.50, added to ${formatPeriod(nextPeriod(toPeriod(invoice.period)))}`
  if (state === 'failed' || state === 'unconfirmed')
    return invoice.lastPaymentError ?? 'The card was declined'
  if (state === 'nothing_due') return 'No usage that comes to a cent'
  if (invoice.appliedBalanceCents > 0)
    return `Includes ${formatCents(invoice.appliedBalanceCents)} carried over`
  return ''
}
