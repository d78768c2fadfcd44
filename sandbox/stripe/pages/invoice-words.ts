import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

/** How an invoice stands, in a word, and how loud to say it. */
export function statusWords(invoice: Invoice): { word: string; tone: '' | 'good' | 'bad' | 'caution' } {
  switch (invoice.status) {
    case 'paid':
      return { word: 'Paid', tone: 'good' }
    case 'open':
      return invoice.attempt_count > 0
        ? { word: 'Payment failed', tone: 'bad' }
        : { word: 'Open', tone: 'caution' }
    case 'void':
      return { word: 'Void', tone: '' }
    case 'uncollectible':
      return { word: 'Uncollectible', tone: 'bad' }
    case 'draft':
    case null:
    default:
      return { word: 'Draft', tone: '' }
  }
}

/** What the customer's balance did to the invoice, in cents: positive lines add to what is due. */
export function carried(invoice: Invoice): { name: string; cents: number }[] {
  const before = invoice.starting_balance
  const after = invoice.ending_balance ?? 0
  const used = before - Math.min(after, 0)
  return [
    ...(before > 0 ? [{ name: 'Carried from earlier invoices', cents: before }] : []),
    ...(before < 0 && used !== 0 ? [{ name: 'Credit applied', cents: used }] : []),
    ...(after > 0 ? [{ name: 'Carried to the next invoice', cents: -after }] : []),
  ]
}

/** The invoice's sums in the order people read them, in cents; what was credited before payment lowers what is due. */
export function invoiceSums(invoice: Invoice): { name: string; cents: number; strong: boolean }[] {
  const credited = invoice.pre_payment_credit_notes_amount
  const givenBack = invoice.post_payment_credit_notes_amount
  const row = (name: string, cents: number, strong = false) => ({ name, cents, strong })
  return [
    row('Total', invoice.total),
    ...carried(invoice).map(({ name, cents }) => row(name, cents)),
    ...(credited > 0 ? [row('Credit notes', -credited)] : []),
    row('Amount due', invoice.amount_due, true),
    ...(invoice.status === 'paid' ? [row('Amount paid', invoice.amount_paid)] : []),
    ...(givenBack > 0 ? [row('Credited after payment', givenBack)] : []),
  ]
}
