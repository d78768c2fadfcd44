import { expect, it } from 'vitest'
import { whyKept, type RemovalFacts } from './removal'

const one = [{ id: 'pm_1', isDefault: true }]
const two = [...one, { id: 'pm_2', isDefault: false }]
const nothing = { owes: false, hasUnbilledUsage: false }

it.each<[string, string, RemovalFacts, ReturnType<typeof whyKept>]>([
  ['the last card of somebody who owes nothing may go', 'pm_1', { cards: one, ...nothing }, null],
  ['the last card stays while an invoice is unpaid', 'pm_1', { cards: one, ...nothing, owes: true }, 'owes'],
  [
    'the last card stays while usage waits for its invoice',
    'pm_1',
    { cards: one, ...nothing, hasUnbilledUsage: true },
    'unbilled_usage',
  ],
  [
    'it stays also where no card is the default',
    'pm_2',
    { cards: [{ id: 'pm_2', isDefault: false }], owes: true, hasUnbilledUsage: true },
    'owes',
  ],
  ['the default stays while there is another', 'pm_1', { cards: two, ...nothing }, 'is_default'],
  ['another one may go whatever is owed', 'pm_2', { cards: two, owes: true, hasUnbilledUsage: true }, null],
])('%s', (_, cardId, facts, reason) => expect(whyKept(cardId, facts)).toBe(reason))
