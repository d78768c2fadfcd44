import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeRemote, noNews, type RemoteColumns, type RemoteInvoice } from './remote'
import { toInvoiceState } from './status'

const issued = new Date('2026-11-01T00:10:00Z')
const preparing: RemoteColumns = {
  status: 'preparing',
  number: null,
  hostedUrl: null,
  pdfUrl: null,
  appliedBalanceCents: 0,
  amountDueCents: 0,
  amountPaidCents: 0,
  carriedCents: 0,
  creditedCents: 0,
  refundedCents: 0,
  attemptedPayment: false,
  lastPaymentError: null,
  needsAuthentication: false,
  paymentFailedAt: null,
  issuedAt: null,
  paidAt: null,
  voidedAt: null,
  uncollectibleAt: null,
  billedTo: null,
}
const draft: RemoteInvoice = {
  id: 'in_1',
  customerId: 'cus_1',
  status: 'draft',
  number: null,
  currency: 'usd',
  totalCents: 1_000,
  amountDueCents: 1_000,
  amountPaidCents: 0,
  creditedDueCents: 0,
  creditedCents: 0,
  startingBalanceCents: 0,
  endingBalanceCents: null,
  attempted: false,
  hostedUrl: null,
  pdfUrl: null,
  finalizedAt: null,
  paidAt: null,
  voidedAt: null,
  uncollectibleAt: null,
  billedTo: { name: 'Halcyon', email: 'a@example.com', address: [], taxIds: [], fields: [] },
  metadata: {},
}
const open: RemoteInvoice = {
  ...draft,
  status: 'open',
  number: 'ABC-0001',
  hostedUrl: 'https://x/h',
  pdfUrl: 'https://x/p',
  endingBalanceCents: 0,
  finalizedAt: issued,
}
const failed: RemoteInvoice = { ...open, attempted: true }
const failure = (reason: string) => ({
  failure: { reason, needsAuthentication: false },
  refundedCents: null,
})
const stateOf = (row: RemoteColumns) => toInvoiceState({ ...row, disputedCents: 0, chargedBackCents: 0 })
const paid: RemoteInvoice = { ...failed, status: 'paid', amountPaidCents: 1_000, paidAt: issued }

describe('what Stripe says of an invoice', () => {
  it('is past due from its issue once a payment has failed', () => {
    const row = mergeRemote(preparing, failed, failure('The card has expired.'))
    expect(row).toMatchObject({
      status: 'open',
      paymentFailedAt: issued,
      lastPaymentError: 'The card has expired.',
    })
    expect(stateOf(row)).toBe('failed')
  })

  it('is past due as well where a payment could not even be tried', () => {
    expect(mergeRemote(preparing, open, failure('There is no card to charge.')).paymentFailedAt).toEqual(
      issued,
    )
    expect(mergeRemote(preparing, open, noNews).paymentFailedAt).toBeNull()
  })

  it('shows a month under the minimum as carried: paid, but no cash', () => {
    const small = { ...paid, totalCents: 31, amountDueCents: 0, amountPaidCents: 0, endingBalanceCents: 31 }
    const row = mergeRemote(preparing, small, noNews)
    expect(row).toMatchObject({ carriedCents: 31, amountPaidCents: 0, appliedBalanceCents: 0 })
    expect(stateOf(row)).toBe('carried')
  })

  it('shows what came from the month before on the next invoice', () => {
    const next = {
      ...paid,
      totalCents: 6_388,
      amountDueCents: 6_419,
      amountPaidCents: 6_419,
      endingBalanceCents: 0,
    }
    expect(mergeRemote(preparing, next, noNews)).toMatchObject({ appliedBalanceCents: 31, carriedCents: 0 })
  })

  it('carries on what is still too little with what came before', () => {
    const still = { ...paid, totalCents: 10, amountDueCents: 0, amountPaidCents: 0, endingBalanceCents: 41 }
    expect(mergeRemote(preparing, still, noNews)).toMatchObject({ appliedBalanceCents: 31, carriedCents: 41 })
  })

  it('keeps what is due by the balance apart from what a credit note took off it', () => {
    const credited = { ...open, creditedDueCents: 300, creditedCents: 300, amountDueCents: 700 }
    expect(mergeRemote(preparing, credited, noNews)).toMatchObject({
      amountDueCents: 700,
      appliedBalanceCents: 0,
      creditedCents: 300,
    })
  })

  it('says that the bank wants a confirmation, until the invoice is paid or another attempt fails otherwise', () => {
    const asked = { failure: { reason: 'The bank asks.', needsAuthentication: true }, refundedCents: null }
    const row = mergeRemote(preparing, failed, asked)
    expect(row.needsAuthentication).toBe(true)
    expect(mergeRemote(row, failed, noNews).needsAuthentication).toBe(true)
    expect(mergeRemote(row, failed, failure('The card has expired.')).needsAuthentication).toBe(false)
    expect(mergeRemote(row, paid, noNews).needsAuthentication).toBe(false)
  })

  it('uses up a credit first', () => {
    const credited = {
      ...paid,
      totalCents: 500,
      amountDueCents: 0,
      amountPaidCents: 0,
      endingBalanceCents: -500,
    }
    expect(mergeRemote(preparing, credited, noNews)).toMatchObject({
      appliedBalanceCents: -500,
      carriedCents: 0,
    })
  })
})

describe('in any order, however often', () => {
  const history: (readonly [RemoteInvoice, string | null])[] = [
    [draft, null],
    [open, null],
    [failed, 'The card has insufficient funds.'],
    [{ ...failed, status: 'uncollectible' }, null],
    [paid, null],
  ]
  const settle = (steps: typeof history) =>
    steps.reduce(
      (row, [remote, reason]) => mergeRemote(row, remote, reason === null ? noNews : failure(reason)),
      preparing,
    )

  it('answers of Stripe end in the same state as the orderly ones', () => {
    const { paymentFailedAt: _when, lastPaymentError: _why, ...orderly } = settle(history)
    const shuffled = fc
      .array(fc.constantFrom(...history), { maxLength: 8 })
      .chain(more => fc.shuffledSubarray([...history, ...more], { minLength: history.length + more.length }))
    fc.assert(
      fc.property(shuffled, steps => {
        const { paymentFailedAt: _at, lastPaymentError: _error, ...row } = settle(steps)
        expect(row).toEqual(orderly)
      }),
    )
  })

  it('a stale answer does not bring back a debt', () => {
    expect(
      settle([
        [paid, null],
        [failed, 'The bank declined the card.'],
      ]).status,
    ).toBe('paid')
    expect(
      settle([
        [{ ...open, status: 'void' }, null],
        [open, null],
      ]).status,
    ).toBe('void')
  })
})
