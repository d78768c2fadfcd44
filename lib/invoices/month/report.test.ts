import { expect, it } from 'vitest'
import { toPeriod } from '@/lib/period'
import { toTable } from './report'
import { CloseTally } from './summary'

const bill = {
  status: 'paid' as const,
  carriedCents: 0,
  amountDueCents: 798,
  amountPaidCents: 798,
  refundedCents: 0,
  disputedCents: 0,
  chargedBackCents: 0,
  paymentFailedAt: null,
  needsAuthentication: false,
  totalNanos: 7_983_686_250n,
  totalCents: 798,
}

it('adds up by what became of each bill', () => {
  const tally = new CloseTally()
  tally.add(bill, true)
  tally.add(
    {
      ...bill,
      totalCents: 31,
      totalNanos: 310_000_000n,
      amountDueCents: 0,
      amountPaidCents: 0,
      carriedCents: 31,
    },
    true,
  )
  tally.fail('acc_x', 'Stripe is away')
  expect(toTable(tally.summary(toPeriod('2026-10')))).toBe(
    [
      'October 2026 is closed. 2 bills made or finished by this run.',
      '  paid                        1  $7.98',
      '  carried over (under $0.50)  1  $0.31',
      '  could not be billed         1       ',
      '  total                       3  $8.29',
      '  metered: $8.29368625',
      '  ! acc_x: Stripe is away',
    ].join('\n'),
  )
})

it('says when there was nothing left to do', () => {
  const tally = new CloseTally()
  tally.add(bill, false)
  expect(toTable(tally.summary(toPeriod('2026-10')))).toMatch(/Nothing was left to do\./)
})
