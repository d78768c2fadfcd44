import { describe, expect, it } from 'vitest'
import { nameMonths, toBalance, toCarry, type CarryFacts } from './carry'
import { toUpcoming } from './upcoming'

const bill = (period: string, change: Partial<CarryFacts> = {}): CarryFacts => ({
  id: `inv_${period}`,
  period,
  status: 'paid',
  issuedAt: new Date('2026-11-01T00:05:00Z'),
  appliedBalanceCents: 0,
  carriedCents: 0,
  ...change,
})
const august = bill('2026-08', { carriedCents: 31 })
const september = bill('2026-09', { appliedBalanceCents: 31, carriedCents: 41 })
const october = bill('2026-10', { appliedBalanceCents: 41 })

describe('carried amounts', () => {
  it('lead back through every month that was too small, and forward to the invoice that took them up', () => {
    const july = bill('2026-07', { appliedBalanceCents: 12 })
    expect(toCarry(october, [september, august, july], null)).toMatchObject({
      fromCents: 41,
      from: [august, september],
      creditCents: 0,
      to: null,
    })
    expect(toCarry(august, [july], september)).toMatchObject({ fromCents: 0, from: [], to: september })
  })

  it('pass over months without an invoice and over void ones', () => {
    const nothing = bill('2026-09', { status: 'nothing_due', issuedAt: null })
    const voided = bill('2026-09', { status: 'void', carriedCents: 5 })
    const later = bill('2026-10', { appliedBalanceCents: 31 })
    expect(toCarry(later, [nothing, august], null).from).toEqual([august])
    expect(toCarry(later, [voided, august], null).from).toEqual([august])
  })

  it('are told apart from credit that lowered what was due', () => {
    expect(toCarry(bill('2026-10', { appliedBalanceCents: -500 }), [bill('2026-09')], null)).toMatchObject({
      fromCents: 0,
      creditCents: -500,
    })
    const both = bill('2026-10', { appliedBalanceCents: 11 })
    expect(toCarry(both, [august], null)).toMatchObject({ fromCents: 31, creditCents: -20 })
  })

  it('sum to what the next invoice takes up', () => {
    expect(toBalance([august], 0)).toBe(31)
    expect(toBalance([august, september], 0)).toBe(41)
    expect(toBalance([august, september, october], 0)).toBe(0)
    // $10 of credit, of which $4 were used.
    expect(toBalance([bill('2026-10', { appliedBalanceCents: -400 })], 1_000)).toBe(-600)
  })

  it('are named by their months', () => {
    expect(nameMonths([august], '2026-10')).toBe('August')
    expect(nameMonths([august, september], '2026-10')).toBe('August and September')
    expect(nameMonths([bill('2025-11'), bill('2025-12'), bill('2026-01')], '2026-02')).toBe(
      'November 2025, December 2025 and January',
    )
  })
})

describe('the next invoice', () => {
  it('is the total with the balance, and carried on where that is under fifty cents', () => {
    expect(toUpcoming(18, 31, 300_000_000n)).toEqual({
      balanceCents: 31,
      dueCents: 49,
      isCarried: true,
      forecastCents: 61,
    })
    expect(toUpcoming(19, 31, 0n)).toMatchObject({ dueCents: 50, isCarried: false })
    expect(toUpcoming(100, -600, 1_000_000_000n)).toMatchObject({ dueCents: -500, isCarried: false })
  })
})
