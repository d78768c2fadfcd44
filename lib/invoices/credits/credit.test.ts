import { describe, expect, it } from 'vitest'
import { toTarget, type CreditableInvoice } from './credit'

const paid: CreditableInvoice = {
  status: 'paid',
  totalCents: 1_000,
  amountPaidCents: 1_031,
  creditedCents: 200,
  refundedCents: 0,
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
