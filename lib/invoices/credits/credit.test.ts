import { describe, expect, it } from 'vitest'
import { creditableCents, toTarget, type CreditableInvoice } from './credit'

const paid: CreditableInvoice = {
  status: 'paid',
  totalCents: 1_000,
  amountPaidCents: 1_031,
  creditedCents: 200,
  refundedCents: 0,
  disputedCents: 0,
  chargedBackCents: 0,
  creditedElsewhereCents: 0,
  pendingCents: 100,
  pendingRefundCents: 0,
}
const target = (
  invoice: Partial<CreditableInvoice>,
  cents: number,
  asked: 'balance' | 'refund' = 'refund',
) => {
  const result = toTarget({ ...paid, ...invoice }, cents, asked)
  return result.ok ? result.value : result.error.code
}

describe('where a credit goes', () => {
  it('goes where it is asked, up to what is left of a paid invoice', () => {
    expect(target({}, 700)).toBe('refund')
    expect(target({}, 700, 'balance')).toBe('balance')
    expect(target({}, 701)).toBe('too_much')
  })

  it('lowers what is due while the invoice is open', () => {
    expect(target({ status: 'open', amountPaidCents: 0 }, 700)).toBe('due')
    expect(target({ status: 'open', amountPaidCents: 0 }, 701)).toBe('too_much')
  })

  it('never sends back to the card more than came from it', () => {
    expect(target({ amountPaidCents: 500 }, 500)).toBe('refund')
    expect(target({ amountPaidCents: 500 }, 501)).toBe('nothing_to_refund')
    expect(target({ amountPaidCents: 500, refundedCents: 400 }, 101)).toBe('nothing_to_refund')
    expect(target({ amountPaidCents: 500, pendingRefundCents: 400 }, 101)).toBe('nothing_to_refund')
    expect(target({ amountPaidCents: 0 }, 100, 'balance')).toBe('balance')
  })

  it('gives nothing twice: a refund that was made without a credit note counts too', () => {
    const byHand = { creditedCents: 0, pendingCents: 0, refundedCents: 1_000 }
    expect(target(byHand, 1, 'balance')).toBe('too_much')
    expect(target({ ...byHand, refundedCents: 400 }, 600, 'balance')).toBe('balance')
    expect(target({ ...byHand, refundedCents: 400 }, 601, 'balance')).toBe('too_much')
    const onBalance = { ...byHand, creditedCents: 300, creditedElsewhereCents: 300, refundedCents: 400 }
    expect(target(onBalance, 300, 'balance')).toBe('balance')
    expect(target(onBalance, 301, 'balance')).toBe('too_much')
    // The refund of a credit note is that credit, not a second one.
    expect(target({ ...byHand, creditedCents: 400, refundedCents: 400 }, 600, 'balance')).toBe('balance')
  })

  it('gives nothing of what a bank holds or took', () => {
    const untouched = { creditedCents: 0, pendingCents: 0, amountPaidCents: 1_000 }
    for (const bank of ['disputedCents', 'chargedBackCents'] as const) {
      expect(target({ ...untouched, [bank]: 1_000 }, 1, 'balance')).toBe('too_much')
      // $4.00 were refunded before: the bank took up the other $6.00.
      expect(target({ ...untouched, refundedCents: 400, [bank]: 600 }, 1, 'balance')).toBe('too_much')
      // A part alone is disputed: the other $7.00 can be credited, and Stripe refunds no charge that is disputed.
      expect(target({ ...untouched, [bank]: 300 }, 700, 'balance')).toBe('balance')
      expect(target({ ...untouched, [bank]: 300 }, 701, 'balance')).toBe('too_much')
      expect(target({ ...untouched, [bank]: 300 }, 700, 'refund')).toBe('nothing_to_refund')
    }
  })

  it.each([0, -1, 0.5, Number.NaN])('is no amount of %s cents', cents => {
    expect(target({}, cents)).toBe('too_much')
  })

  it.each(['preparing', 'draft', 'void', 'uncollectible', 'nothing_due'] as const)(
    'is not for a %s invoice',
    status => {
      expect(target({ status }, 1)).toBe('not_creditable')
    },
  )
})

describe('what can still be credited', () => {
  it('is what is left of an issued invoice, and to the card what came from it and did not go back', () => {
    const { pendingCents: _cents, pendingRefundCents: _refund, ...answered } = paid
    expect(creditableCents(answered)).toEqual({ leftCents: 800, refundableCents: 800 })
    expect(creditableCents(paid)).toEqual({ leftCents: 700, refundableCents: 700 })
    expect(creditableCents({ ...answered, amountPaidCents: 500, refundedCents: 400 })).toEqual({
      leftCents: 600,
      refundableCents: 100,
    })
    expect(creditableCents({ ...answered, status: 'open', amountPaidCents: 0 })).toEqual({
      leftCents: 800,
      refundableCents: 0,
    })
    expect(creditableCents({ ...answered, creditedCents: 1_200 })).toEqual({
      leftCents: 0,
      refundableCents: 0,
    })
    expect(creditableCents({ ...answered, chargedBackCents: 1_031 })).toEqual({
      leftCents: 0,
      refundableCents: 0,
    })
  })

  it('is nothing of one that was never issued, or is settled without money', () => {
    for (const status of ['preparing', 'draft', 'void', 'uncollectible', 'nothing_due'] as const)
      expect(creditableCents({ ...paid, status })).toEqual({ leftCents: 0, refundableCents: 0 })
  })
})
