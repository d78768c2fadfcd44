import { describe, expect, it } from 'vitest'
import { toBanner, type BannerFacts, type BannerReader } from './banner'

const invoice = {
  id: 'inv_1',
  period: '2026-10' as const,
  amountCents: 1_234,
  reason: 'The card has expired.',
}
const card = {
  id: 'pm_1',
  brand: 'visa',
  lastFour: '4242',
  expMonth: 12,
  expYear: 2026,
  isDefault: true,
  expiresSoon: false,
  expired: false,
}
const fine: BannerFacts = {
  reason: 'paid_up',
  suspendsAt: null,
  owed: null,
  authentication: null,
  cards: [card],
}
const owing = { suspendsAt: new Date('2026-11-08T00:10:00Z'), owed: invoice }
const payer: BannerReader = { mayPay: true, payers: [], supportEmail: 'billing@serika.example' }
const viewer: BannerReader = { ...payer, mayPay: false, payers: ['Mira Okafor', 'Jon Bell'] }
const of = (facts: Partial<BannerFacts>, reader = payer) => toBanner({ ...fine, ...facts }, reader)

describe('the banner', () => {
  it('is not there while all is well, and for an account that never had a card', () => {
    expect(of({})).toBeNull()
    expect(of({ reason: 'no_card', cards: [] })).toBeNull()
  })

  it('says what failed, why and until when, and leads to paying it', () => {
    expect(of({ ...owing, reason: 'payment_failed' })).toEqual({
      tone: 'caution',
      text: 'The payment of $12.34 for October 2026 failed. The card has expired. Requests that cost are refused from 8 Nov, 00:10 UTC on unless it is paid.',
      action: { label: 'Pay the invoice', href: '/billing/invoices/inv_1/stripe', leavesUs: true },
      dismissKey: null,
    })
  })

  it('leads to the page where the bank’s question is answered', () => {
    const asked = { ...invoice, id: 'inv_2' }
    const banner = of({ ...owing, reason: 'payment_failed', authentication: asked })
    expect(banner?.text).toContain('The bank asks you to confirm the payment of $12.34')
    expect(banner?.action).toMatchObject({
      label: 'Confirm payment',
      href: '/billing/invoices/inv_2/stripe',
    })
  })

  it.each(['grace_over', 'owes_without_card'] as const)('says that requests are refused: %s', reason => {
    const banner = of({ ...owing, reason })
    expect(banner).toMatchObject({ tone: 'danger', action: { label: 'Pay the invoice' }, dismissKey: null })
    expect(banner?.text).toContain(
      'Requests that cost are refused: the October 2026 invoice of $12.34 is unpaid',
    )
  })

  it.each(['held', 'disputed'] as const)('leads to somebody who can look at it: %s', reason => {
    for (const reader of [payer, viewer])
      expect(of({ ...owing, reason }, reader)?.action?.href).toBe('mailto:billing@serika.example')
  })

  it('weighs what stops the API before what may stop it', () => {
    const expired = { ...card, expiresSoon: true, expired: true }
    expect(of({ ...owing, reason: 'held', cards: [expired] })?.text).toContain('on hold')
    expect(of({ ...owing, reason: 'payment_failed', cards: [expired] })?.text).toContain('failed')
  })

  it('warns of a card that expires, and can be put away until that changes', () => {
    const soon = of({ cards: [{ ...card, expiresSoon: true }] })
    expect(soon).toMatchObject({ tone: 'caution', dismissKey: 'pm_1-2026-12' })
    expect(soon?.text).toContain('ending in 4242, expires after 31 Dec 2026')
    const over = of({ cards: [{ ...card, expiresSoon: true, expired: true }] })
    expect(over).toMatchObject({ dismissKey: null })
    expect(over?.text).toContain('has expired')
    expect(of({ cards: [{ ...card, isDefault: false, expiresSoon: true }] })).toBeNull()
  })

  it('says that no card is charged where none of them is the default', () => {
    expect(of({ reason: 'no_card', cards: [{ ...card, isDefault: false }] })).toMatchObject({
      tone: 'danger',
      action: { label: 'Choose a card', href: '/billing#payment-methods' },
    })
  })

  it.each<[string, Partial<BannerFacts>, string]>([
    ['pay', { ...owing, reason: 'payment_failed' }, 'Ask Mira Okafor or Jon Bell to pay it.'],
    ['pay', { ...owing, reason: 'grace_over' }, 'Ask Mira Okafor or Jon Bell to pay it.'],
    [
      'confirm',
      { ...owing, reason: 'payment_failed', authentication: invoice },
      'Ask Mira Okafor or Jon Bell to confirm it.',
    ],
    [
      'change the card',
      { cards: [{ ...card, expiresSoon: true }] },
      'Ask Mira Okafor or Jon Bell to change it.',
    ],
  ])('tells those who may not %s whom to ask, and offers nothing they cannot do', (_, facts, words) => {
    const banner = of(facts, viewer)
    expect(banner?.text).toContain(words)
    expect(banner?.action).toBeNull()
  })
})
