import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toInvoiceState, type InvoiceState } from '@/lib/invoices/status'
import { statusChoices, toCentsRange } from './filter'

it.each([
  ['158', { least: 15_800, most: 15_899 }],
  ['158.', { least: 15_800, most: 15_899 }],
  ['158.3', { least: 15_830, most: 15_839 }],
  ['$1,158.36', { least: 115_836, most: 115_836 }],
  ['0.31', { least: 31, most: 31 }],
])('%s is an amount', (search, range) => {
  expect(toCentsRange(search)).toEqual(range)
})

it.each(['', 'ABC-0001', '1.234', '12,34', '-5', '1e9', '99999999'])('%s is no amount', search => {
  expect(toCentsRange(search)).toBeNull()
})

it('every state of an invoice is in exactly one choice', () => {
  const states: InvoiceState[] = Object.values(statusChoices).flat()
  const known = new Set<InvoiceState>()
  const cents = fc.constantFrom(0, 900)
  const figures = fc.record({
    status: fc.constantFrom(
      ...(['preparing', 'draft', 'open', 'paid', 'uncollectible', 'void', 'nothing_due'] as const),
    ),
    carriedCents: cents,
    amountDueCents: cents,
    amountPaidCents: cents,
    refundedCents: cents,
    disputedCents: cents,
    chargedBackCents: cents,
    paymentFailedAt: fc.constantFrom(null, new Date(0)),
    needsAuthentication: fc.boolean(),
  })
  fc.assert(
    fc.property(figures, each => {
      known.add(toInvoiceState(each))
      expect(states).toContain(toInvoiceState(each))
    }),
    { numRuns: 2_000 },
  )
  expect(states.toSorted()).toEqual([...known].toSorted())
})
