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
