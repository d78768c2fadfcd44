import { expect, it } from 'vitest'
import { asTyped, confirmationOf } from '@/lib/operators/confirmation'

const accountId = 'acc_1'

it('asks for the account’s name, as it reads on a page', () => {
  expect(confirmationOf({ accountId, name: 'Lantern Works' })).toBe('Lantern Works')
  expect(confirmationOf({ accountId, name: '  Lantern \t Works ' })).toBe('Lantern Works')
  expect(asTyped(' Lantern   Works')).toBe('Lantern Works')
})

it('asks for the id where nobody could type the name', () => {
  for (const name of ['', '   ', 'x'.repeat(41), 'Lantern\u202eskroW', 'Lantern\u200bWorks'])
    expect(confirmationOf({ accountId, name })).toBe(accountId)
  expect(confirmationOf({ accountId, name: 'x'.repeat(40) })).toBe('x'.repeat(40))
})
