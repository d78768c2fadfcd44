import { expect, it } from 'vitest'
import { toPeriod } from '@/lib/period'
import { invoiceExports } from './invoice-exports'

const of = (...periods: string[]) =>
  invoiceExports(
    periods.map(period => ({ period })),
    toPeriod('2026-11'),
  ).map(({ range }) => range)

it('offers all invoices, and FOCUS of the last month and of what came before', () => {
  expect(of('2026-10', '2026-09', '2026-08')).toEqual([
    'All months',
    'October 2026',
    'August 2026 to October 2026',
  ])
  expect(of('2026-10')).toEqual(['All months', 'October 2026'])
})

it('offers the current month where no invoice was made yet', () => {
  expect(of()).toEqual(['All months', 'November 2026'])
})

it('offers a year of FOCUS at most, though there may be months without an invoice between', () => {
  const many = Array.from(
    { length: 24 },
    (_, i) => `${2025 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
  )
  expect(of(...many.toReversed())).toEqual(['All months', 'December 2026', 'January 2026 to December 2026'])
  expect(of('2026-10', '2024-01')).toEqual(['All months', 'October 2026', 'November 2025 to October 2026'])
})
