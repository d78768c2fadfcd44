import type { RemoteColumns } from '@/lib/invoices/remote'

type Figures = Pick<
  RemoteColumns,
  'status' | 'amountDueCents' | 'creditedCents' | 'refundedCents' | 'needsAuthentication' | 'paymentFailedAt'
>

/**
 * What happened to an invoice that its account's people want to know:
 * - `ready`: issued and settled at once: charged, carried over, or paid by a credit
 * - `failed`: the payment failed for the first time
 * - `confirmation`: after it had failed otherwise, the bank wants the payment confirmed
 * - `received`: a payment that had failed came after all
 * - `credited`: money was given back
 * - `voided`: what they were asked to pay is not owed any more
 */
export type InvoiceNews = 'ready' | 'failed' | 'confirmation' | 'received' | 'credited' | 'voided'

/** What a change of our row tells. One that changes nothing tells nothing. */
export function toNews(before: Figures, after: Figures): InvoiceNews[] {
  const news: InvoiceNews[] = []
  if (after.status === 'paid' && before.status !== 'paid') {
    if (after.paymentFailedAt === null) news.push('ready')
    // Where credits took off all that was due, nothing was received.
    else if (after.amountDueCents > 0) news.push('received')
  }
  if (isOwed(after) && after.paymentFailedAt !== null) {
    if (before.paymentFailedAt === null) news.push('failed')
    else if (after.needsAuthentication && !before.needsAuthentication) news.push('confirmation')
  }
  if (after.creditedCents > before.creditedCents || after.refundedCents > before.refundedCents)
    news.push('credited')
  if (after.status === 'void' && before.status !== 'void' && before.paymentFailedAt !== null)
    news.push('voided')
  return news
}

function isOwed({ status }: Figures): boolean {
  return status === 'open' || status === 'uncollectible'
}
