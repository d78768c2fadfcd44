import { describe, expect, it } from 'vitest'
import { toTimeline, type InvoiceHistory } from './timeline'

const at = (day: number, time = '00:05:00') => new Date(`2026-11-${String(day).padStart(2, '0')}T${time}Z`)
const issued: InvoiceHistory['invoice'] = {
  status: 'open',
  createdAt: at(1),
  issuedAt: at(1, '00:06:00'),
  paidAt: null,
  voidedAt: null,
  uncollectibleAt: null,
  amountPaidCents: 0,
  amountDueCents: 900,
  carriedCents: 0,
  billedTo: { email: 'billing@halcyon.example' },
}
const attempt = { amountCents: 900, cardBrand: 'visa', cardLastFour: '4242', failure: null }
const history = (change: Partial<InvoiceHistory>): InvoiceHistory => ({
  invoice: issued,
  attempts: [],
  refunds: [],
  credits: [],
  disputes: [],
  ...change,
})
const titles = (change: Partial<InvoiceHistory>) => toTimeline(history(change)).map(({ title }) => title)

describe('what happened to an invoice', () => {
  it('stands with the latest first, from the close to the payment', () => {
    const entries = toTimeline(
      history({
        invoice: { ...issued, status: 'paid', paidAt: at(4), amountPaidCents: 900 },
        attempts: [
          { ...attempt, at: at(4), status: 'succeeded' },
          {
            ...attempt,
            at: at(1, '00:06:00'),
            status: 'failed',
            failure: 'The card has insufficient funds.',
          },
        ],
      }),
    )
    expect(entries.map(({ title, note }) => [title, note])).toEqual([
      ['Paid $9.00', 'Visa •••• 4242'],
      ['Payment failed', 'The card has insufficient funds. Visa •••• 4242'],
      ['Issued', 'To billing@halcyon.example'],
      ['Month closed', 'All usage counted.'],
    ])
  })

  it('begins with the close, though Stripe counts whole seconds and we do not', () => {
    expect(titles({ invoice: { ...issued, createdAt: at(1, '00:06:00.900') } })).toEqual([
      'Issued',
      'Month closed',
    ])
  })

  it('says of a small month that it was carried, never that it was paid', () => {
    const carried = {
      ...issued,
      status: 'paid',
      paidAt: at(1, '00:06:00'),
      amountDueCents: 0,
      carriedCents: 31,
    } as const
    const entries = toTimeline(history({ invoice: carried }))
    expect(entries[0]).toMatchObject({ kind: 'carried', note: expect.stringContaining('$0.31') as string })
    expect(entries.some(({ kind }) => kind === 'paid')).toBe(false)
  })

  it('knows a payment that no charge tells of', () => {
    const paid = { ...issued, status: 'paid', paidAt: at(9), amountPaidCents: 900 } as const
    expect(toTimeline(history({ invoice: paid }))[0]).toMatchObject({
      title: 'Settled',
      note: '$9.00 received.',
    })
  })

  it('tells of money that went back, and of what the bank did with it', () => {
    const credit = { amountCents: 150, to: 'refund', issuedAt: at(6), memo: 'Away on 12 October.' } as const
    expect(
      titles({
        credits: [
          { ...credit, status: 'issued' },
          { ...credit, status: 'refused', issuedAt: null },
        ],
        refunds: [
          { at: at(6), amountCents: 150, status: 'succeeded' },
          { at: at(7), amountCents: 20, status: 'failed' },
        ],
        disputes: [{ createdAt: at(8), decidedAt: at(20), amountCents: 900, status: 'lost' }],
      }).slice(0, 5),
    ).toEqual([
      'Dispute decided: the money went back',
      'Payment of $9.00 disputed',
      'Refund of $0.20 failed',
      'Refunded $1.50',
      'Credit of $1.50',
    ])
  })

  it('ends in voided or written off where it did', () => {
    expect(titles({ invoice: { ...issued, status: 'void', voidedAt: at(12) } })[0]).toBe('Voided')
    expect(titles({ invoice: { ...issued, status: 'uncollectible', uncollectibleAt: at(12) } })[0]).toBe(
      'Written off',
    )
  })
})
