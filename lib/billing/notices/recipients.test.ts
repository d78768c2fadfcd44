import { expect, it } from 'vitest'
import { toRecipients } from './recipients'

const people = ['mira@halcyon.example', 'tomas@halcyon.example']

it('without a billing address everything goes to the people', () => {
  for (const template of ['invoice_ready', 'account_suspended'] as const)
    expect(toRecipients(template, people, null)).toEqual(people)
})

it.each(['invoice_ready', 'invoice_credited', 'payment_received'] as const)(
  '%s goes to the billing address instead',
  template => {
    expect(toRecipients(template, people, 'books@halcyon.example')).toEqual(['books@halcyon.example'])
  },
)

it.each([
  'payment_failed',
  'payment_confirmation',
  'payment_disputed',
  'account_suspended',
  'account_restored',
  'card_expiring',
  'limit_reached',
] as const)('%s goes to the people too: it tells what keeps the API from working', template => {
  expect(toRecipients(template, people, 'books@halcyon.example')).toEqual([
    ...people,
    'books@halcyon.example',
  ])
})

it('nobody gets it twice', () => {
  expect(toRecipients('account_suspended', people, 'Mira@Halcyon.example')).toEqual(people)
})
