import { expect, it } from 'vitest'
import { expiresSoon } from './card'

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
