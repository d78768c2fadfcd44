import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toNews } from './news'

const failedAt = new Date('2026-11-01T00:10:00Z')
const draft = {
  status: 'draft',
  amountDueCents: 0,
  creditedCents: 0,
  refundedCents: 0,
  needsAuthentication: false,
  paymentFailedAt: null,
} as const
const open = { ...draft, status: 'open', amountDueCents: 900 } as const
const failed = { ...open, paymentFailedAt: failedAt }
const paid = { ...open, status: 'paid' } as const

describe('what a change of an invoice tells', () => {
  it('is ready once it is settled, charged or not, and not when it is only issued', () => {
    expect(toNews(draft, open)).toEqual([])
    expect(toNews(open, paid)).toEqual(['ready'])
    expect(toNews(draft, paid)).toEqual(['ready'])
    expect(toNews(draft, { ...paid, amountDueCents: 0 })).toEqual(['ready'])
  })

  it('is a failure once, and then a payment that came after all', () => {
    expect(toNews(draft, failed)).toEqual(['failed'])
    expect(toNews(open, { ...failed, needsAuthentication: true })).toEqual(['failed'])
    expect(toNews(failed, { ...failed, status: 'uncollectible' })).toEqual([])
    expect(toNews(failed, { ...failed, status: 'paid' })).toEqual(['received'])
    expect(toNews({ ...failed, status: 'uncollectible' }, { ...failed, status: 'paid' })).toEqual([
      'received',
    ])
  })

  it('is a question of the bank where the payment had failed otherwise before', () => {
    const asked = { ...failed, needsAuthentication: true }
    expect(toNews(failed, asked)).toEqual(['confirmation'])
    expect(toNews(asked, failed)).toEqual([])
  })

  it('is a credit, and no payment, where credits took off all that was due', () => {
    const settled = { ...failed, status: 'paid', amountDueCents: 0, creditedCents: 900 } as const
    expect(toNews(failed, settled)).toEqual(['credited'])
    expect(toNews(paid, { ...paid, creditedCents: 100, refundedCents: 100 })).toEqual(['credited'])
    expect(toNews(paid, { ...paid, refundedCents: 100 })).toEqual(['credited'])
  })

  it('is the end of a debt where a bill that they were asked to pay is voided', () => {
    expect(toNews(failed, { ...failed, status: 'void' })).toEqual(['voided'])
    expect(toNews({ ...failed, status: 'uncollectible' }, { ...failed, status: 'void' })).toEqual(['voided'])
    expect(toNews(open, { ...open, status: 'void' })).toEqual([])
  })

  it('is no credit where one is taken back, or a refund fails: that is told of the refund itself', () => {
    expect(toNews({ ...paid, refundedCents: 100 }, paid)).toEqual([])
    expect(toNews({ ...open, creditedCents: 100 }, open)).toEqual([])
  })
})

it('nothing that stays as it is is told again', () => {
  const figures = fc.record({
    status: fc.constantFrom('draft', 'open', 'paid', 'uncollectible', 'void'),
    amountDueCents: fc.nat(1_000),
    creditedCents: fc.nat(1_000),
    refundedCents: fc.nat(1_000),
    needsAuthentication: fc.boolean(),
    paymentFailedAt: fc.option(fc.constant(failedAt)),
  })
  fc.assert(
    fc.property(figures, each => {
      expect(toNews(each, { ...each })).toEqual([])
    }),
  )
})
