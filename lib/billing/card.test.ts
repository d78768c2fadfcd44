import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expiresSoon, firstMonthNotExpiring, formatCard } from './card'

it.each([
  ['2026-11-01T00:00:00Z', true],
  ['2026-10-31T23:59:59Z', false],
  ['2026-11-30T23:59:59Z', true],
  ['2027-03-01T00:00:00Z', true],
])('a card of 11/2026 on %s: %s', (now, soon) => {
  expect(expiresSoon({ expMonth: 11, expYear: 2026 }, new Date(now))).toBe(soon)
})

it('knows that December is followed by January', () => {
  const card = { expMonth: 12, expYear: 2026 }
  expect(expiresSoon(card, new Date('2026-12-01T23:59:59Z'))).toBe(false)
  expect(expiresSoon(card, new Date('2026-12-02T00:00:00Z'))).toBe(true)
})

it('says the same of months as of cards', () => {
  const card = fc.record({
    expMonth: fc.integer({ min: 1, max: 12 }),
    expYear: fc.integer({ min: 2025, max: 2028 }),
  })
  const anyNow = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(card, anyNow, ({ expMonth, expYear }, now) => {
      const { year, month } = firstMonthNotExpiring(now)
      expect(expiresSoon({ expMonth, expYear }, now)).toBe(expYear * 12 + expMonth < year * 12 + month)
    }),
  )
})

it.each([
  ['visa', 'Visa •••• 4242'],
  ['amex', 'American Express •••• 4242'],
  ['unknown', 'Card •••• 4242'],
  [null, 'Card •••• 4242'],
])('a card of the brand %s is %s', (brand, name) => {
  expect(formatCard({ brand, lastFour: '4242' })).toBe(name)
})
