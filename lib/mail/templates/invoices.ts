import { z } from 'zod'
import { formatCard } from '@/lib/billing/card'
import type { Fact } from '@/lib/mail/content'
import {
  aboutInvoice,
  billingReason,
  card,
  define,
  invoiceFacts,
  invoiceUrl,
  receiptNote,
  typed,
} from '@/lib/mail/templates/define'
import { formatCents } from '@/lib/money'

/** Total + applied balance = amount due + carried. */
const settled = aboutInvoice.extend({
  totalCents: z.int(),
  /** Positive: carried in from earlier months; negative: a credit that was used up. */
  appliedBalanceCents: z.int(),
  amountDueCents: z.int(),
  carriedCents: z.int(),
  /** The card that it was charged to; null: not known. */
  card: card.nullable(),
})
type Settled = z.infer<typeof settled>

const credited = aboutInvoice.extend({
  /** Given back this time by credit notes, to the card or otherwise. */
  creditedCents: z.int(),
  /** Gone back to the card this time, with a credit note or without one. */
  refundedCents: z.int(),
  /** Where a credit that is no refund went: off what was due, or to the balance. */
  to: z.enum(['due', 'balance']),
  /** What is left to pay of the invoice. */
  amountDueCents: z.int(),
  /** Ours, for the customer. */
  memo: typed.nullable(),
})
type Credited = z.infer<typeof credited>

/** Mails about what invoices came to. */
export const invoices = {
  invoice_ready: define(settled, (data, links) => {
    const { outcome, sentence, mark } = describe(data)
    return {
      subject: `Invoice for ${data.period}: ${outcome}`,
      preview: sentence,
      mark: { tone: 'positive', text: mark },
      title: `Your invoice for ${data.period}`,
      blocks: [
        { kind: 'text', text: sentence },
        { kind: 'facts', rows: [...invoiceFacts(data), ...sums(data)] },
        { kind: 'button', label: 'See every line', href: invoiceUrl(links, data) },
        ...receiptNote(data),
      ],
      reason: billingReason,
    }
  }),

  invoice_credited: define(credited, (data, links) => {
    const cents = Math.max(data.creditedCents, data.refundedCents)
    const what = data.refundedCents > 0 ? 'Refund' : 'Credit'
    const sentences = whereItWent(data).join(' ')
    return {
      subject: `${what} of ${formatCents(cents)} on your invoice for ${data.period}`,
      preview: sentences,
      mark: { tone: 'positive', text: what },
      title: `${what} of ${formatCents(cents)}`,
      blocks: [
        { kind: 'text', text: sentences },
        ...(data.memo ? [{ kind: 'text' as const, text: `Why: ${data.memo}` }] : []),
        {
          kind: 'facts',
          rows: [...invoiceFacts(data), [what, formatCents(cents)]],
        },
        { kind: 'button', label: 'See the invoice', href: invoiceUrl(links, data) },
        ...receiptNote(data),
      ],
      reason: billingReason,
    }
  }),
} as const

function describe(data: Settled): { outcome: string; sentence: string; mark: string } {
  const { amountDueCents, carriedCents, totalCents } = data
  if (amountDueCents > 0)
    return {
      outcome: `${formatCents(amountDueCents)}, paid`,
      sentence: `${formatCents(amountDueCents)} was charged to ${data.card ? formatCard(data.card) : 'your card'}. There is nothing to do.`,
      mark: 'Paid',
    }
  if (carriedCents > 0)
    return {
      outcome: `${formatCents(carriedCents)}, carried over`,
      sentence: `Amounts under $0.50 are not charged: ${formatCents(carriedCents)} is carried to your next invoice. There is nothing to do.`,
      mark: 'Carried over',
    }
  return {
    outcome: 'nothing to pay',
    sentence: `Your credit pays for all of it: of ${formatCents(totalCents)} nothing is charged. There is nothing to do.`,
    mark: 'Nothing to pay',
  }
}

function sums({ totalCents, appliedBalanceCents, amountDueCents, carriedCents, card }: Settled): Fact[] {
  return [
    ['Usage', formatCents(totalCents)],
    ...only(appliedBalanceCents > 0, 'Carried from before', formatCents(appliedBalanceCents)),
    ...only(appliedBalanceCents < 0, 'Credit used', formatCents(appliedBalanceCents)),
    ...only(carriedCents > 0, 'Carried to the next invoice', formatCents(carriedCents)),
    ['Charged', formatCents(amountDueCents)],
    ...(card && amountDueCents > 0 ? [['Card', formatCard(card)] as const] : []),
  ]
}

function only(applies: boolean, label: string, value: string): Fact[] {
  return applies ? [[label, value]] : []
}

function whereItWent({ creditedCents, refundedCents, to, amountDueCents, period }: Credited): string[] {
  const restCents = Math.max(0, creditedCents - refundedCents)
  const refund =
    refundedCents > 0
      ? [
          `${formatCents(refundedCents)} of your invoice for ${period} goes back to the card that paid it. Banks take five to ten days to show it.`,
        ]
      : []
  if (restCents === 0) return refund
  if (to === 'balance')
    return [...refund, `${formatCents(restCents)} is kept as your credit, and your next invoice uses it.`]
  const left =
    amountDueCents === 0 ? 'nothing is left to pay' : `${formatCents(amountDueCents)} is left to pay`
  return [...refund, `We took ${formatCents(restCents)} off your invoice for ${period}: ${left}.`]
}
