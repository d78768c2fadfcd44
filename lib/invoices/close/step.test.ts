import { describe, expect, it } from 'vitest'
import type { RemoteInvoice, RemoteStatus } from '@/lib/invoices/remote'
import { chooseExisting, nextStep, type Intended, type Seen } from './step'

const remote = (status: RemoteStatus, more: Partial<RemoteInvoice> = {}): RemoteInvoice => ({
  id: 'in_1',
  customerId: 'cus_1',
  status,
  number: null,
  currency: 'usd',
  totalCents: 300,
  amountDueCents: 300,
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
  billedTo: { name: null, email: null, address: [], taxIds: [], fields: [] },
  metadata: {},
  ...more,
})
const intended: Intended = {
  stripeInvoiceId: 'in_1',
  paymentRefused: false,
  totalCents: 300,
  lineCents: [100, 200],
}
const lines = [
  { lineNo: 2, cents: 200 },
  { lineNo: 1, cents: 100 },
]
const draft = (seen: Seen['lines'], more: Partial<RemoteInvoice> = {}): Seen => ({
  invoice: remote('draft', more),
  lines: seen,
})

describe('the next step of a close', () => {
  it.each<[string, string, Intended, Seen | null]>([
    ['begins where no Stripe id is stored', 'begin', { ...intended, stripeInvoiceId: null }, null],
    ['starts over where the draft is gone', 'start_over', intended, null],
    ['fills an empty draft', 'add_lines', intended, draft([])],
    ['finalizes a draft that reads back, in any order of lines', 'finalize', intended, draft(lines)],
    ['discards a draft with a line missing', 'discard', intended, draft(lines.slice(1))],
    ['discards a draft with a line twice', 'discard', intended, draft([...lines, { lineNo: 1, cents: 100 }])],
    [
      'discards a draft with a stray line',
      'discard',
      intended,
      draft([...lines, { lineNo: null, cents: 0 }]),
    ],
    [
      'discards a draft whose lines are swapped though the total is right',
      'discard',
      intended,
      draft([
        { lineNo: 1, cents: 200 },
        { lineNo: 2, cents: 100 },
      ]),
    ],
    ['discards a draft with another total (a tax)', 'discard', intended, draft(lines, { totalCents: 330 })],
    ['discards a draft in another currency', 'discard', intended, draft(lines, { currency: 'eur' })],
    ['pays an issued invoice', 'pay', intended, { invoice: remote('open'), lines: [] }],
    [
      'leaves one whose payment failed to Stripe',
      'done',
      intended,
      { invoice: remote('open', { attempted: true }), lines: [] },
    ],
    [
      'leaves one that could not even be tried',
      'done',
      { ...intended, paymentRefused: true },
      { invoice: remote('open'), lines: [] },
    ],
    ['is done when paid', 'done', intended, { invoice: remote('paid'), lines: [] }],
    ['does not bill again what a hand has voided', 'done', intended, { invoice: remote('void'), lines: [] }],
  ])('%s', (_, step, row, seen) => expect(nextStep(row, seen)).toBe(step))
})

describe('taking up what Stripe already has', () => {
  it('prefers an issued invoice and discards every other draft', () => {
    const found = [
      remote('draft', { id: 'in_a' }),
      remote('open', { id: 'in_b' }),
      remote('draft', { id: 'in_c' }),
    ]
    const { adopt, discard } = chooseExisting(found)
    expect(adopt?.id).toBe('in_b')
    expect(discard.map(({ id }) => id)).toEqual(['in_a', 'in_c'])
  })

  it('takes the oldest of several drafts, so that two closers take the same', () => {
    const { adopt, discard } = chooseExisting([
      remote('draft', { id: 'in_a' }),
      remote('draft', { id: 'in_b' }),
    ])
    expect([adopt?.id, discard.map(({ id }) => id)]).toEqual(['in_a', ['in_b']])
  })

  it('respects an invoice that a hand has voided', () => {
    const { adopt } = chooseExisting([remote('draft', { id: 'in_a' }), remote('void', { id: 'in_b' })])
    expect(adopt?.id).toBe('in_b')
  })

  it('finds nothing in nothing', () => expect(chooseExisting([])).toEqual({ adopt: null, discard: [] }))
})
