import { z } from 'zod'
import { formatDate, formatMoment } from '@/lib/format'
import type { Fact } from '@/lib/mail/content'
import {
  aboutInvoice,
  billingReason,
  define,
  invoiceFacts,
  invoiceUrl,
  moment,
  receiptNote,
  typed,
} from '@/lib/mail/templates/define'
import { formatCents } from '@/lib/money'

const unpaid = aboutInvoice.extend({
  amountCents: z.int(),
  /** Days since the payment failed. */
  day: z.union([z.literal(0), z.literal(3), z.literal(6)]),
  /** Until when the API works unless it is paid; null: the account is suspended already. */
  suspendsAt: moment.nullable(),
})
type Unpaid = z.infer<typeof unpaid>

const failedPayment = unpaid.extend({
  /** A sentence. */
  reason: z.string(),
})

/** Mails about collecting what an invoice asks for. */
export const payments = {
  payment_failed: define(failedPayment, (data, links) => ({
    subject: {
      0: `Payment of ${formatCents(data.amountCents)} failed`,
      3: `Reminder: ${formatCents(data.amountCents)} is unpaid`,
      6: `Last reminder: ${formatCents(data.amountCents)} is unpaid`,
    }[data.day],
    preview: `${data.reason} ${access(data)}`,
    mark: { tone: data.day === 6 ? 'danger' : 'caution', text: 'Payment failed' },
    title: `The payment for ${data.period} failed`,
    blocks: [
      {
        kind: 'text',
        text: `${data.reason} ${formatCents(data.amountCents)} could not be collected. ${whatHappens(data)}`,
      },
      { kind: 'facts', rows: unpaidFacts(data) },
      { kind: 'button', label: 'Pay now', href: data.hostedUrl ?? invoiceUrl(links, data) },
      {
        kind: 'note',
        text: `Another card can be saved at ${links.origin}/billing. The invoice with all its lines: ${invoiceUrl(links, data)}`,
      },
    ],
    reason: billingReason,
  })),

  payment_confirmation: define(unpaid, (data, links) => ({
    subject: `Confirm your payment of ${formatCents(data.amountCents)}`,
    preview: `Your bank asks for it. ${access(data)}`,
    mark: { tone: 'caution', text: 'Waiting for you' },
    title: 'Your bank asks you to confirm a payment',
    blocks: [
      {
        kind: 'text',
        text: `The payment of ${formatCents(data.amountCents)} for ${data.period} waits for the cardholder to confirm it, on Stripe’s page. Nothing was charged yet. ${whatHappens(data)}`,
      },
      { kind: 'facts', rows: unpaidFacts(data) },
      { kind: 'button', label: 'Confirm the payment', href: data.hostedUrl ?? invoiceUrl(links, data) },
      { kind: 'note', text: `The invoice with all its lines: ${invoiceUrl(links, data)}` },
    ],
    reason: billingReason,
  })),

  payment_received: define(
    aboutInvoice.extend({
      amountCents: z.int(),
      paidAt: moment,
      /** Of other invoices. */
      stillOwedCents: z.int(),
    }),
    (data, links) => ({
      subject: `Payment received: ${formatCents(data.amountCents)}`,
      preview: `The invoice for ${data.period} is paid.`,
      mark: { tone: 'positive', text: 'Paid' },
      title: `The invoice for ${data.period} is paid`,
      blocks: [
        { kind: 'text', text: `Thank you, ${formatCents(data.amountCents)} arrived.${alsoOwed(data)}` },
        {
          kind: 'facts',
          rows: [
            ...invoiceFacts(data),
            ['Amount', formatCents(data.amountCents)],
            ['Paid', formatDate(new Date(data.paidAt))],
          ],
        },
        { kind: 'button', label: 'See the invoice', href: invoiceUrl(links, data) },
        ...receiptNote(data),
      ],
      reason: billingReason,
    }),
  ),

  invoice_voided: define(
    aboutInvoice.extend({
      /** Of other invoices. */
      stillOwedCents: z.int(),
    }),
    (data, links) => ({
      subject: `Your invoice for ${data.period} is voided`,
      preview: 'Nothing is to be paid for it.',
      mark: { tone: 'positive', text: 'Voided' },
      title: `The invoice for ${data.period} is voided`,
      blocks: [
        {
          kind: 'text',
          text: `We withdrew this invoice: nothing is to be paid for it any more.${alsoOwed(data)}`,
        },
        { kind: 'facts', rows: invoiceFacts(data) },
        { kind: 'button', label: 'See the invoice', href: invoiceUrl(links, data) },
      ],
      reason: billingReason,
    }),
  ),

  refund_failed: define(aboutInvoice.extend({ amountCents: z.int() }), (data, links) => ({
    subject: `Refund of ${formatCents(data.amountCents)} failed`,
    preview: 'The money came back to us. Write to support to have it.',
    mark: { tone: 'caution', text: 'Refund failed' },
    title: `A refund of ${formatCents(data.amountCents)} failed`,
    blocks: [
      {
        kind: 'text',
        text: `${formatCents(data.amountCents)} of your invoice for ${data.period} did not reach the card that paid it, and came back to us. Write to support, and you get it another way.`,
      },
      { kind: 'facts', rows: [...invoiceFacts(data), ['Refund', formatCents(data.amountCents)]] },
      { kind: 'button', label: 'See the invoice', href: invoiceUrl(links, data) },
    ],
    reason: billingReason,
  })),

  payment_disputed: define(
    z.object({
      accountName: typed,
      amountCents: z.int(),
      /** A half-sentence: `the cardholder does not recognise it`. */
      because: z.string(),
      period: z.string().nullable(),
      outcome: z.enum(['open', 'lost']),
    }),
    (data, links) => {
      const payment = `a payment of ${formatCents(data.amountCents)}${data.period === null ? '' : ` for ${data.period}`}`
      const lost = data.outcome === 'lost'
      return {
        subject: lost
          ? `Dispute over ${formatCents(data.amountCents)} decided against us`
          : `A payment of ${formatCents(data.amountCents)} is disputed`,
        preview: `Requests that cost are refused${lost ? '' : ' until it is settled'}.`,
        mark: { tone: 'danger', text: 'API access suspended' },
        title: lost ? 'The bank took a payment back' : 'A payment is disputed',
        blocks: [
          {
            kind: 'text',
            text: lost
              ? `The bank decided the dispute over ${payment} of ${data.accountName} for the cardholder and took the money back. Requests that cost stay refused with status 402.`
              : `A cardholder disputed ${payment} of ${data.accountName} with the bank: ${data.because}. Until that is settled, requests that cost are refused with status 402. Keys, usage and settings are kept.`,
          },
          {
            kind: 'text',
            text: lost
              ? 'Write to support to settle it; then everything works as before.'
              : 'Was it a mistake? Then ask the bank to withdraw the dispute, and write to support.',
          },
          { kind: 'button', label: 'Open billing', href: `${links.origin}/billing` },
        ],
        reason: billingReason,
      }
    },
  ),
} as const

function access({ suspendsAt }: Unpaid): string {
  return suspendsAt === null
    ? 'API access is suspended.'
    : `The API works until ${formatMoment(new Date(suspendsAt))}.`
}

function whatHappens({ suspendsAt }: Unpaid): string {
  if (suspendsAt === null)
    return 'API access is suspended: requests that cost are refused with status 402, and will not work again before this is paid too.'
  return `The API goes on working until ${formatMoment(new Date(suspendsAt))}; after that, requests that cost are refused with status 402 until the invoice is paid. Then everything works as before.`
}

function unpaidFacts(data: Unpaid): Fact[] {
  return [
    ...invoiceFacts(data),
    ['Amount due', formatCents(data.amountCents)],
    data.suspendsAt === null
      ? ['API access', 'suspended']
      : ['API works until', formatMoment(new Date(data.suspendsAt))],
  ]
}

function alsoOwed({ stillOwedCents }: { readonly stillOwedCents: number }): string {
  return stillOwedCents === 0
    ? ''
    : ` ${formatCents(stillOwedCents)} of other invoices is still unpaid: until that is paid too, nothing changes in what the API allows.`
}
