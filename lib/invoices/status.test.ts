import { describe, expect, it } from 'vitest'
import { toInvoiceState, type InvoiceFigures } from './status'

/** $9.00, charged to a card. */
const paid: InvoiceFigures = {
  status: 'paid',
  carriedCents: 0,
  amountDueCents: 900,
  amountPaidCents: 900,
  refundedCents: 0,
  disputedCents: 0,
  chargedBackCents: 0,
  paymentFailedAt: null,
  needsAuthentication: false,
}
const stateOf = (change: Partial<InvoiceFigures>) => toInvoiceState({ ...paid, ...change })

describe('what an invoice that Stripe calls paid is called', () => {
  it('is paid where money came and stayed, in part at least', () => {
    expect(stateOf({})).toBe('paid')
    expect(stateOf({ refundedCents: 899 })).toBe('paid')
  })

  it('is not paid where no money came', () => {
    expect(stateOf({ amountDueCents: 0, amountPaidCents: 0, carriedCents: 31 })).toBe('carried')
    expect(stateOf({ amountDueCents: 0, amountPaidCents: 0 })).toBe('credited')
  })

  it('is not paid where the money is gone, or a bank holds it', () => {
    expect(stateOf({ refundedCents: 900 })).toBe('refunded')
    expect(stateOf({ disputedCents: 900 })).toBe('disputed')
    expect(stateOf({ chargedBackCents: 900 })).toBe('charged_back')
  })

  it('says the worst of what became of it', () => {
    expect(stateOf({ refundedCents: 400, disputedCents: 500 })).toBe('disputed')
    expect(stateOf({ disputedCents: 400, chargedBackCents: 500 })).toBe('charged_back')
    expect(stateOf({ refundedCents: 400, chargedBackCents: 500 })).toBe('charged_back')
  })
})

it('one that is owed asks for what its owner can do', () => {
  const failed = { status: 'open', amountPaidCents: 0, paymentFailedAt: new Date(0) } as const
  expect(stateOf({ status: 'open', amountPaidCents: 0 })).toBe('open')
  expect(stateOf(failed)).toBe('failed')
  expect(stateOf({ ...failed, needsAuthentication: true })).toBe('unconfirmed')
  expect(stateOf({ status: 'draft' })).toBe('preparing')
})
